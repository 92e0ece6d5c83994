// RINGPROOF_SEED=seed, as a failure prints it, plays the same cases again.
import { describe, expect, it } from 'vitest'
import { Voids } from '../../src/disruptor/Voids.ts'
import { load, type Mutant } from './load.ts'
import { judgeMarks } from './void-marks.ts'

const RUNS = 2000
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${RUNS} random programs, seed ${seed}`, async () => {
  expect(judgeMarks(await load(), { seed, numRuns: RUNS })).toBeNull()
})

it('and their count goes beyond 32 bits, where a void event is still void', () => {
  const voids = new Voids(4)
  new BigUint64Array(voids.buffer, 0, 1)[0] = 2n ** 32n - 1n
  voids.mark(5, 5)
  expect([voids.count, voids.has(5), voids.has(6)]).toEqual([2 ** 32, true, false])
})

const MUTANTS: readonly Mutant[] = [
  { file: 'Voids.ts', from: 'this.#size)] = 0', to: 'this.#size)] = 1' },
  { file: 'Voids.ts', from: 'this.#size)] = 1\n', to: 'this.#size / 2)] = 1\n' },
  { file: 'Voids.ts', from: '    this.#some[0] = 1\n', to: '' },
  { file: 'Voids.ts', from: 'if (this.#some[0] === 0) return\n', to: 'return\n' },
  { file: 'Voids.ts', from: 'BigInt(last - first + 1)', to: '1n' },
  {
    file: 'Voids.ts',
    from: 'this.#marks = new Uint8Array(buffer, HEADER, size)',
    to: 'this.#marks = new Uint8Array(size)',
  },
]

describe('noticed', () => {
  it.each(MUTANTS)('$from becomes $to', async (mutant) => {
    expect(judgeMarks(await load(mutant), { seed: 7, numRuns: RUNS })).toMatch(/^RINGPROOF_SEED=7/)
  })
})
