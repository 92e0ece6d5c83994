// Reads the states of spec/core/MultiProducer.tla, except its readers.
import { half, type Producing } from './reading.ts'
import { ahead, asArray, type Fields, membersOf, near, numbersOf, ownOf, pick, waitsAt } from './states.ts'

/** Where a producer knows its sequences only modulo the word. */
const BY_WORD: ReadonlySet<unknown> = new Set(['LoadGate', 'Exchange', 'LoadLap'])

function byWord(own: Fields): boolean {
  return BY_WORD.has(own.pc) || (waitsAt(own) && own.hasClaimed === true)
}

/** Several producers, the doubled cursor, and the lap of each slot. */
export const multiProducer: Producing = {
  threads: (constants) => numbersOf(constants.get('Producers')).map((p) => `p${p}`),

  words: ({ cursor, lap }, { modulus, size, marks }) => [
    { name: 'cursor', factor: 2, value: Number(cursor), modulus: 2 * modulus, first: 0 },
    ...numbersOf(lap).map((value, slot) => ({
      name: `lap ${slot}`,
      factor: 2 / size,
      value: 2 * value + Number(marks.has(`lap ${slot}`)),
      modulus: (2 * modulus) / size,
      first: -2,
    })),
  ],

  recordsOf: (producer) => asArray(producer) as Fields[],

  view(own, { modulus, position, held }) {
    const all = ownOf(own, (value) => near(position, { value, modulus }))
    if (byWord(own)) return { n: Number(own.n), word: 2 * (held ?? 0) }
    if (own.pc === 'Publish') return pick(all, ['next', 'written'])
    if (own.pc === 'LoadNext' || waitsAt(own)) return { n: Number(own.n) }
    return own.last === (Number(own.next) + modulus - 1) % modulus
      ? {}
      : pick(all, ['next', 'last', 'written'])
  },

  /** A refused call leaves no trace of its size, nor of whether it would have waited: any decision will do. */
  decisions(action, before, after, { constants }) {
    if (before.pc !== 'Idle' || !(action === 'Claim' || action === 'LoadNext')) return [{}]
    const n = Number(after.n) || (numbersOf(constants.get('Claims'))[0] ?? 1)
    if (action === 'Claim') return [{ n }]
    const habits = membersOf(constants, 'Habits')
    const goesOn = after.pc !== 'Ended'
    return [{ n, waits: goesOn ? after.waits === true : habits.includes('timed') }]
  },

  byWord,

  held({ action, after, words, held, shift }) {
    if (!byWord(after)) return null
    if (action === 'Claim' || action === 'LoadNext') return half(words[0])
    const failed = action === 'Exchange' && after.hasClaimed === false
    return failed ? half(words[0]) - shift : held
  },

  shift({ action, before, state, words, held, modulus, at }) {
    if (held === null || !(action === 'LoadGate' || action === 'Exchange')) return 0
    if (action === 'Exchange') {
      const cursor = half(words[0])
      return cursor - (held + ahead(cursor, held, modulus))
    }
    const c = Number(before.checking)
    const more = Number(before.n) - 1
    const gate = numbersOf((state.words as Fields).gate)[c - 1] ?? 0
    const perceived = ahead(half(Number(before.word)) + more, gate, modulus)
    return half(words[at[`gate c${c}`] ?? 0]) - (held + more - perceived)
  },
}
