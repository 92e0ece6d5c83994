import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Producing, type Reading, readersOf, type Scenario } from '../../model-tests/core/scenario.ts'
import { scaled } from '../scaled.ts'
import { Players } from './rings.ts'

const EVENTS = scaled(1_000_000, 200_000)
const LIMIT_MS = 60_000
/** Threads may outnumber cores, so waiters should not check too often. */
const HABITS = { spins: 100, pause: 500, ways: ['plain', 'try first'], sleepsEvery: 0, end: 'leave' } as const
const PRODUCING: Producing = { ...HABITS, batch: 64, events: EVENTS }
const NAMES = ['left', 'right', 'both']

// Waiters spin: where threads outnumber cores, a ring must hold what one of them does in a time slice.
const SCENARIO: Scenario = {
  seed: 1,
  size: 2 ** 17,
  // Words wrap around half-way.
  start: 2 ** 32 - EVENTS / 2,
  ...readersOf({ left: [], right: [], both: ['left', 'right'] }, NAMES),
  producers: [PRODUCING],
  readers: NAMES.map((name): Reading => ({ ...HABITS, name, batch: 64, throwsEvery: 0 })),
}

describe('four threads, each event once and in order', () => {
  let players: Players
  beforeAll(() => {
    players = new Players(1 + NAMES.length, LIMIT_MS)
  })
  afterAll(() => players.close())

  it('from a producer to two consumers, and from these to a follower of both', {
    timeout: LIMIT_MS,
  }, async () => {
    const { outcomes, wrongs } = await players.play(SCENARIO)
    const [produced, ...handled] = outcomes
    expect(wrongs).toEqual([])
    expect(handled.map(({ next }) => next)).toEqual(NAMES.map(() => [EVENTS]))
    expect(handled.map(({ chain }) => chain)).toEqual(NAMES.map(() => produced?.chain))
  })
})
