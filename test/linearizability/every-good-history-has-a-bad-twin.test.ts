import { describe, expect, it } from 'vitest'
import { boundedQueue, checkLinearizable, picture, queueWords } from './index.ts'
import { accepted, pendingOffer, pendingPoll, polled, type Recorded, refused } from './recorded.ts'
import { type Twins, twinOf } from './twins.ts'

const SEQUENTIAL: readonly Twins<Recorded>[] = [
  {
    good: 'a poll answers the value offered',
    bad: 'a phantom value, never offered',
    size: 2,
    history: [accepted(0, [1, 2], 1), polled(1, [3, 4], 1, 1)],
    place: 1,
    instead: polled(1, [3, 4], 1, 2),
  },
  {
    good: 'a poll answers what an accepted offer brought',
    bad: 'a value of a refused offer',
    size: 2,
    history: [accepted(0, [1, 2], 1, 2), refused(0, [3, 4], 3), polled(1, [5, 6], 3, 1, 2)],
    place: 2,
    instead: polled(1, [5, 6], 3, 1, 2, 3),
  },
  {
    good: 'polls answer every value',
    bad: 'a lost value',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), polled(1, [3, 4], 1, 1), polled(1, [5, 6], 1, 2)],
    place: 2,
    instead: polled(1, [5, 6], 1, 3),
  },
  {
    good: 'polls answer each value once',
    bad: 'a doubled value',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(1, [3, 4], 1, 1), polled(1, [5, 6], 1, 2)],
    place: 2,
    instead: polled(1, [5, 6], 1, 1),
  },
  {
    good: 'one poll answers two values in the order of their offers',
    bad: 'swapped values',
    size: 4,
    history: [accepted(0, [1, 2], 1), accepted(0, [3, 4], 2), polled(1, [5, 6], 2, 1, 2)],
    place: 2,
    instead: polled(1, [5, 6], 2, 2, 1),
  },
  {
    good: 'a poll answers fewer values than there are',
    bad: 'fewer values, but not the oldest',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), polled(1, [3, 4], 4, 1)],
    place: 1,
    instead: polled(1, [3, 4], 4, 2),
  },
  {
    good: 'a poll answers as many values as its limit',
    bad: 'more values than the limit',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(1, [3, 4], 1, 1)],
    place: 1,
    instead: polled(1, [3, 4], 1, 1, 2),
  },
  {
    good: 'nothing, for the queue is drained',
    bad: 'a false "empty", with the rest of the batch still there',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(1, [3, 4], 2, 1, 2), polled(1, [5, 6], 2)],
    place: 1,
    instead: polled(1, [3, 4], 2, 1),
  },
  {
    good: 'an offer refused by a full queue',
    bad: 'a false "full", with room for one more',
    size: 2,
    history: [accepted(0, [1, 2], 1, 2), refused(0, [3, 4], 3)],
    place: 0,
    instead: accepted(0, [1, 2], 1),
  },
  {
    good: 'an offer accepted into the last room',
    bad: 'an offer accepted beyond the size',
    size: 2,
    history: [accepted(0, [1, 2], 1), accepted(0, [3, 4], 2)],
    place: 1,
    instead: accepted(0, [3, 4], 2, 3),
  },
  {
    good: 'a batch refused as a whole',
    bad: 'a batch taken in part',
    size: 3,
    history: [accepted(0, [1, 2], 1, 2), refused(0, [3, 4], 3, 4), polled(1, [5, 6], 4, 1, 2)],
    place: 2,
    instead: polled(1, [5, 6], 4, 1, 2, 3),
  },
  {
    good: 'an offer of nothing fits even a full queue',
    bad: 'an offer of nothing refused',
    size: 1,
    history: [accepted(0, [1, 2], 1), accepted(0, [3, 4])],
    place: 1,
    instead: refused(0, [3, 4]),
  },
]

