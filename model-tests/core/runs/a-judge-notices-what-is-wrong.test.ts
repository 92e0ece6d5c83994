import { describe, expect, it } from 'vitest'
import type { Positions, Supervised } from '../../../src/index.ts'
import { POOL, type Reading, readersOf, type Scenario } from '../scenario.ts'
import { wrongsOf } from './judge.ts'
import type { Fate, Plan, Remains } from './start.ts'
import type { Outcome } from './task.ts'

const HABITS = { spins: 0, ways: ['plain'], batch: 2, sleepsEvery: 0, end: 'leave' } as const
const { names, ...ring } = readersOf({ one: [], two: ['one'], [POOL]: [] }, ['one', 'two', POOL, POOL])
const scenario: Scenario = {
  ...{ seed: 1, size: 4, start: 8, ...ring },
  producers: [
    { ...HABITS, events: 3 },
    { ...HABITS, events: 2 },
  ],
  readers: names.map((name): Reading => ({ ...HABITS, name, throwsEvery: 0 })),
}
const plan: Plan = { scenario, victims: [], onDeath: 'fail', ending: 'leave', lives: null }

const UNMISSED: Supervised = { outcome: 'unmissed', vacant: [] }
/** Threads by number: two producers, two consumers, two workers. */
const [P0, ONE, TWO, WORKER] = [0, 2, 3, 4] as const
/** Five events in four slots. */
const FIVE = Int32Array.of(2, 1, 1, 1)

function ended(by: Outcome['by'], next: readonly number[] = [], sum = 0): Fate {
  const said = { next, sum, dead: [], missing: undefined, chain: 0, expired: 0, thrown: 0, grown: 0 }
  return {
    killed: null,
    outcome: { by, ...said },
    last: null,
    supervised: UNMISSED,
    succeeded: [],
    error: null,
  }
}

function positionsOf(state: Positions['state'], handled: number, published = 12): Positions {
  const gates = { one: handled, two: handled, [POOL]: handled }
  return {
    state,
    handled: gates,
    published,
    claimed: 12,
    open: {},
    firstAfterGap: undefined,
    producers: {},
    consumers: {},
  }
}

/** A ring of five events, closed once all were handled. */
const closed: Remains = {
  positions: positionsOf('closed', 12),
  ...{ drained: 'drained', left: { one: 0, two: 0, [POOL]: 0 }, defects: [], hung: [] },
  fates: [
    ...[ended('itself', [], 30), ended('itself', [], 12)],
    ...[ended('closed', [3, 2], 42), ended('closed', [3, 2], 42)],
    ...[ended('closed', [1, 2], 20), ended('closed', [3, 0], 22)],
  ],
  claims: [
    { accepted: 3, published: 3 },
    { accepted: 2, published: 2 },
  ],
  counts: { one: FIVE, two: FIVE, [POOL]: FIVE },
}

/** The same ring, failed once three events were handled and a fourth published, by the death of p1 with the fifth. */
const dead: Remains = {
  ...closed,
  positions: positionsOf('failed', 11, 11),
  ...{ drained: 'failed', left: { one: 1, two: 1, [POOL]: 1 } },
  fates: closed.fates.map((fate, thread) =>
    thread === 1
      ? crashed(fate, { outcome: 'failed', producers: ['p1'], consumers: [] })
      : failed(fate, thread),
  ),
  claims: [
    { accepted: 3, published: 3 },
    { accepted: 1, published: 1 },
  ],
  counts: {
    one: Int32Array.of(1, 1, 1, 1),
    two: Int32Array.of(1, 1, 1, 1),
    [POOL]: Int32Array.of(1, 1, 1, 1),
  },
}

function crashed(fate: Fate, supervised: Supervised): Fate {
  return { ...fate, killed: 'claim add', outcome: null, last: positionsOf('open', 10, 11), supervised }
}

function failed(fate: Fate, thread: number): Fate {
  if (thread === P0) return fate
  return { ...fate, outcome: { ...fate.outcome!, by: 'failed', dead: ['p1'], missing: 12, next: [3, 1] } }
}

/** The same ring, closed after the first consumer was killed with two events handled, and another went on for it. */
function succeeded(supervised: Supervised, sequences: readonly number[]): Remains {
  const last = positionsOf('open', 9)
  const fates = closed.fates.map((fate, thread) =>
    thread === ONE ? { ...crashed(fate, supervised), last, succeeded: [...sequences] } : fate,
  )
  return { ...closed, fates, counts: { ...closed.counts, one: Int32Array.of(1, 1, 1, 0) } }
}

function withFate(remains: Remains, thread: number, change: Partial<Fate>): Remains {
  return { ...remains, fates: remains.fates.map((fate, t) => (t === thread ? { ...fate, ...change } : fate)) }
}

function withOutcome(remains: Remains, thread: number, change: Partial<Outcome>): Remains {
  return withFate(remains, thread, { outcome: { ...remains.fates[thread]!.outcome!, ...change } })
}

function withCounts(remains: Remains, name: string, ...counts: number[]): Remains {
  return { ...remains, counts: { ...remains.counts, [name]: Int32Array.from(counts) } }
}

type Row = readonly [what: string, remains: Remains, says: string]

