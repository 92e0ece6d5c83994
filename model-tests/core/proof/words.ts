// The source's arithmetic on 32-bit words against the models' unwrapped sequences. Sequences have 64 bits here, and
// stay below 2^53.
import type { Query } from '../../harness/smt/queries.ts'

/** A lemma about words; one that must be `sat` shows that it is false without a bound. */
export interface WordLemma {
  readonly says: string
  readonly expected: 'unsat' | 'sat'
  /** The assumptions and the conclusion; for `sat` a counterexample to the conclusion must exist. */
  readonly assumed: readonly string[]
  readonly follows: string
}

/**
 * As in src/core/Sequence.ts. `gate`, `last` and the like are sequences, results of `wrap` are words; `mark` is 0 or 1.
 */
const FUNCTIONS = `
(define-sort Sequence () (_ BitVec 64))
(define-sort Word () (_ BitVec 32))
(define-fun twice ((s Sequence)) Sequence (bvshl s #x0000000000000001))
(define-fun wrap ((s Sequence)) Word ((_ extract 31 0) (twice s)))
(define-fun ahead ((a Word) (b Word)) Sequence ((_ sign_extend 32) (bvashr (bvsub a b) #x00000001)))
(define-fun after ((a Word) (b Word)) Sequence ((_ zero_extend 32) (bvlshr (bvsub a b) #x00000001)))
(define-fun unwrap ((near Sequence) (w Word)) Sequence (bvadd near (ahead w (wrap near))))
(define-fun is_sequence ((s Sequence)) Bool (and (bvsle #xffffffffffffffff s) (bvslt s #x0020000000000000)))
(declare-const bits Sequence)
(declare-const a Sequence) (declare-const b Sequence) (declare-const s Sequence)
(declare-const n Sequence) (declare-const gate Sequence)
(declare-const known Sequence) (declare-const lap Sequence)
(declare-const marked Bool)
(define-fun mark () Word (ite marked #x00000001 #x00000000))
(define-fun size () Sequence (bvshl #x0000000000000001 bits))
(define-fun size32 () Word ((_ extract 31 0) size))
(define-fun slot_of ((w Word)) Word (bvand w (bvsub size32 #x00000001)))
(define-fun sequence_at ((lap Word) (slot Word)) Word
  (bvadd (bvmul (bvand lap #xfffffffe) size32) (bvshl slot #x00000001)))
(define-fun last () Sequence (bvadd s (bvsub n #x0000000000000001)))
(define-fun seems_room () Bool
  (not (bvslt (ahead (bvor (wrap gate) mark) (bvadd (wrap s) (wrap (bvsub n #x0000000000000001)))) (bvneg size))))
`

const SIZE = '(bvule bits #x000000000000001c)'
const SEQUENCES = '(and (is_sequence a) (is_sequence b) (is_sequence s) (is_sequence gate))'
const CLAIM = '(and (bvsle #x0000000000000001 n) (bvsle n size))'
const HAS_ROOM = '(bvsle (bvsub last gate) size)'
const ABOVE_GATE = '(bvsle #x0000000000000001 (bvsub last gate))'
/** GatesAreNear, with the bound that options.ts enforces: (producers + 1) × size < 2^30. */
const NEAR = '(and (bvsle #x0000000000000001 (bvsub a gate)) (bvslt (bvsub a gate) #x0000000040000000))'
/** The size of a ring, not necessarily a power of two. */
const RING = '(and (bvsle #x0000000000000001 b) (bvsle b #x0000000010000000))'
const WITHIN_HALF = '(and (bvsle #xffffffffc0000000 (bvsub a b)) (bvslt (bvsub a b) #x0000000040000000))'

