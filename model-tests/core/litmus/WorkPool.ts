// Two workers at one slot: one reads it, the other moves the gate past it. Twin: spec/core/WorkPool.tla
import { LINE, lanes } from '../../harness/litmus/program.ts'

/** Lanes: the payload in the slot, its count, which is raised twice, and the pool's gate. */
const SLOT = 0
const DONE = LINE
const GATE = 2 * LINE
const EVENT = 7

const shares = {
  says: 'The second of two workers to raise a slot’s count moves the gate, also on behalf of the reader.',
  actions: 'BeginRead, EndRead, Finish; Arrive, MoveGate; LoadGate, BeginWrite',
  lanes: 3,
  outcomes: {
    'no room yet': { grade: 'allowed', reason: 'The gate had not moved, and nothing was written.' },
    'read, then written': {
      grade: 'allowed',
      reason: 'The reader raised the count after its read, and the gate moved later.',
    },
    'written while read': {
      grade: 'forbidden',
      reason: 'A worker would get the event of the next lap.',
    },
    'two gates, or none': {
      grade: 'forbidden',
      reason: 'Exactly one of the two must find that it is the second.',
    },
  },
} as const

function count(words: Int32Array, at: number): number {
  const isSecond = Atomics.add(words, at + DONE, 1) & 1 // Finish, Arrive
  if (isSecond === 1) Atomics.exchange(words, at + GATE, 2) // MoveGate
  return isSecond
}

function fill(words: Int32Array, at: number): number {
  const gate = Atomics.load(words, at + GATE) // LoadGate
  if (gate !== 0) words[at + SLOT] = EVENT
  return gate
}

/** The worker's result is twice what it read, plus whether it was the second. */
function sharing(worker: number, other: number, gate: number): keyof typeof shares.outcomes {
  if (worker >= 2 * EVENT) return 'written while read'
  if (worker + other !== 1) return 'two gates, or none'
  return gate === 0 ? 'no room yet' : 'read, then written'
}

const finishes = lanes({
  ...shares,
  name: 'Finish',
  parts: [
    (words, at) => {
      const read = words[at + SLOT]!
      return 2 * read + count(words, at)
    },
    count,
    fill,
  ],
  judge: sharing,
})

const finishesBroken = lanes({
  ...shares,
  name: 'FinishFirst',
  broken: { of: 'Finish', how: 'the worker raises the count before it reads' },
  parts: [
    (words, at) => {
      const isSecond = count(words, at)
      return 2 * words[at + SLOT]! + isSecond
    },
    count,
    fill,
  ],
  judge: sharing,
})

function countInTwo(words: Int32Array, at: number): number {
  const counted = Atomics.load(words, at + DONE)
  Atomics.store(words, at + DONE, counted + 1)
  if (counted === 1) Atomics.exchange(words, at + GATE, 2)
  return counted
}

const finishesInTwo = lanes({
  ...shares,
  name: 'FinishInTwo',
  broken: { of: 'Finish', how: 'both count with a load and a store instead of an add' },
  parts: [(words, at) => 2 * words[at + SLOT]! + countInTwo(words, at), countInTwo, fill],
  judge: sharing,
})

export const WORK_POOL = [finishes, finishesBroken, finishesInTwo]
