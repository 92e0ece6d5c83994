import { describe, expect, it } from 'vitest'
import {
  boundedLog,
  boundedQueue,
  checkLinearizable,
  type LogCall,
  logWords,
  picture,
  type QueueResult,
  type SequentialObject,
  sharedQueue,
} from './index.ts'
import {
  accepted,
  pendingOffer,
  pendingPoll,
  polled,
  type RecordedOnLog,
  refused,
  settled,
} from './recorded.ts'
import { type Twins, twinOf } from './twins.ts'

// Threads 0 and 1 offer, 8 and 9 read.

const ONE_READER: readonly Twins<RecordedOnLog>[] = [
  {
    good: 'a reader sees every value',
    bad: 'a lost value',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), polled(8, [3, 4], 1, 1), polled(8, [5, 6], 2, 2, 3)],
    place: 2,
    instead: polled(8, [5, 6], 2, 3),
  },
  {
    good: 'a reader sees each value once',
    bad: 'a doubled value',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 4], 1, 1), polled(8, [5, 6], 1, 2)],
    place: 2,
    instead: polled(8, [5, 6], 1, 1),
  },
  {
    good: 'a reader sees the values of one thread in its order',
    bad: 'swapped values',
    size: 4,
    history: [accepted(0, [1, 2], 1), accepted(0, [3, 4], 2), polled(8, [5, 6], 2, 1, 2)],
    place: 2,
    instead: polled(8, [5, 6], 2, 2, 1),
  },
  {
    good: 'a batch as a whole',
    bad: 'a batch with a value of another in it',
    size: 4,
    history: [accepted(0, [1, 4], 1, 2), accepted(1, [2, 5], 3), polled(8, [6, 7], 3, 3, 1, 2)],
    place: 2,
    instead: polled(8, [6, 7], 3, 1, 3, 2),
  },
  {
    good: 'as many values as the limit',
    bad: 'more values than the limit',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 4], 1, 1)],
    place: 1,
    instead: polled(8, [3, 4], 1, 1, 2),
  },
  {
    good: 'a value of an open offer',
    bad: 'a value before it was offered',
    size: 4,
    history: [accepted(0, [1, 4], 1), polled(8, [2, 3], 1, 1)],
    place: 0,
    instead: accepted(0, [4, 5], 1),
  },
  {
    good: 'nothing, though a value is there',
    bad: 'nothing with nothing in the way, though a value is there',
    size: 4,
    history: [accepted(0, [1, 2], 1), polled(8, [3, 4], 1)],
    place: 1,
    instead: settled(polled(8, [3, 4], 1)),
  },
  {
    good: 'nothing with nothing in the way, for all is seen',
    bad: 'the same, with the last value never seen',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), settled(polled(8, [3, 4], 4, 1, 2)), settled(polled(8, [5, 6], 4))],
    place: 1,
    instead: settled(polled(8, [3, 4], 4, 1)),
  },
  {
    good: 'a pending offer takes effect',
    bad: 'a pending offer takes effect before its invocation',
    size: 4,
    history: [pendingOffer(0, 1, 1), polled(8, [2, 3], 1, 1)],
    place: 0,
    instead: pendingOffer(0, 4, 1),
  },
]

const ROOM: readonly Twins<RecordedOnLog>[] = [
  {
    good: 'an offer refused by a full log',
    bad: 'an offer refused with room for it',
    size: 2,
    history: [accepted(0, [1, 2], 1, 2), refused(1, [3, 4], 3)],
    place: 0,
    instead: accepted(0, [1, 2], 1),
  },
  {
    good: 'a batch refused that does not fit',
    bad: 'a batch refused that just fits',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), refused(1, [3, 4], 3, 4, 5)],
    place: 1,
    instead: refused(1, [3, 4], 3, 4),
  },
  {
    good: 'an offer refused while the poll that makes room is open',
    bad: 'an offer refused after the poll that made room',
    size: 1,
    history: [accepted(0, [1, 2], 1), polled(8, [3, 6], 1, 1), refused(1, [4, 5], 2)],
    place: 1,
    instead: polled(8, [2.5, 3.5], 1, 1),
  },
  {
    good: 'an offer refused by another that is still open',
    bad: 'an offer refused by another that came later',
    size: 1,
    history: [refused(1, [3, 4], 2), accepted(0, [1, 5], 1)],
    place: 1,
    instead: accepted(0, [5, 6], 1),
  },
]

const FULL: readonly Twins<RecordedOnLog>[] = [
  {
    good: 'an offer that just fits',
    bad: 'an offer accepted beyond the size',
    size: 2,
    history: [accepted(0, [1, 2], 1), accepted(1, [3, 4], 2)],
    place: 1,
    instead: accepted(1, [3, 4], 2, 3),
  },
  {
    good: 'two that overlap and fit',
    bad: 'two that overlap, of which only one fits',
    size: 2,
    history: [accepted(0, [1, 4], 1), accepted(1, [2, 3], 2)],
    place: 1,
    instead: accepted(1, [2, 3], 2, 3),
  },
]

