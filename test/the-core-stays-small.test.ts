import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { children, isFunction } from '../model-tests/harness/stepper/syntax.ts'

const SOURCE = join(import.meta.dirname, '../src')
const core = await textsOf('core')
const ring = await textsOf('ring')
const events = await textsOf('events')
const disruptor = await textsOf('disruptor')

/** The most lines of code without comments: what must be read to believe the ring, and all of each folder. */
const SEQUENCING = 1060
const CORE = 1840
const RING = 1280
const EVENTS = 1550
const DISRUPTOR = 1980
const LINES_OF_A_FUNCTION = 15

/** Signal.tla has two twins: Signal.ts, and Waiter.ts for how threads wait. */
const twins = new Set([
  'Waiter.ts',
  ...(await readdir(join(SOURCE, '../spec/core'))).map((file) => file.replace('.tla', '.ts')),
])

/** These observe a ring from outside: nothing in it depends on them. */
const OUTSIDE: ReadonlySet<string> = new Set(['monitor.ts', 'supervise.ts'])

type Texts = readonly (readonly [file: string, text: string])[]

async function textsOf(folder: string): Promise<Texts> {
  const files = (await readdir(join(SOURCE, folder))).filter((file) => file.endsWith('.ts'))
  const texts = files.map((file) => readFile(join(SOURCE, folder, file), 'utf8'))
  return (await Promise.all(texts)).map((text, f) => [files[f] ?? '', text] as const)
}

test.each([
  ['the code with a twin in the specs', core.filter(([file]) => twins.has(file)), SEQUENCING],
  ['the core', core, CORE],
  ['the ring around it', ring.filter(([file]) => !OUTSIDE.has(file)), RING],
  ['its events', events, EVENTS],
  ['the disruptor', disruptor, DISRUPTOR],
])('%s stays within its limit of lines', (_, texts, most) => {
  const lines = texts.reduce((sum, [, text]) => sum + text.split('\n').filter(isCode).length, 0)
  expect(lines).toBeGreaterThan(most / 4)
  expect(lines).toBeLessThanOrEqual(most)
})

function isCode(line: string): boolean {
  return line.trim() !== '' && !/^\s*(?:\/\/|\/\*|\*)/.test(line)
}

test('no layer depends on anything, not even on Node', () => {
  const imported = (texts: Texts) =>
    texts.flatMap(([, text]) => [...text.matchAll(/from '(.+)'/g)].map(([, from]) => from ?? ''))
  expect(imported(core).filter((from) => !/^\.\/\w+\.ts$/.test(from))).toEqual([])
  for (const above of [ring, events, disruptor])
    expect(imported(above).filter((from) => !/^\.(?:\.\/\w+)?\/\w+\.ts$/.test(from))).toEqual([])
})

test.each([...core, ...ring, ...events, ...disruptor])(
  `no function of %s is longer than ${LINES_OF_A_FUNCTION} lines`,
  (file, source) => {
    const long: string[] = []
    const visit = (node: ReturnType<typeof children>[number]): void => {
      const text = source.slice(node.start, node.end)
      if (isFunction(node) && text.split('\n').length > LINES_OF_A_FUNCTION) long.push(text.slice(0, 60))
      for (const child of children(node)) visit(child)
    }
    visit(parseSync(file, source).program)
    expect(long).toEqual([])
  },
)
