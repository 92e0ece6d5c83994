// RINGPROOF_SEED=seed, as a failure prints it, plays the same cases again.
import { describe, expect, it } from 'vitest'
import * as events from '../../src/events/index.ts'
import { scaled } from '../scaled.ts'
import { judgeMessages, judgeStructs } from './properties.ts'

const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))
const RUNS = scaled(1000, 200)

describe('what was written is read, and no other byte changes', () => {
  it('in every struct that can be drawn, by setters and by set, where nothing refused is written', () => {
    expect(judgeStructs(events, { seed, numRuns: RUNS })).toBeNull()
  })

  it('in messages of any length, which wrap at the end of the slots', () => {
    expect(judgeMessages(events, { seed, numRuns: RUNS })).toBeNull()
  })
})
