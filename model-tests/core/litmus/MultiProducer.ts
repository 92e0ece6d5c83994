// Several producers: claims, batches, and laps passed on by a gate. Twin: spec/core/MultiProducer.tla
import { LINE, lanes } from '../../harness/litmus/program.ts'

/** A claim of one event, in units of the cursor. */
const ONE = 2

const tickets = {
  says: 'Two concurrent claims get different sequences.',
  actions: 'Claim; Claim',
  lanes: 1,
  outcomes: {
    'two places': {
      grade: 'allowed',
      reason: 'An add takes its sequence and moves the cursor in one access.',
    },
    'one place twice': { grade: 'forbidden', reason: 'Two producers would write one slot.' },
  },
} as const

function places(
  a: number,
  b: number,
  _: number,
  words: Int32Array,
  at: number,
): keyof typeof tickets.outcomes {
  return a !== b && words[at] === 2 * ONE ? 'two places' : 'one place twice'
}

const claim = (words: Int32Array, at: number): number => Atomics.add(words, at, ONE) // Claim

const claims = lanes({ ...tickets, name: 'Claim', parts: [claim, claim], judge: places })

function claimInTwo(words: Int32Array, at: number): number {
  const place = Atomics.load(words, at)
  Atomics.store(words, at, place + ONE)
  return place
}

const claimsBroken = lanes({
  ...tickets,
  name: 'ClaimInTwo',
  broken: { of: 'Claim', how: 'a load and a store instead of an add' },
  parts: [claimInTwo, claimInTwo],
  judge: places,
})

const winners = {
  says: 'Of two attempts to claim the same sequence, exactly one succeeds.',
  actions: 'Exchange; Exchange',
  lanes: 1,
  outcomes: {
    'the first has it': { grade: 'allowed', reason: 'The other finds a changed word, and tries again.' },
    'the second has it': { grade: 'allowed', reason: 'The other finds a changed word, and tries again.' },
    'both, or neither': {
      grade: 'forbidden',
      reason: 'Two producers would write one slot, or none would.',
    },
  },
} as const

function winner(a: number, b: number): keyof typeof winners.outcomes {
  if ((a === 0) === (b === 0)) return 'both, or neither'
  return a === 0 ? 'the first has it' : 'the second has it'
}

const tryOnce = (words: Int32Array, at: number): number => Atomics.compareExchange(words, at, 0, ONE) // Exchange

const exchanges = lanes({ ...winners, name: 'Exchange', parts: [tryOnce, tryOnce], judge: winner })

function tryInTwo(words: Int32Array, at: number): number {
  const found = Atomics.load(words, at)
  if (found === 0) Atomics.store(words, at, ONE)
  return found
}

const exchangesBroken = lanes({
  ...winners,
  name: 'ExchangeInTwo',
  broken: { of: 'Exchange', how: 'a load and a store instead of a compare-exchange' },
  parts: [tryInTwo, tryInTwo],
  judge: winner,
})

/** Lanes: the laps of two consecutive slots. */
const EARLIER = 0
const LATER = LINE

const batch = {
  says: 'A batch is published slot by slot: at any moment, even after a crash, a prefix is published.',
  actions: 'Publish, Publish; Probe, Probe',
  lanes: 2,
  outcomes: {
    'nothing later': { grade: 'allowed', reason: 'The reader loaded before the later publish.' },
    both: { grade: 'allowed', reason: 'A reader that sees the later event sees the earlier one.' },
    'a gap': { grade: 'forbidden', reason: 'An event would be available before one that precedes it.' },
  },
} as const

/** Readers of the ring do not probe in this order, they stop at the first unpublished slot; but it reveals a gap. */
function probeBack(words: Int32Array, at: number): number {
  const later = Atomics.load(words, at + LATER) // Probe
  const earlier = Atomics.load(words, at + EARLIER) // Probe
  return later === 0 ? 0 : earlier === 0 ? 2 : 1
}

function gap(_: number, reader: number): keyof typeof batch.outcomes {
  return reader === 0 ? 'nothing later' : reader === 1 ? 'both' : 'a gap'
}

const publishes = lanes({
  ...batch,
  name: 'Batch',
  parts: [
    (words, at) => {
      Atomics.exchange(words, at + EARLIER, 2) // Publish
      return Atomics.exchange(words, at + LATER, 2) // Publish
    },
    probeBack,
  ],
  judge: gap,
})

const publishesBroken = lanes({
  ...batch,
  name: 'BatchBackwards',
  broken: { of: 'Batch', how: 'the later slot is published first' },
  parts: [
    (words, at) => {
      Atomics.exchange(words, at + LATER, 2)
      return Atomics.exchange(words, at + EARLIER, 2)
    },
    probeBack,
  ],
  judge: gap,
})

/** Lanes: the lap of a slot, and the gate of its reader. */
const LAP = 0
const GATE = LINE

const handed = {
  says: 'A producer that the gate admits finds in its slot the lap that another producer stored there.',
  actions: 'Publish; Probe, Advance; LoadGate, LoadLap',
  lanes: 2,
  outcomes: {
    'no room yet': { grade: 'allowed', reason: 'The gate had not moved when the producer loaded it.' },
    'the lap before': {
      grade: 'allowed',
      reason: 'What a reader saw before it moved its gate is visible to every thread that sees the gate.',
    },
    'an older lap': { grade: 'forbidden', reason: 'The decoded sequence would be a lap too low.' },
  },
} as const

const publishLap = (words: Int32Array, at: number): number => Atomics.exchange(words, at + LAP, 2) // Publish

function loadLap(words: Int32Array, at: number): number {
  if (Atomics.load(words, at + GATE) === 0) return 0 // LoadGate
  return Atomics.load(words, at + LAP) === 0 ? 2 : 1 // LoadLap
}

function lapOfThree(_: number, __: number, lap: number): keyof typeof handed.outcomes {
  return lap === 0 ? 'no room yet' : lap === 1 ? 'the lap before' : 'an older lap'
}

/** Causality across three threads. */
const passedOn = lanes({
  ...handed,
  name: 'LoadLap',
  parts: [
    publishLap,
    (words, at) => {
      const lap = Atomics.load(words, at + LAP) // Probe
      if (lap !== 0) Atomics.exchange(words, at + GATE, 2) // Advance
      return lap
    },
    loadLap,
  ],
  judge: lapOfThree,
})

const passedOnBroken = lanes({
  ...handed,
  name: 'LoadLapTooSoon',
  broken: { of: 'LoadLap', how: 'the gate moves even if the probe finds nothing' },
  parts: [
    publishLap,
    (words, at) => {
      const lap = Atomics.load(words, at + LAP)
      Atomics.exchange(words, at + GATE, 2)
      return lap
    },
    loadLap,
  ],
  judge: lapOfThree,
})

export const MULTI_PRODUCER = [
  ...[claims, claimsBroken, exchanges, exchangesBroken],
  ...[publishes, publishesBroken, passedOn, passedOnBroken],
]
