// RINGPROOF_SEED=seed, as a failure prints it, plays the same deaths again. That broken copies of the source are noticed
// is in broken-restarts-are-noticed.slow.test.ts.
import { expect, it } from 'vitest'
import { load } from './load.ts'
import { judgeRestarts } from './restarting.ts'

const RUNS = 2000
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`as its spec has it, in ${RUNS} random programs, seed ${seed}`, async () => {
  expect(await judgeRestarts(await load(), { seed, numRuns: RUNS })).toBeNull()
})
