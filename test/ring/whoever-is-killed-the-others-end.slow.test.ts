// RINGPROOF_SEED=seed plays the same programs again, as far as threads repeat.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { sourcePath } from '../../model-tests/core/load.ts'
import { kill } from '../../model-tests/core/runs/kills/kills.ts'

const RUNS = 60
const LIMIT_MS = 120_000
const HUNG_MS = 2000
const seed = process.env.RINGPROOF_SEED ?? `${Math.floor(Math.random() * 2 ** 31)}`

const MAIN = fileURLToPath(new URL('../../model-tests/main.ts', import.meta.url))
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

it(`${RUNS} random programs end, and then the process ends by itself, seed ${seed}`, {
  timeout: LIMIT_MS,
}, async () => {
  const args = ['--import', TSX, MAIN, 'kills', '--runs', `${RUNS}`, '--seed', seed]
  // It rejects at any exit code but 0, or when the process is killed at the limit.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS - 5000 })
  expect(stdout).toContain(`seed ${seed}\n`)
  expect(stdout).toContain(`claims hold: ${RUNS} runs with kills`)
  expect(stderr).toBe('')
})

interface Slip {
  readonly slip: string
  readonly file: string
  readonly replace: string
  readonly by: string
  readonly seen: RegExp
  readonly also?: readonly [replace: string, by: string]
}

/** The scheduler decides what notices first: a consumer, or its books. */
const MISHANDLED = /handled (?:event )?-?\d+|handled other events|its gate|the slot of -?\d+ holds|miscounted/
/** Or a thread waits for ever. */
const MISHANDLED_OR_HUNG = new RegExp(`${MISHANDLED.source}|has not ended in time`)

const SLIPS: readonly Slip[] = [
  {
    slip: 'a consumer that keeps waiting when the ring has failed',
    file: 'Consumer.ts',
    replace: 'if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) {',
    by: 'if (epoch < 0) {',
    seen: /thread \d has not ended in time/,
  },
  {
    slip: 'a follower that ends before its upstream',
    file: 'Consumer.ts',
    replace: 'if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) {',
    by: 'if ((epoch & FAILED) !== 0) {',
    // The upstream is slow, so that there is something to miss.
    also: [
      '      for (let end = minds ? next - 1 : last;',
      '      if (this.#followed) for (let turn = 0; turn < 1e6; turn++);\n      for (let end = minds ? next - 1 : last;',
    ],
    seen: /handled \d+ of \d+ events/,
  },
  {
    slip: 'a producer that keeps waiting when the ring has failed',
    file: 'MultiProducer.ts',
    replace: 'if ((epoch & FAILED) !== 0) throw this.#endError(epoch, this.#next)\n',
    by: '\n',
    seen: /thread \d has not ended in time/,
  },
  {
    slip: 'a gate that moves before its events are handled',
    file: 'Consumer.ts',
    replace: '    this.inCall = true\n    try {\n      for (let end = minds',
    by: '    this.inCall = true\n    Atomics.add(this.words, this.#gate, wrap(last - next + 1))\n    try {\n      for (let end = minds',
    seen: MISHANDLED,
  },
  {
    slip: 'a worker that keeps waiting when the ring has failed',
    file: 'WorkPool.ts',
    replace:
      'if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) throw this.#endError(epoch, this.#ticket)\n',
    by: '\n',
    seen: /thread \d has not ended in time/,
  },
  {
    slip: 'a consumer that handles a batch again',
    file: 'Consumer.ts',
    replace: '    this.#next = next\n    this.#advance(next)\n    return next',
    by: '    this.#advance(next)\n    return next',
    seen: MISHANDLED_OR_HUNG,
  },
]

/** When a thread is killed is chance, so runs continue until one has shown the mutant. */
const MOST_RUNS = 1500
const MOST_MS = 600_000

describe('the runs notice', () => {
  it.each(SLIPS)(
    '$slip',
    { timeout: MOST_MS },
    async ({ file, replace, by, seen, also: [then, becomes] = ['', ''] }) => {
      const source = await readFile(sourcePath(file), 'utf8')
      expect(source.split(replace)).toHaveLength(2)
      const texts = { [file]: source.replace(replace, by).replace(then, becomes) }
      const { wrong } = await kill({ runs: MOST_RUNS, seed: 7, texts, limit: HUNG_MS })
      expect(wrong).toMatch(seen)
    },
  )
})
