// A thread that is about to sleep, and one that should wake it. Twin: spec/core/Signal.tla
import { LINE, lanes } from '../../harness/litmus/program.ts'

/** Lanes: the word that is waited for, twice a sequence plus the mark, and the epoch on which the waiter sleeps. */
const WORD = 0
const EPOCH = LINE
const MARK = 1
const EVENT = 2
const COUNT = 4

/** The result of a waiter: it found the event, the epoch kept it awake, or it sleeps. */
const FOUND = 0
const AWAKE = 1
const ASLEEP = 2

const parks = {
  says: 'A waiter marks, tries again and sleeps; a publisher that finds the mark wakes it: no wake-up is lost.',
  actions: 'LoadEpoch, Mark, LoadCursor, Sleep; Publish, Bump',
  lanes: 2,
  outcomes: {
    'found, no mark': {
      grade: 'allowed',
      reason: 'The publish came before the mark: there is no sleeper to wake.',
    },
    'found, and a mark': {
      grade: 'allowed',
      reason: 'The publish came between the mark and the attempt: a needless bump.',
    },
    'not found, and a mark': {
      grade: 'allowed',
      reason: 'The publish came after the attempt: the bump keeps the waiter awake, or the notify wakes it.',
    },
    'not found, no mark': { grade: 'forbidden', reason: 'The waiter would sleep for ever.' },
  },
} as const

/** A sleeper is woken if the epoch was bumped: by the changed word, or by the notify that follows the bump. */
function parking(
  mark: number,
  waiter: number,
  _: number,
  words: Int32Array,
  at: number,
): keyof typeof parks.outcomes {
  const missed = waiter === ASLEEP && words[at + EPOCH] === 0
  if (missed || (waiter !== FOUND && mark === 0)) return 'not found, no mark'
  if (waiter !== FOUND) return 'not found, and a mark'
  return mark === 0 ? 'found, no mark' : 'found, and a mark'
}

function publish(words: Int32Array, at: number): number {
  const cursor = Atomics.exchange(words, at + WORD, EVENT) // Publish
  if ((cursor & MARK) === 0) return 0
  Atomics.add(words, at + EPOCH, COUNT) // Bump
  return 1
}

/** The last load is the comparison of `Atomics.wait` before it sleeps. */
function wait(words: Int32Array, at: number): number {
  const epoch = Atomics.load(words, at + EPOCH) // LoadEpoch
  Atomics.or(words, at + WORD, MARK) // Mark
  if ((Atomics.load(words, at + WORD) & ~MARK) === EVENT) return FOUND // LoadCursor
  return Atomics.load(words, at + EPOCH) === epoch ? ASLEEP : AWAKE // Sleep
}

const park = lanes({ ...parks, name: 'Park', parts: [publish, wait], judge: parking })

/** A waiter that marks after its attempt goes unnoticed. */
const parkLate = lanes({
  ...parks,
  name: 'ParkMarkedLate',
  broken: { of: 'Park', how: 'the waiter tries before it marks, not after' },
  parts: [
    publish,
    (words, at) => {
      const epoch = Atomics.load(words, at + EPOCH)
      const found = (Atomics.load(words, at + WORD) & ~MARK) === EVENT
      Atomics.or(words, at + WORD, MARK)
      if (found) return FOUND
      return Atomics.load(words, at + EPOCH) === epoch ? ASLEEP : AWAKE
    },
  ],
  judge: parking,
})

const parkInTwo = lanes({
  ...parks,
  name: 'ParkPublishInTwo',
  broken: { of: 'Park', how: 'the publisher loads the mark, then stores' },
  parts: [
    (words, at) => {
      const mark = Atomics.load(words, at + WORD) & MARK
      Atomics.store(words, at + WORD, EVENT)
      if (mark !== 0) Atomics.add(words, at + EPOCH, COUNT)
      return mark
    },
    wait,
  ],
  judge: parking,
})

export const SIGNAL = [park, parkLate, parkInTwo]
