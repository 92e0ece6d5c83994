// The shipped source, called through its public API.
import type { Outcomes } from '../../harness/litmus/program.ts'
import type { Fate, RingProgram } from './program.ts'

const outcomes: Outcomes<Fate> = {
  whole: { grade: 'allowed', reason: 'The next event, with its whole payload.' },
  torn: { grade: 'forbidden', reason: 'Words of two events: a slot was read while it was written.' },
  'not the next': {
    grade: 'forbidden',
    reason: 'An event is lost, duplicated, or in the wrong slot.',
  },
  'never arrived': {
    grade: 'forbidden',
    reason: 'The ring made no progress for so long that all threads must be asleep.',
  },
}

const single: RingProgram = {
  kind: 'ring',
  name: 'RingOfOneProducer',
  says: 'One producer, one consumer, two slots: the consumer gets every event whole, and in order.',
  actions: 'all of claim, publish, consume',
  outcomes,
  ...{ size: 2, producers: 1, waits: 'poll' },
}

const singleBroken: RingProgram = {
  ...single,
  name: 'RingThatFreesFirst',
  broken: { of: 'RingOfOneProducer', how: 'the source moves the gate, then handles the events' },
  bug: {
    file: 'Consumer.ts',
    from: '    let next = first\n',
    to: '    let next = first\n    this.#advance(last + 1)\n',
  },
}

const several: RingProgram = {
  ...single,
  name: 'RingOfTwoProducers',
  says: 'Two producers, one consumer, four slots: the consumer gets every event whole, and in order.',
  ...{ size: 4, producers: 2 },
}

const severalBroken: RingProgram = {
  ...several,
  name: 'RingThatClaimsInTwo',
  broken: { of: 'RingOfTwoProducers', how: 'the source claims with a load and a store instead of an add' },
  bug: {
    file: 'MultiProducer.ts',
    from: '    this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim\n',
    to:
      '    this.#word = Atomics.load(this.words, CURSOR)\n' +
      '    Atomics.store(this.words, CURSOR, (this.#word + 2 * n) | 0) // Claim\n',
  },
}

const parked: RingProgram = {
  ...single,
  name: 'RingThatParks',
  says: 'One slot, and both threads park at once: each event wakes one, and no wake-up is lost.',
  actions: 'LoadEpoch, Mark, LoadCursor, LoadGate, Sleep; Publish, Advance, Bump, Notify',
  ...{ size: 1, waits: 'park' },
}

const parkedBroken: RingProgram = {
  ...parked,
  name: 'RingThatMarksLate',
  broken: { of: 'RingThatParks', how: 'the source marks the word after its attempt' },
  bug: {
    file: 'Waiter.ts',
    from:
      '    if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark\n' +
      "    if (this.attempt()) return 'found'\n",
    to:
      "    if (this.attempt()) return 'found'\n" +
      '    if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark\n',
  },
}

export const SHIPPED = [single, singleBroken, several, severalBroken, parked, parkedBroken]
