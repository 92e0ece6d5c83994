// Closing a ring that is being read. Twin: spec/core/Lifecycle.tla
import { LINE, lanes } from '../../harness/litmus/program.ts'

/** Lanes: the cursor, the end of the ring, and the published epoch. */
const CURSOR = 0
const FINAL = LINE
const EPOCH = 2 * LINE
const EVENT = 2
const END = 4
const CLOSED = 1

const closes = {
  says: 'A reader that sees the ring closed and then loads the cursor misses no event and knows the end.',
  actions: 'Publish, StoreFinal, Tell; LoadEpoch, LoadCursor, LoadFinal',
  lanes: 3,
  outcomes: {
    'still open': {
      grade: 'allowed',
      reason: 'The reader loaded the epoch before the close, and will try again.',
    },
    'closed, all seen': { grade: 'allowed', reason: 'The epoch is stored last and loaded first.' },
    'closed, one missed': { grade: 'forbidden', reason: 'The reader would end with an event unhandled.' },
    'closed, no end': { grade: 'forbidden', reason: 'The reader would end at the wrong sequence.' },
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
    how: 'the reader loads the cursor and the end before the epoch',
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
