import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { gatesOf } from '../../model-tests/core/misuse/scene.ts'
import { PATIENCE_MS } from '../../src/core/blocked.ts'
import { createRing } from '../../src/index.ts'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const file = fileURLToPath(new URL('./blocker.ts', import.meta.url))
const LONG = PATIENCE_MS + 50
const SHORT = PATIENCE_MS / 20

afterEach(() => vi.restoreAllMocks())

interface Output {
  readonly stdout: string
  readonly stderr: string
}

async function outputOf(args: readonly (string | number)[], flags: readonly string[] = []): Promise<Output> {
  const all = [...flags, '--import', TSX, file, ...args.map(String)]
  return await promisify(execFile)(process.execPath, all, { timeout: 60_000 })
}

// Side by side: each of these waits for seconds, in a process of its own.
it.concurrent.each([
  ['claim', 'producer "a" waits for consumer "sum"'],
  ['claim of several', 'producer "a" waits for consumer "sum"'],
  ['claim that spins', 'producer "a" waits for consumer "sum"'],
  ['consume', 'consumer "sum" waits for an event'],
  ['consume of a follower', 'consumer "log" waits for consumer "sum"'],
  ['consume of a pool', 'a worker of "jobs" waits for an event'],
])('in %s, with what to call instead', async (how, waits) => {
  const { stdout, stderr } = await outputOf([how, LONG])
  const message = `A main thread has been blocked for 2 s: ${waits}`
  expect(stdout).toBe(`RINGPROOF_BLOCKED: ${message}\n`)
  expect(stderr.split('[RINGPROOF_BLOCKED]')).toHaveLength(2)
  expect(stderr).toContain(
    `[RINGPROOF_BLOCKED] Warning: ${message}\nNothing else runs on this thread meanwhile`,
  )
  expect(stderr).toContain('Call claimAsync() or consumeAsync() there, and have supervise() fail the ring')
})

it.concurrent.each([
  ['--no-warnings', ''],
  ['--disable-warning=RINGPROOF_BLOCKED', ''],
])('silently, with %s', async (flag, stderr) => {
  expect((await outputOf(['claim', LONG], [flag])).stderr).toBe(stderr)
})

it.concurrent.each([
  ['that blocks for a moment', ['claim', SHORT]],
  ['that is left to its event loop', ['claimAsync', LONG]],
  ['of a worker', ['claim', LONG, 'worker']],
])('but not a thread %s', async (_, args) => {
  expect(await outputOf(args)).toEqual({ stdout: '', stderr: '' })
})

it('and a listener that throws, or calls again, does not end the wait', () => {
  const ring = createRing({ size: 1, producers: ['p', 'q'], consumers: { a: [] } })
  const producer = ring.producer('p')
  producer.publish(producer.claim(), 0)
  const heard: unknown[] = []
  const loose: (() => void)[] = []
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((callback) => void loose.push(callback))
  vi.spyOn(process, 'emit').mockImplementation(((event: string) => {
    heard.push(event)
    producer.tryClaim()
  }) as never)
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const slept: unknown[] = []
  const words = new Int32Array(ring.handle.buffer)
  const wait = vi.spyOn(Atomics, 'wait').mockImplementation(((
    _: Int32Array,
    __: number,
    ___: number,
    ms: number,
  ) => {
    slept.push(ms)
    now += PATIENCE_MS
    if (slept.length === 2) Atomics.store(words, gatesOf(ring)[0] ?? 0, 0)
    return 'timed-out'
  }) as never)
  expect(producer.claim()).toBe(1)
  wait.mockRestore()
  expect([heard, slept]).toEqual([['warning'], [PATIENCE_MS, Number.POSITIVE_INFINITY]])
  expect(loose).toHaveLength(1)
  expect(loose[0]).toThrow('Cannot call tryClaim() while claim() waits')
})
