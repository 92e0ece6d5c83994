// The contents and batch sizes of many events, the same in every run.

const MOST = 64

/** The value written for a sequence, which no neighbour and no counter shares. */
export function eventOf(sequence: number): number {
  const word = Math.imul(sequence | 0, 0x9e3779b1)
  return word ^ (word >>> 15)
}

/** A checksum that depends on the order. */
export function summed(checksum: number, value: number): number {
  return (Math.imul(checksum, 31) + value) | 0
}

/** Batches alternate with single events: half of the sizes are 1. */
export function sizeAfter(sequence: number): number {
  const word = eventOf(sequence) >>> 8
  return word % 2 === 0 ? 1 : 1 + (word % MOST)
}
