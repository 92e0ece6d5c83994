// What many events are made of, and in what batches: the same in each run.

const MOST = 64

/** What is written for a sequence: no two neighbours are alike, in no bit pattern of a counter. */
export function eventOf(sequence: number): number {
  const word = Math.imul(sequence | 0, 0x9e3779b1)
  return word ^ (word >>> 15)
}

/** A sum that tells another order as well. */
export function summed(checksum: number, value: number): number {
  return (Math.imul(checksum, 31) + value) | 0
}

/** Batches and singles by turns: half of all are 1. */
export function sizeAfter(sequence: number): number {
  const word = eventOf(sequence) >>> 8
  return word % 2 === 0 ? 1 : 1 + (word % MOST)
}
