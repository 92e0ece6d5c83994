// Where the words of a ring lie in its SharedArrayBuffer: one producer's cursor, then a gate for each consumer.

/** The version of this layout; a handle carries the one it was made with. */
export const LAYOUT = 1

/** Each word that is written often has 128 bytes to itself, so that no two threads share a cache line. */
const LINE = 128 / Int32Array.BYTES_PER_ELEMENT

/** The word of the last published sequence. */
export const CURSOR = 0

/** The word of the last sequence that consumer number `consumer`, from 0, has handled. */
export function gateOf(consumer: number): number {
  return (consumer + 1) * LINE
}

/** The word that is 1 once somebody writes to `word`; it is cold, so it may share the line. */
export function ownedOf(word: number): number {
  return word + 1
}

/** How many bytes the words of a ring with so many consumers take. */
export function bytesOf(consumers: number): number {
  return gateOf(consumers) * Int32Array.BYTES_PER_ELEMENT
}

/** What a producer or a consumer is made from: checked once, when a ring is made or attached. */
export interface Seat {
  readonly words: Int32Array
  readonly size: number
  /** The first sequence of the ring. */
  readonly start: number
  /** The words that this seat waits for: of the gating consumers, or of those upstream. */
  readonly gates: readonly number[]
  /** Turns of an empty loop: of a producer between two looks at a gate, of a consumer after a short batch. */
  readonly pause: number
}

/** Keeps this thread off the shared words for a while: each look takes the cache line from its writer. */
export function pause(turns: number): void {
  for (let turn = 0; turn < turns; turn++);
}
