// What plain accesses may do and Atomics may not: why each access of the ring is atomic, and whether this machine
// shows it.
import { LINE, lanes } from '../../harness/litmus/program.ts'

const X = 0
const Y = LINE

function buffered(a: number, b: number): 'both missed' | 'one saw' | 'both saw' {
  return a + b === 0 ? 'both missed' : a + b === 1 ? 'one saw' : 'both saw'
}

const saw = {
  'one saw': { grade: 'allowed', reason: 'One thread was first.' },
  'both saw': { grade: 'allowed', reason: 'Both stores came before both loads.' },
} as const

const stores = {
  says: 'Each stores its word, then loads the other’s: of two that leave together, at least one sees both.',
  actions: 'leave (setup)',
  lanes: 2,
  outcomes: {
    ...saw,
    'both missed': { grade: 'forbidden', reason: 'A load may not overtake an atomic store.' },
  },
  judge: buffered,
} as const

const atomic = lanes({
  ...stores,
  name: 'StoreBuffering',
  parts: [
    (words, at) => {
      Atomics.store(words, at + X, 1)
      return Atomics.load(words, at + Y)
    },
    (words, at) => {
      Atomics.store(words, at + Y, 1)
      return Atomics.load(words, at + X)
    },
  ],
})

const loadFirst = lanes({
  ...stores,
  name: 'StoreBufferingLoadFirst',
  broken: { of: 'StoreBuffering', how: 'each loads before it stores' },
  outcomes: {
    'one saw': saw['one saw'],
    'both missed': stores.outcomes['both missed'],
  },
  parts: [
    (words, at) => {
      const other = Atomics.load(words, at + Y)
      Atomics.store(words, at + X, 1)
      return other
    },
    (words, at) => {
      const other = Atomics.load(words, at + X)
      Atomics.store(words, at + Y, 1)
      return other
    },
  ],
  judge: (a, b) => (a + b === 0 ? 'both missed' : 'one saw'),
})

const plain = lanes({
  name: 'StoreBufferingPlain',
  says: 'The same with plain stores and loads.',
  actions: 'none of the ring',
  lanes: 2,
  outcomes: {
    ...saw,
    'both missed': {
      grade: 'interesting',
      reason: 'Each store waits in its core’s store buffer while the load goes ahead, as x86 allows.',
    },
  },
  parts: [
    (words, at) => {
      words[at + X] = 1
      return words[at + Y]!
    },
    (words, at) => {
      words[at + Y] = 1
      return words[at + X]!
    },
  ],
  judge: buffered,
})

const SLOT = 0
const WORD = LINE
const EVENT = 7

const plainPublish = lanes({
  name: 'PublishPlain',
  says: 'A payload and the word that publishes it, with plain stores and loads.',
  actions: 'none of the ring',
  lanes: 2,
  outcomes: {
    'not yet': { grade: 'allowed', reason: 'The reader loaded before the publish.' },
    'event and payload': {
      grade: 'allowed',
      reason: 'Both were seen in the order of their stores.',
    },
    'event without payload': {
      grade: 'interesting',
      reason: 'Two stores or two loads were reordered: the engine and ARM may do that, x86 does not.',
    },
  },
  parts: [
    (words, at) => {
      words[at + SLOT] = EVENT
      words[at + WORD] = 2
      return 0
    },
    (words, at) => (words[at + WORD] === 0 ? 0 : words[at + SLOT] === EVENT ? 1 : 2),
  ],
  judge: (_, reader) =>
    reader === 0 ? 'not yet' : reader === 1 ? 'event and payload' : 'event without payload',
})

function increment(words: Int32Array, at: number): number {
  words[at] = words[at]! + 1
  return 0
}

const increments = lanes({
  name: 'PlainIncrement',
  says: 'Two threads add 1 to one word with a plain load and a plain store.',
  actions: 'none of the ring',
  lanes: 1,
  outcomes: {
    two: { grade: 'allowed', reason: 'One came after the other.' },
    one: { grade: 'interesting', reason: 'Both loaded before either stored: an increment is lost.' },
  },
  parts: [increment, increment],
  judge: (_a, _b, _c, words, at) => (words[at] === 2 ? 'two' : 'one'),
})

export const BUFFERING = [atomic, loadFirst, plain, plainPublish, increments]