describe('of a closed ring', () => {
  it('nothing is wrong', () => {
    expect(wrongsOf(plan, closed)).toEqual([])
  })

  it.each<Row>([
    ['a defect', { ...closed, defects: ['thread 2: torn'] }, 'thread 2: torn'],
    ['a thread that hung', { ...closed, hung: [TWO] }, 'thread 3 has not ended in time'],
    ['an error', withFate(closed, TWO, { error: 'RangeError' }), 'thread 3: RangeError'],
    ['silence', withFate(closed, TWO, { outcome: null }), 'thread 3 did not report how it ended'],
    [
      'a heap',
      withOutcome(closed, TWO, { grown: 2 ** 21 }),
      'the heap of thread 3 has grown by 2097152 bytes',
    ],
    [
      'a stop that nobody asked for',
      { ...closed, positions: positionsOf('stopped', 12) },
      'the ring is stopped',
    ],
    [
      'an accepted event that is not published',
      { ...closed, positions: { ...closed.positions, claimed: 13 } },
      'closed, 13 claimed and 12 published',
    ],
    ['no end', { ...closed, positions: positionsOf('open', 12) }, 'the ring is open'],
    ['a failure without a death', { ...closed, positions: positionsOf('failed', 12) }, 'the ring has failed'],
    ['an end by itself', withOutcome(closed, TWO, { by: 'itself' }), 'thread 3 ended with itself'],
    [
      'a living thread that is buried',
      withFate(closed, ONE, { supervised: { outcome: 'discarded', discarded: {} } }),
      'thread 2 was treated as crashed',
    ],
    [
      'a drain that hung',
      { ...closed, drained: 'timed out' },
      'the drain ended as timed out, with {"one":0,"two":0,"pool":0} left',
    ],
    ['what is left', { ...closed, left: { ...closed.left, one: 1 } }, 'one has 0 events left, reported: 1'],
    ['a lost event', withCounts(closed, 'one', 1, 1, 1, 1), 'one handled 4 of 5 events'],
    ['a doubled event', withCounts(closed, 'two', 2, 2, 1, 1), 'two handled 6 of 5 events'],
    [
      'one lost and one doubled',
      withCounts(closed, POOL, 2, 2, 0, 1),
      'pool handled slot 1 2 times in 5 events',
    ],
    [
      'the event of another',
      withOutcome(closed, WORKER, { sum: 21 }),
      'pool handled other events than were published',
    ],
    ['a reader that miscounts', withOutcome(closed, ONE, { next: [3, 1] }), 'one has miscounted'],
    [
      "an event of one producer for another's",
      withOutcome(closed, ONE, { next: [2, 3] }),
      'one: 2,3 of [{"accepted":3,"published":3},{"accepted":2,"published":2}] events',
    ],
    [
      'a publication that nobody made',
      {
        ...closed,
        claims: [
          { accepted: 3, published: 3 },
          { accepted: 2, published: 1 },
        ],
      },
      'published according to the ring: 5 events, to its producers: 4',
    ],
    [
      'a claim that was not accepted',
      {
        ...closed,
        claims: [
          { accepted: 3, published: 3 },
          { accepted: 3, published: 2 },
        ],
      },
      'claimed according to the ring: 5 events, to its producers: 6',
    ],
  ])('%s is noticed', (_, remains, says) => {
    expect(wrongsOf(plan, remains)).toContain(says)
  })
})

describe('of a ring that has failed', () => {
  it('nothing is wrong', () => {
    expect(wrongsOf(plan, dead)).toEqual([])
  })

  it.each<Row>([
    ['a wrong name', withOutcome(dead, TWO, { dead: ['p0'] }), 'thread 3 was given p0 as dead, not p1'],
    [
      'an event that is not missing',
      withOutcome(dead, ONE, { missing: 11 }),
      'one was given 11 as missing after 4 events',
    ],
    [
      'a missing event too far',
      withOutcome(dead, ONE, { missing: 13 }),
      'thread 2 was given 13 as missing, published is 11',
    ],
    ['a follower that ends early', withCounts(dead, 'two', 1, 1, 1, 0), 'two handled 3 of 4 events'],
    ['a lost event', withCounts(dead, 'one', 1, 1, 1, 0), 'one handled 3 of 4 events'],
    ['a closed ring', { ...dead, positions: positionsOf('closed', 11, 11) }, 'the ring has not failed'],
    [
      'a drain of what is left',
      { ...dead, drained: 'drained' },
      'the drain ended as drained, with {"one":1,"two":1,"pool":1} left',
    ],
  ])('%s is noticed', (_, remains, says) => {
    expect(wrongsOf(plan, remains)).toContain(says)
  })
})

describe('of a consumer that was killed', () => {
  const discarded = (many: number): Supervised => ({ outcome: 'discarded', discarded: { one: many } })
  const rest = [10, 11, 12]

  it('nothing is wrong if its events were discarded, or a successor went on', () => {
    expect(wrongsOf(plan, succeeded(discarded(3), []))).toEqual([])
    expect(wrongsOf(plan, succeeded(UNMISSED, rest))).toEqual([])
  })

  it.each<Row>([
    [
      'one discarded too many',
      succeeded(discarded(4), []),
      'one: 2 handled, and 4 of 5 events after its death',
    ],
    [
      'one lost by its successor',
      succeeded(UNMISSED, [10, 11]),
      'one: 2 handled, and 2 of 5 events after its death',
    ],
    [
      'one skipped by its successor',
      succeeded(UNMISSED, [11, 12, 13]),
      'one: its successor handled 11,12,13 from 10',
    ],
    [
      'a gate past what it handled',
      withCounts(succeeded(UNMISSED, rest), 'one', 1, 0, 0, 0),
      'one handled 1, its gate 2',
    ],
    [
      'a gate behind its last batch',
      withCounts(succeeded(UNMISSED, rest), 'one', 2, 1, 1, 1),
      'one handled 5, its gate 2',
    ],
  ])('%s is noticed', (_, remains, says) => {
    expect(wrongsOf(plan, remains)).toContain(says)
  })
})
