// RINGPROOF_SEED=seed, as a failure prints it, plays the same programs again.
import { expect, it } from 'vitest'
import { scaled } from '../scaled.ts'
import { judgeAccounts } from './accounting.ts'
import { load } from './load.ts'

const RUNS = scaled(1000, 250)
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

it(`in ${RUNS} random programs, seed ${seed}`, async () => {
  expect(await judgeAccounts(await load(), { seed, numRuns: RUNS })).toBeNull()
})