const TWO_READERS: readonly Twins<RecordedOnLog>[] = [
  {
    good: 'both see every value, each at its own pace',
    bad: 'a value that one of them lost',
    size: 4,
    history: [
      accepted(0, [1, 2], 1, 2),
      polled(8, [3, 4], 2, 1, 2),
      polled(9, [5, 6], 1, 1),
      polled(9, [7, 8], 1, 2),
    ],
    place: 2,
    instead: polled(9, [5, 6], 1, 2),
  },
  {
    good: 'both see the same order of what was offered side by side',
    bad: 'each sees a different order',
    size: 4,
    history: [
      accepted(0, [1, 4], 1),
      accepted(1, [2, 3], 2),
      polled(8, [5, 6], 2, 2, 1),
      polled(9, [5, 6], 2, 2, 1),
    ],
    place: 3,
    instead: polled(9, [5, 6], 2, 1, 2),
  },
  {
    good: 'room once the slower one has seen it',
    bad: 'room once the faster one has seen it',
    size: 1,
    history: [
      accepted(0, [1, 2], 1),
      polled(8, [3, 4], 1, 1),
      polled(9, [5, 6], 1, 1),
      accepted(0, [7, 8], 2),
    ],
    place: 2,
    instead: polled(9, [5, 6], 1),
  },
  {
    good: 'a pending poll has made room',
    bad: 'a pending poll of one that was there already has made room',
    size: 1,
    history: [accepted(0, [1, 2], 1), polled(8, [3, 4], 1, 1), pendingPoll(9, 5, 1), accepted(0, [7, 8], 2)],
    place: 2,
    instead: pendingPoll(8, 5, 1),
  },
]

const WORKERS: readonly Twins<RecordedOnLog>[] = [
  {
    good: 'each value goes to one worker',
    bad: 'a value that both get',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 4], 1, 1), polled(9, [5, 6], 1, 2)],
    place: 2,
    instead: polled(9, [5, 6], 1, 1),
  },
  {
    good: 'together they get all values',
    bad: 'a value that neither gets',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2, 3), polled(8, [3, 4], 2, 1, 2), polled(9, [5, 6], 1, 3)],
    place: 1,
    instead: polled(8, [3, 4], 2, 1),
  },
  {
    good: 'polls side by side, in either order',
    bad: 'polls against their real-time order',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 6], 1, 2), polled(9, [4, 5], 1, 1)],
    place: 1,
    instead: polled(8, [3, 3.5], 1, 2),
  },
  {
    good: 'an offer that fits once values are taken',
    bad: 'an offer that would fit once more values were taken',
    size: 2,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 4], 1, 1), accepted(0, [5, 6], 3)],
    place: 2,
    instead: accepted(0, [5, 6], 3, 4),
  },
  {
    good: 'an offer refused with room, for what was taken may be in hand',
    bad: 'an offer refused with room with nothing in the way',
    size: 2,
    history: [accepted(0, [1, 2], 1), polled(8, [3, 4], 1, 1), refused(0, [5, 6], 2)],
    place: 2,
    instead: settled(refused(0, [5, 6], 2)),
  },
  {
    good: 'an offer refused without room with nothing in the way',
    bad: 'the same, after one of the values was taken',
    size: 2,
    history: [accepted(0, [1, 2], 1, 2), polled(8, [3, 4], 1), settled(refused(0, [5, 6], 3))],
    place: 1,
    instead: polled(8, [3, 4], 1, 1),
  },
  {
    good: 'a pending poll takes a value',
    bad: 'a pending poll takes a value before its invocation',
    size: 4,
    history: [accepted(0, [1, 2], 1, 2), pendingPoll(8, 3, 1), polled(9, [4, 5], 1, 2)],
    place: 1,
    instead: pendingPoll(8, 6, 1),
  },
]

describe.each([
  ['a log of one reader', (size: number) => boundedLog(size, [8]), [...ONE_READER, ...ROOM, ...FULL]],
  ['a log of two readers', (size: number) => boundedLog(size, [8, 9]), [...TWO_READERS, ...FULL]],
  ['a pool', sharedQueue, [...ONE_READER, ...WORKERS, ...FULL]],
] as const)('histories of %s', (_, objectOf, table) => {
  const verdictOn = (history: readonly RecordedOnLog[], size: number) => {
    // The checker does not care how their states differ.
    const object = objectOf(size) as SequentialObject<unknown, LogCall, QueueResult>
    const verdict = checkLinearizable(history, object)
    return { verdict: verdict.verdict, drawn: picture(history, verdict, logWords) }
  }

  it.each(table)('linearizable: $good', ({ size, history }) => {
    const { verdict, drawn } = verdictOn(history, size)
    expect(verdict, drawn).toBe('linearizable')
  })

  it.each(table)('not linearizable: $bad', ({ size, history, place, instead }) => {
    const { verdict, drawn } = verdictOn(twinOf(history, place, instead), size)
    expect(verdict, drawn).toBe('not')
  })
})

describe('an event hidden by an open claim', () => {
  const hidden = [accepted(0, [1, 6], 1), accepted(1, [2, 3], 2), polled(8, [4, 5], 2)]

  it('is missed in a queue', () => {
    expect(checkLinearizable(hidden, boundedQueue(2)).verdict).toBe('not')
  })

  it('may be missed in a log and in a pool', () => {
    expect(checkLinearizable(hidden, boundedLog(2, [8])).verdict).toBe('linearizable')
    expect(checkLinearizable(hidden, sharedQueue(2)).verdict).toBe('linearizable')
  })

  it('is found in a queue once no claim is open', () => {
    const shown = [...hidden.slice(0, 2), polled(8, [7, 8], 2, 2, 1)]
    expect(checkLinearizable(shown, boundedQueue(2)).verdict).toBe('linearizable')
  })
})