const OVERLAPPING: readonly Twins<Recorded>[] = [
  {
    good: 'overlapping offers in either order',
    bad: 'offers against their real-time order',
    size: 4,
    history: [accepted(0, [1, 4], 1), accepted(1, [3, 5], 2), polled(2, [6, 7], 2, 2, 1)],
    place: 0,
    instead: accepted(0, [1, 2], 1),
  },
  {
    good: 'overlapping polls in either order',
    bad: 'polls against their real-time order',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(1, [3, 6], 1, 2), polled(2, [5, 7], 1, 1)],
    place: 1,
    instead: polled(1, [3, 4], 1, 2),
  },
  {
    good: 'a poll answers a value whose offer has not returned',
    bad: 'a poll answers a value before its offer began',
    size: 4,
    history: [polled(1, [1, 4], 1, 1), accepted(0, [3, 5], 1)],
    place: 0,
    instead: polled(1, [1, 2], 1, 1),
  },
  {
    good: 'a poll answers nothing while the offer is open',
    bad: 'a false "empty" after the offer returned',
    size: 4,
    history: [accepted(0, [1, 4], 1), polled(1, [3, 5], 1)],
    place: 0,
    instead: accepted(0, [1, 2], 1),
  },
  {
    good: 'an offer refused while the poll that makes room is open',
    bad: 'a false "full" after the poll returned',
    size: 1,
    history: [accepted(0, [1, 2], 1), polled(1, [3, 6], 1, 1), refused(0, [5, 7], 2)],
    place: 1,
    instead: polled(1, [3, 4], 1, 1),
  },
  {
    good: 'an offer accepted while the poll that makes room is open',
    bad: 'an offer accepted before the poll that makes room began',
    size: 1,
    history: [accepted(0, [1, 2], 1), accepted(0, [3, 6], 2), polled(1, [5, 7], 1, 1)],
    place: 1,
    instead: accepted(0, [3, 4], 2),
  },
  {
    good: 'overlapping batches, one after the other',
    bad: 'overlapping batches, interleaved',
    size: 4,
    history: [accepted(0, [1, 3], 1, 2), accepted(1, [2, 4], 3, 4), polled(2, [5, 6], 4, 3, 4, 1, 2)],
    place: 2,
    instead: polled(2, [5, 6], 4, 1, 3, 2, 4),
  },
  {
    good: 'a slow offer goes before a quick one',
    bad: 'a false "empty" while the quick one\'s value is there',
    size: 4,
    history: [
      accepted(0, [1, 8], 1),
      accepted(1, [2, 3], 2),
      polled(1, [4, 5], 1, 1),
      polled(1, [6, 7], 1, 2),
    ],
    place: 3,
    instead: polled(1, [6, 7], 1),
  },
  {
    good: 'equal times leave both orders open',
    bad: 'a later time leaves one',
    size: 4,
    history: [accepted(0, [1, 2], 1), polled(1, [2, 3], 1)],
    place: 1,
    instead: polled(1, [3, 3], 1),
  },
]

