// How the states of spec/core/MultiProducer.tla are read, but for its readers.
import type { Producing } from './reading.ts'
import { ahead, asArray, type Fields, near, numbersOf, ownOf, pick } from './states.ts'

/** Where a producer has only the word of what it claims, or would like to. */
const BY_WORD: ReadonlySet<unknown> = new Set(['LoadGate', 'Exchange', 'LoadLap'])

/** Several producers, the doubled cursor, and the lap of each slot. */
export const multiProducer: Producing = {
  threads: (constants) => numbersOf(constants.get('Producers')).map((p) => `p${p}`),

  words: ({ cursor, lap }, { modulus, size }) => [
    { name: 'cursor', factor: 2, value: Number(cursor), modulus, first: 0 },
    ...numbersOf(lap).map((value, slot) => ({
      name: `lap ${slot}`,
      factor: 1 / size,
      value,
      modulus: modulus / size,
      first: -1,
    })),
  ],

  recordsOf: (producer) => asArray(producer) as Fields[],

  view(own, { modulus, position, held }) {
    const all = ownOf(own, (value) => near(position, { value, modulus }))
    if (BY_WORD.has(own.pc)) return { n: Number(own.n), word: 2 * (held ?? 0) }
    if (own.pc === 'Publish') return pick(all, ['next', 'written'])
    return own.last === (Number(own.next) + modulus - 1) % modulus
      ? {}
      : pick(all, ['next', 'last', 'written'])
  },

  decisions: (action, before, after) =>
    before.pc === 'Idle' && (action === 'Claim' || action === 'LoadNext') ? [{ n: Number(after.n) }] : [{}],

  byWord: BY_WORD,

  held({ action, after, words, held, shift }) {
    if (!BY_WORD.has(after.pc)) return null
    if (action === 'Claim' || action === 'LoadNext') return (words[0] ?? 0) / 2
    const failed = action === 'Exchange' && after.claims === false
    return failed ? (words[0] ?? 0) / 2 - shift : held
  },

  shift({ action, before, state, words, held, modulus, at }) {
    if (held === null || !(action === 'LoadGate' || action === 'Exchange')) return 0
    if (action === 'Exchange') {
      const cursor = (words[0] ?? 0) / 2
      return cursor - (held + ahead(2 * cursor, 2 * held, modulus) / 2)
    }
    const c = Number(before.checking)
    const more = Number(before.n) - 1
    const gate = numbersOf((state.words as Fields).gate)[c - 1] ?? 0
    const perceived = ahead(Number(before.word) + 2 * more, 2 * gate, modulus) / 2
    return (words[at[`gate c${c}`] ?? 0] ?? 0) - (held + more - perceived)
  },
}
