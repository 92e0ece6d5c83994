// Sequences and the 32-bit words that hold them. Twin: spec/core/Sequence.tla, where a word wraps at M.

/** The lowest bit of a word that holds a doubled sequence or lap: a thread is parked on it. */
export const MARK = 1

/** The word of a sequence: the lowest 31 bits, doubled, so that there is room for a mark. Spec: `Wrap`. */
export function wrap(sequence: number): number {
  return (2 * sequence) | 0
}

/** How far word `a`, marked or not, is ahead of word `b`, from -2^30 up to 2^30 - 1. Spec: `Ahead`. */
export function ahead(a: number, b: number): number {
  return ((a - b) | 0) >> 1
}

/**
 * The full sequence that `word` holds, given one that is `near`: less than 2^30 away.
 *
 * `near` is wrapped first because the difference of a large sequence and a negative word is not exact.
 */
export function unwrap(near: number, word: number): number {
  return near + ahead(word, wrap(near))
}

/** The slot of a sequence in a ring of `size` slots, a power of two. Spec: `SlotOf`. */
export function slotOf(sequence: number, size: number): number {
  return sequence & (size - 1)
}

/** How far word `a`, marked or not, is after word `b`, from 0 up to 2^31 - 1: for words that cannot have gone back. */
export function after(a: number, b: number): number {
  return (a - b) >>> 1
}

/** How many laps of a ring of `size` slots come before a sequence. Spec: `LapOf`. */
export function lapOf(sequence: number, size: number): number {
  return Math.floor(sequence / size)
}

/** The word of the sequence that a slot holds on the lap of this word, marked or not. Spec: `SequenceAt`. */
export function sequenceAt(lap: number, slot: number, size: number): number {
  return (Math.imul(lap & ~MARK, size) + 2 * slot) | 0
}