const PENDING: readonly Twins<Recorded>[] = [
  {
    good: 'a pending offer takes effect',
    bad: 'a pending offer takes effect before its invocation',
    size: 4,
    history: [pendingOffer(0, 1, 1), polled(1, [2, 3], 1, 1)],
    place: 0,
    instead: pendingOffer(0, 4, 1),
  },
  {
    good: 'a pending offer takes no effect',
    bad: 'the same offer, had it returned',
    size: 4,
    history: [pendingOffer(0, 1, 1), polled(1, [3, 4], 1)],
    place: 0,
    instead: accepted(0, [1, 2], 1),
  },
  {
    good: 'a pending offer takes effect late',
    bad: 'a pending offer takes effect twice',
    size: 4,
    history: [pendingOffer(0, 1, 1), polled(1, [2, 3], 1), polled(1, [4, 5], 1, 1)],
    place: 1,
    instead: polled(1, [2, 3], 1, 1),
  },
  {
    good: 'a pending offer waits for room',
    bad: 'a pending offer takes effect beyond the size',
    size: 1,
    history: [
      accepted(1, [1, 2], 1),
      pendingOffer(0, 3, 2),
      polled(1, [4, 5], 2, 1),
      polled(1, [6, 7], 2, 2),
    ],
    place: 2,
    instead: polled(1, [4, 5], 2, 1, 2),
  },
  {
    good: 'a pending offer fills the queue',
    bad: 'a pending offer fills the queue before its invocation',
    size: 1,
    history: [pendingOffer(0, 1, 1), refused(1, [2, 3], 2)],
    place: 0,
    instead: pendingOffer(0, 4, 1),
  },
  {
    good: 'a pending poll takes a value',
    bad: 'a pending poll takes a value before its invocation',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), pendingPoll(1, 3, 1), polled(2, [4, 5], 1, 2)],
    place: 1,
    instead: pendingPoll(1, 6, 1),
  },
  {
    good: 'a pending poll takes as many values as its limit',
    bad: 'a pending poll takes more values than its limit',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), pendingPoll(1, 3, 2), polled(2, [4, 5], 1, 3)],
    place: 1,
    instead: pendingPoll(1, 3, 1),
  },
  {
    good: 'a pending poll takes fewer values than its limit',
    bad: 'a pending poll takes values from the middle',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), pendingPoll(1, 3, 3), polled(2, [4, 5], 2, 2, 3)],
    place: 2,
    instead: polled(2, [4, 5], 2, 1, 3),
  },
  {
    good: 'a pending poll takes nothing',
    bad: 'the same poll, had it returned the value',
    size: 4,
    history: [accepted(0, [1, 2], 1), pendingPoll(1, 3, 1), polled(2, [4, 5], 1, 1)],
    place: 1,
    instead: polled(1, [3, 6], 1, 1),
  },
]

function verdictOn(history: readonly Recorded[], size: number) {
  const verdict = checkLinearizable(history, boundedQueue(size))
  return { verdict, drawn: picture(history, verdict, queueWords) }
}

describe.each([
  ['sequential', SEQUENTIAL],
  ['overlapping', OVERLAPPING],
  ['pending', PENDING],
])('%s histories', (_, table) => {
  it.each(table)('linearizable: $good', ({ size, history }) => {
    const { verdict, drawn } = verdictOn(history, size)
    expect(verdict.verdict, drawn).toBe('linearizable')
  })

  it.each(table)('not linearizable: $bad', ({ size, history, place, instead }) => {
    const { verdict, drawn } = verdictOn(twinOf(history, place, instead), size)
    expect(verdict.verdict, drawn).toBe('not')
  })
})

describe('a history without operations', () => {
  it('is linearizable', () => {
    expect(checkLinearizable([], boundedQueue(1))).toEqual({ verdict: 'linearizable', order: [] })
  })
})

describe('a budget too small for the search', () => {
  const history = [accepted(0, [1, 2], 1), polled(1, [3, 4], 1, 1)]
  const twin = twinOf(history, 1, polled(1, [3, 4], 1))

  it.each([
    ['the good history', history],
    ['its bad twin', twin],
  ])('leaves %s unknown', (_, operations) => {
    const verdict = checkLinearizable(operations, boundedQueue(1), { maxSteps: 1 })
    const reason = 'undecided after 1 of at most 1 steps'
    expect(verdict).toEqual({ verdict: 'unknown', reason, steps: 1 })
  })

  it('is not one that just suffices', () => {
    const verdictOf = (operations: readonly Recorded[]) =>
      checkLinearizable(operations, boundedQueue(1), { maxSteps: 2 }).verdict
    expect([verdictOf(history), verdictOf(twin)]).toEqual(['linearizable', 'not'])
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('may not be %s', (maxSteps) => {
    expect(() => checkLinearizable([], boundedQueue(1), { maxSteps })).toThrow(RangeError)
  })
})
