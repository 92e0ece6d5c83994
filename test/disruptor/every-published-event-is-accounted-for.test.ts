// RINGPROOF_SEED=seed, as a failure prints it, plays the same programs again.
import { expect, it } from 'vitest'
import { judgeAccounts } from './accounting.ts'
import { load } from './load.ts'

const RUNS = 1000
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${RUNS} random programs, seed ${seed}`, async () => {
  expect(await judgeAccounts(await load(), { seed, numRuns: RUNS })).toBeNull()
})
