// RINGPROOF_SEED=seed, as a failure prints it, plays the same programs again. That broken copies of the source are
// noticed is in broken-corks-are-noticed.slow.test.ts.
import { expect, it } from 'vitest'
import { judgeCorks } from './corking.ts'
import { load } from './load.ts'

const RUNS = 1000
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${RUNS} random programs, seed ${seed}`, async () => {
  expect(judgeCorks(await load(), { seed, numRuns: RUNS })).toBeNull()
})
