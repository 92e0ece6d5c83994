import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scenario, sameReaders } from '../../model-tests/core/scenario.ts'
import { scaled } from '../scaled.ts'
import { Players } from './rings.ts'

const PRODUCERS = 4
const CONSUMERS = 2
const WORKERS = 3
const LIMIT_MS = 60_000
/** Threads outnumber cores, so waiters should not check too often. */
const HABITS = { spins: 100, pause: 500, ways: ['plain', 'try first'], sleepsEvery: 0, end: 'leave' } as const

/** The number of events of each producer; words wrap around half-way. */
interface Rush {
  readonly size: number
  readonly events: number
  readonly wrapped: number
}

const ALL_WORDS = 2 ** 32
const MANY = scaled(1_000_000, 100_000)

// Waiters spin: where threads outnumber cores, a ring must hold what one of them does in a time slice, or all of them
// wait most of the time.
const RUSHES: readonly (Rush & { readonly what: string })[] = [
  { what: 'while sequences wrap around', size: 2 ** 17, events: MANY, wrapped: ALL_WORDS },
  {
    what: 'while laps and counts wrap around',
    size: 2 ** 17,
    events: MANY,
    wrapped: 2 ** 17 * ALL_WORDS,
  },
  { what: 'through a small ring', size: 2 ** 10, events: MANY / 40, wrapped: 2 ** 10 * ALL_WORDS },
]

function scenarioOf({ size, events, wrapped }: Rush, many: number, pooled: boolean): Scenario {
  const { names, ...ring } = sameReaders(many, pooled)
  return {
    ...{ seed: 1, size, start: wrapped - (PRODUCERS * events) / 2, ...ring },
    producers: Array.from({ length: PRODUCERS }, () => ({ ...HABITS, batch: 64, events })),
    readers: names.map((name) => ({ ...HABITS, name, batch: pooled ? 64 : 0, throwsEvery: 0 })),
  }
}

describe.each(RUSHES)('four producers, each event once, $what', (rush) => {
  let players: Players
  beforeAll(() => {
    players = new Players(PRODUCERS + Math.max(CONSUMERS, WORKERS), LIMIT_MS)
  })
  afterAll(() => players.close())

  it('at each of two consumers, in the order of each producer, and in the same order', {
    timeout: LIMIT_MS,
  }, async () => {
    const { outcomes, wrongs } = await players.play(scenarioOf(rush, CONSUMERS, false))
    const consumers = outcomes.slice(PRODUCERS)
    expect(wrongs).toEqual([])
    const all = Array<number>(PRODUCERS).fill(rush.events)
    expect(consumers.map(({ next }) => next)).toEqual(consumers.map(() => all))
    expect(consumers.map(({ chain }) => chain)).toEqual(consumers.map(() => consumers[0]?.chain))
  })

  it('at one of three workers', { timeout: LIMIT_MS }, async () => {
    const { wrongs } = await players.play(scenarioOf(rush, WORKERS, true))
    expect(wrongs).toEqual([])
  })
})
