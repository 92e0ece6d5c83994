import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { createRing } from '../../src/index.ts'
import { warnOfSpinning } from '../../src/ring/spinning.ts'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const file = fileURLToPath(new URL('./spinner.ts', import.meta.url))
const cores = availableParallelism()

afterEach(() => vi.restoreAllMocks())

async function outputOf(more: number, rings: number): Promise<{ stdout: string; stderr: string }> {
  const args = ['--import', TSX, file, `${more}`, `${rings}`]
  return await promisify(execFile)(process.execPath, args, { timeout: 30_000 })
}

it('not at as many threads as cores', async () => {
  expect(await outputOf(0, 3)).toEqual({ stdout: '', stderr: '' })
})

it.each([
  [1, 1],
  [3, 1],
  [2, 3],
])('once, at %i more, on %i rings, with what to set', async (more, rings) => {
  const { stdout, stderr } = await outputOf(more, rings)
  const message = `Threads that spin take turns: ${cores + 1} of a ring never park, on ${cores} cores`
  expect(stdout).toBe(`RINGPROOF_SPINNING: ${message}\n`)
  expect(stderr).toContain(`[RINGPROOF_SPINNING] Warning: ${message}`)
  expect(stderr).toContain(`Give all but ${cores} of them a number for spins instead of Infinity`)
})

it('by any thread: all spinning roles count, none that parks or was refused', () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined)
  const producers = Array.from({ length: cores + 1 }, (_, p) => `p${p}`)
  const ring = createRing<string, string>({
    size: 2,
    producers,
    consumers: { work: [], jobs: [] },
    pools: ['jobs'],
  })
  const options = { spins: Number.POSITIVE_INFINITY }
  for (const name of producers.slice(1)) ring.producer(name, options)
  expect(() => ring.producer(producers[1], options)).toThrow()
  ring.producer(producers[0])
  ring.pool('jobs', { spins: 1000 })
  expect(warned).not.toHaveBeenCalled()
  ring.consumer('work', options)
  expect(warned).toHaveBeenCalledTimes(1)
  ring.pool('jobs', options)
  expect(warned).toHaveBeenCalledTimes(1)
})

it('by the thread that was one too many, not by later ones', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined)
  for (const [threads, times] of [
    [cores + 2, 0],
    [cores + 1, 1],
  ] as const) {
    vi.resetModules()
    const another = await import('../../src/ring/spinning.ts')
    another.warnOfSpinning(threads)
    expect(warned).toHaveBeenCalledTimes(times)
  }
})

it('never on a host without such a process object', () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
  const warned = vi.spyOn(process, 'emitWarning')
  warnOfSpinning(cores + 1)
  expect(warned).not.toHaveBeenCalled()
})
