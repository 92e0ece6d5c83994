// The README's example, and that of a ring by itself, with one thing gone wrong: the process still ends by itself, and
// says why.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './pages.ts'

const HUNG_MS = 60_000

interface End {
  readonly code: number | null
  /** Set if the process had to be killed: it hung. */
  readonly signal: string | null
  readonly stderr: string
}

/** @param from a text of the example, in place of which comes `to` */
async function endOf(name: string, from: string, to: string): Promise<End> {
  const example = await readFile(join(ROOT, 'examples', name), 'utf8')
  expect(example).toContain(from)
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    await mkdir(join(folder, 'node_modules'))
    await symlink(ROOT, join(folder, 'node_modules/ringproof'), 'dir')
    const broken = example.replace(from, () => to)
    await writeFile(join(folder, name), broken)
    return await ended(folder, name)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function ended(cwd: string, name: string): Promise<End> {
  const child = spawn(process.execPath, [name], { cwd, timeout: HUNG_MS, killSignal: 'SIGKILL' })
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stderr }))
  })
}

const ADD = 'sum += workerData.prices[ring.index(sequence)]'

test.each([
  ['the handler throws', ADD, "throw new Error('broken')", 'broken'],
  ['the worker exits in its handler', ADD, 'process.exit()', 'The ring has failed: "sum" died'],
  [
    'the worker asks for a consumer that there is not',
    "ring.consumer('sum')",
    "ring.consumer('sums')",
    'sums',
  ],
  [
    'the worker ends at once',
    'const ring = attachRing',
    'process.exit()\n  const ring = attachRing',
    '"sum" died',
  ],
  ['the producer throws half way', 'producer.publish(sequence)', "throw new Error('broken')", 'broken'],
])('a ring by itself: %s', async (_, from, to, reason) => {
  const { code, signal, stderr } = await endOf('sum.mjs', from, to)
  expect({ code, signal }).toEqual({ code: 1, signal: null })
  expect(stderr).toContain(reason)
})

const MULTIPLY = 'volume += tick.price * tick.quantity'

test.each([
  ['the handler throws', MULTIPLY, "throw new Error('broken')", 'broken'],
  ['the worker exits in its handler', MULTIPLY, 'process.exit(1)', 'Exit code 1'],
  ['the worker ends well in its handler', MULTIPLY, 'process.exit()', 'Exit code 0'],
  ['onShutdown throws', 'console.log(`', 'throw new Error(`', 'volume 10000100000'],
  ['onEvent is missing', 'onEvent', 'on', 'The "onEvent" of a handler must be a function'],
  [
    'the worker has no handler',
    'handler(Tick',
    'isMainThread && handler(Tick',
    'without a call of handler()',
  ],
  ['the worker has another struct', "'u32'", "isMainThread ? 'u32' : 'u16'", 'must be'],
  [
    'the worker is not there',
    'new URL(import.meta.url)',
    "new URL('./none.mjs', import.meta.url)",
    'none.mjs',
  ],
  ['the producer throws half way', 'tick.price = n', "throw new Error('broken')", 'broken'],
  ['a field refuses its value', 'tick.quantity = 2', 'tick.quantity = -2', 'Received -2'],
])('the quick start: %s', async (_, from, to, reason) => {
  const { code, signal, stderr } = await endOf('ticks.mjs', from, to)
  expect({ code, signal }).toEqual({ code: 1, signal: null })
  expect(stderr).toContain(reason)
})
