// One producer and one reader: a slot's payload, the cursor, and the gate. Twin: spec/core/SingleProducer.tla
import { LINE, lanes } from '../../harness/litmus/program.ts'

/** Lanes: the payload in the slot, and the word that publishes or frees it. */
const SLOT = 0
const WORD = LINE
const LANES = 2

/** A payload of several words, on two cache lines. */
const HALF = 4
const EVENT = 7

const shows = {
  says: 'A published slot may be read with plain loads.',
  actions: 'BeginWrite, Publish; LoadCursor, BeginRead',
  lanes: LANES,
  outcomes: {
    'not yet': { grade: 'allowed', reason: 'The reader loaded the cursor before the publish.' },
    'event and payload': {
      grade: 'allowed',
      reason: 'A thread that sees the cursor sees everything written before it.',
    },
    'event without payload': {
      grade: 'forbidden',
      reason: 'A reader would handle the event of the lap before.',
    },
  },
} as const

function look(words: Int32Array, at: number): number {
  const cursor = Atomics.load(words, at + WORD) // LoadCursor
  return cursor === 0 ? 0 : words[at + SLOT] === EVENT ? 1 : 2
}

function seen(_: number, reader: number): keyof typeof shows.outcomes {
  return reader === 0 ? 'not yet' : reader === 1 ? 'event and payload' : 'event without payload'
}

const message = lanes({
  ...shows,
  name: 'Publish',
  parts: [
    (words, at) => {
      words[at + SLOT] = EVENT
      return Atomics.exchange(words, at + WORD, 2) // Publish
    },
    look,
  ],
  judge: seen,
})

const messageBroken = lanes({
  ...shows,
  name: 'PublishFirst',
  broken: { of: 'Publish', how: 'the cursor is published before the payload is written' },
  parts: [
    (words, at) => {
      const before = Atomics.exchange(words, at + WORD, 2)
      words[at + SLOT] = EVENT
      return before
    },
    look,
  ],
  judge: seen,
})

const whole = {
  says: 'An event of eight words is never torn.',
  actions: 'BeginWrite, EndWrite, Publish; LoadCursor, BeginRead, EndRead',
  lanes: 3,
  outcomes: {
    'not yet': { grade: 'allowed', reason: 'The reader loaded the cursor before the publish.' },
    whole: { grade: 'allowed', reason: 'All words were written before the publish.' },
    torn: { grade: 'forbidden', reason: 'A reader would handle half an event.' },
  },
} as const

/** On another cache line, so that the halves can become visible separately. */
const SECOND = 2 * LINE

function write(words: Int32Array, from: number): void {
  for (let word = from; word < from + HALF; word++) words[word] = EVENT
}

function countWritten(words: Int32Array, at: number): number {
  if (Atomics.load(words, at + WORD) === 0) return 0 // LoadCursor
  let written = 1
  for (let word = at; word < at + HALF; word++) {
    if (words[word + SECOND] === EVENT) written++
    if (words[word + SLOT] === EVENT) written++
  }
  return written
}

function wholeness(_: number, written: number): keyof typeof whole.outcomes {
  return written === 0 ? 'not yet' : written === 1 + 2 * HALF ? 'whole' : 'torn'
}

const halves = lanes({
  ...whole,
  name: 'WholeEvent',
  parts: [
    (words, at) => {
      write(words, at + SLOT)
      write(words, at + SECOND)
      return Atomics.exchange(words, at + WORD, 2) // Publish
    },
    countWritten,
  ],
  judge: wholeness,
})

const halvesBroken = lanes({
  ...whole,
  name: 'HalfAnEvent',
  broken: { of: 'WholeEvent', how: 'the event is published half written' },
  parts: [
    (words, at) => {
      write(words, at + SLOT)
      const before = Atomics.exchange(words, at + WORD, 2)
      write(words, at + SECOND)
      return before
    },
    countWritten,
  ],
  judge: wholeness,
})

const frees = {
  says: 'A slot freed by the gate may be written with plain stores.',
  actions: 'BeginRead, EndRead, Advance; LoadGate, BeginWrite',
  lanes: LANES,
  outcomes: {
    'no room yet': {
      grade: 'allowed',
      reason: 'The producer loaded the gate before it moved, and writes nothing.',
    },
    'read, then written': {
      grade: 'allowed',
      reason: 'The event was read before the gate moved, and belongs to the lap before.',
    },
    'written while read': {
      grade: 'forbidden',
      reason: 'A reader would get the event of the next lap.',
    },
  },
} as const

function fill(words: Int32Array, at: number): number {
  const gate = Atomics.load(words, at + WORD) // LoadGate
  if (gate !== 0) words[at + SLOT] = EVENT
  return gate
}

function freed(gate: number, read: number): keyof typeof frees.outcomes {
  if (read === EVENT) return 'written while read'
  return gate === 0 ? 'no room yet' : 'read, then written'
}

const reuse = lanes({
  ...frees,
  name: 'Advance',
  parts: [
    fill,
    (words, at) => {
      const read = words[at + SLOT]!
      Atomics.exchange(words, at + WORD, 2) // Advance
      return read
    },
  ],
  judge: freed,
})

const reuseBroken = lanes({
  ...frees,
  name: 'AdvanceFirst',
  broken: { of: 'Advance', how: 'the gate moves before the slot is read' },
  parts: [
    fill,
    (words, at) => {
      Atomics.exchange(words, at + WORD, 2)
      return words[at + SLOT]!
    },
  ],
  judge: freed,
})

const grows = {
  says: 'The cursor, loaded twice, never goes back.',
  actions: 'Publish, Publish; LoadCursor, LoadCursor',
  lanes: 1,
  outcomes: {
    'the same twice': { grade: 'allowed', reason: 'Nothing was published between the loads.' },
    'it grew': { grade: 'allowed', reason: 'An event was published between the loads.' },
    'it went back': { grade: 'forbidden', reason: 'A published event would be unpublished again.' },
  },
} as const

function lookTwice(words: Int32Array, at: number): number {
  const first = Atomics.load(words, at) // LoadCursor
  return Atomics.load(words, at) - first // LoadCursor
}

function growth(_: number, grew: number): keyof typeof grows.outcomes {
  return grew === 0 ? 'the same twice' : grew > 0 ? 'it grew' : 'it went back'
}

/** Coherence of a single word. */
const coherence = lanes({
  ...grows,
  name: 'OneWord',
  parts: [
    (words, at) => {
      Atomics.exchange(words, at, 2) // Publish
      return Atomics.exchange(words, at, 4) // Publish
    },
    lookTwice,
  ],
  judge: growth,
})

const coherenceBroken = lanes({
  ...grows,
  name: 'OneWordBack',
  broken: { of: 'OneWord', how: 'the later sequence is published first' },
  parts: [
    (words, at) => {
      Atomics.exchange(words, at, 4)
      return Atomics.exchange(words, at, 2)
    },
    lookTwice,
  ],
  judge: growth,
})

export const SINGLE_PRODUCER = [
  ...[message, messageBroken, halves, halvesBroken, reuse, reuseBroken],
  ...[coherence, coherenceBroken],
]
