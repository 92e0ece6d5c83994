// RINGPROOF_SEED=seed, as a failure prints it, plays the same schedules again. That broken copies of the source are
// noticed is in broken-open-runs-are-noticed.slow.test.ts.
import { expect, it } from 'vitest'
import { load } from './load.ts'
import { judgeSettling } from './settling.ts'

const RUNS = 1000
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${RUNS} random schedules, seed ${seed}`, async () => {
  expect(await judgeSettling(await load(), { seed, numRuns: RUNS })).toBeNull()
})
