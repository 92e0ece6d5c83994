import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { children, isFunction } from '../model-tests/stepper/syntax.ts'

const folder = join(import.meta.dirname, '../src/core')
const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'))
const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))

/** The most lines of code without comments: what must be read to believe the ring, and the rest. */
const SEQUENCING = 1020
const AROUND_IT = 1980
const LINES_OF_A_FUNCTION = 15

const twins = new Set(
  (await readdir(join(folder, '../../spec/core'))).map((file) => file.replace('.tla', '.ts')),
)

test.each([
  ['the code with a twin in the specs', true, SEQUENCING],
  ['the rest of the core', false, AROUND_IT],
])('%s stays within its limit of lines', (_, hasTwin, most) => {
  const texts = sources.filter((_, s) => twins.has(files[s] ?? '') === hasTwin)
  const lines = texts.reduce((sum, source) => sum + source.split('\n').filter(isCode).length, 0)
  expect(lines).toBeGreaterThan(most / 4)
  expect(lines).toBeLessThanOrEqual(most)
})

function isCode(line: string): boolean {
  return line.trim() !== '' && !/^\s*(?:\/\/|\/\*|\*)/.test(line)
}

test('the core depends on nothing, not even on Node', () => {
  const imported = sources.flatMap((source) => [...source.matchAll(/from '(.+)'/g)].map(([, from]) => from))
  expect(imported.filter((from) => !/^\.\/\w+\.ts$/.test(from ?? ''))).toEqual([])
})

test.each(files)(`no function of %s is longer than ${LINES_OF_A_FUNCTION} lines`, (file) => {
  const source = sources[files.indexOf(file)] ?? ''
  const long: string[] = []
  const visit = (node: ReturnType<typeof children>[number]): void => {
    const text = source.slice(node.start, node.end)
    if (isFunction(node) && text.split('\n').length > LINES_OF_A_FUNCTION) long.push(text.slice(0, 60))
    for (const child of children(node)) visit(child)
  }
  visit(parseSync(file, source).program)
  expect(long).toEqual([])
})