/** The lemmas by name. */
export const WORD_LEMMAS: Readonly<Record<string, WordLemma>> = {
  AheadIsExact: {
    says: 'The distance of two words, marked or not, is that of their sequences, if less than 2^30.',
    expected: 'unsat',
    assumed: [SEQUENCES, WITHIN_HALF],
    follows: '(= (ahead (bvor (wrap a) mark) (wrap b)) (bvsub a b))',
  },
  UnwrapIsExact: {
    says: 'A sequence can be rebuilt from its word, marked or not, and any sequence less than 2^30 away.',
    expected: 'unsat',
    assumed: [SEQUENCES, WITHIN_HALF],
    follows: '(= (unwrap b (bvor (wrap a) mark)) a)',
  },
  SlotOfWord: {
    says: 'A word determines the slot of its sequence, in rings of 2^0 to 2^28 slots.',
    expected: 'unsat',
    assumed: [SEQUENCES, SIZE],
    follows: '(= (slot_of (bvlshr (bvor (wrap s) mark) #x00000001)) (slot_of ((_ extract 31 0) s)))',
  },
  LastOfClaim: {
    says: 'The word of the last sequence of a claim is that of its first plus twice the number of the others.',
    expected: 'unsat',
    assumed: [SEQUENCES, '(is_sequence n)'],
    follows: '(= (bvadd (wrap s) (wrap (bvsub n #x0000000000000001))) (wrap last))',
  },
  RoomIsExact: {
    says: 'That word and the word of a gate compare as their sequences do: room is seen exactly where there is room.',
    expected: 'unsat',
    assumed: [SEQUENCES, RING, NEAR],
    follows: '(= (not (bvslt (ahead (bvor (wrap gate) mark) (wrap a)) (bvneg b))) (bvsle (bvsub a gate) b))',
  },
  LapIsExact: {
    says: 'The lap in a slot determines that of its claim, if the producer knows one less than 2^31 laps earlier.',
    expected: 'unsat',
    assumed: [
      '(and (is_sequence known) (is_sequence lap))',
      '(bvsle known (bvadd lap #x0000000000000001))',
      '(bvsle (bvsub lap known) #x000000007ffffffe)',
    ],
    follows:
      '(= (bvadd known (after (bvor (wrap lap) mark) (wrap (bvsub known #x0000000000000001)))) (bvadd lap #x0000000000000001))',
  },
  ProbeIsExact: {
    says: 'Sequences less than 2^31 apart have the same word only if they are the same.',
    expected: 'unsat',
    assumed: [SEQUENCES, '(bvslt (bvsub a b) #x0000000080000000)', '(bvslt (bvsub b a) #x0000000080000000)'],
    follows: '(= (= (wrap a) (wrap b)) (= a b))',
  },
  StampFromLap: {
    says: 'The word of a lap, marked or not, and a slot determine the word of the sequence in the slot.',
    expected: 'unsat',
    assumed: [SIZE, '(bvsle #xffffffffffffffff lap)', '(bvslt lap #x0020000000000000)', '(bvult a size)'],
    follows:
      '(= (sequence_at (bvor (wrap lap) mark) ((_ extract 31 0) a)) (wrap (bvadd (bvshl lap bits) a)))',
  },
  CachedGateOverwrites: {
    says: 'A gate cached by an earlier claim may be arbitrarily old, and leave room where a slot would be overwritten.',
    expected: 'sat',
    assumed: [SEQUENCES, SIZE, CLAIM, ABOVE_GATE, 'seems_room'],
    follows: HAS_ROOM,
  },
  TooManyOutstanding: {
    says: 'Slightly above the bound on what producers hold, a claim far ahead seems to have room.',
    expected: 'sat',
    assumed: [SEQUENCES, SIZE, CLAIM, ABOVE_GATE, '(bvsle (bvsub last gate) #x0000000040000001)'],
    follows: `(= seems_room ${HAS_ROOM})`,
  },
}

/** The lemmas as queries. */
export function wordQueries(lemmas = WORD_LEMMAS): Query[] {
  return Object.entries(lemmas).map(([name, { assumed, follows }]) => ({
    name: `words: ${name}`,
    bits: true,
    text: [FUNCTIONS, ...assumed.map((each) => `(assert ${each})`), `(assert (not ${follows}))`].join('\n'),
  }))
}
