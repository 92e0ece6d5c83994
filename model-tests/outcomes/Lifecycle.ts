// A ring that is closed while somebody reads it. Twin: spec/core/Lifecycle.tla
import { LINE, lanes } from './program.ts'

/** Lanes: the cursor, where the ring ends, and the epoch that says so. */
const CURSOR = 0
const FINAL = LINE
const EPOCH = 2 * LINE
const EVENT = 2
const END = 4
const CLOSED = 1

const closes = {
  says: 'Who sees that the ring is closed, then looks, misses no event and knows where it ends.',
  actions: 'Publish, StoreFinal, Tell; LoadEpoch, LoadCursor, LoadFinal',
  lanes: 3,
  outcomes: {
    'still open': {
      grade: 'allowed',
      reason: 'The reader looked before the ring was closed, and looks again.',
    },
    'closed, all seen': { grade: 'allowed', reason: 'The epoch tells last, and is looked at first.' },
    'closed, one missed': { grade: 'forbidden', reason: 'The reader would end with an event unhandled.' },
    'closed, no end': { grade: 'forbidden', reason: 'The reader would end where the ring does not.' },
  },
} as const

function close(words: Int32Array, at: number): number {
  Atomics.exchange(words, at + CURSOR, EVENT) // Publish
  Atomics.store(words, at + FINAL, END) // StoreFinal
  return Atomics.or(words, at + EPOCH, CLOSED) // Tell
}

function seen(epoch: number, cursor: number, final: number): number {
  if (epoch === 0) return 0
  return cursor !== EVENT ? 2 : final !== END ? 3 : 1
}

function ending(_: number, reader: number): keyof typeof closes.outcomes {
  if (reader === 0) return 'still open'
  return reader === 1 ? 'closed, all seen' : reader === 2 ? 'closed, one missed' : 'closed, no end'
}

const closing = lanes({
  ...closes,
  name: 'Close',
  parts: [
    close,
    (words, at) => {
      const epoch = Atomics.load(words, at + EPOCH) // LoadEpoch
      const cursor = Atomics.load(words, at + CURSOR) // LoadCursor
      return seen(epoch, cursor, Atomics.load(words, at + FINAL)) // LoadFinal
    },
  ],
  judge: ending,
})

const closingBroken = lanes({
  ...closes,
  name: 'CloseSeenLate',
  broken: {
    of: 'Close',
    how: 'the reader looks before it asks whether the ring is closed, and where it ends',
  },
  parts: [
    close,
    (words, at) => {
      const final = Atomics.load(words, at + FINAL)
      const cursor = Atomics.load(words, at + CURSOR)
      return seen(Atomics.load(words, at + EPOCH), cursor, final)
    },
  ],
  judge: ending,
})

export const LIFECYCLE = [closing, closingBroken]
