// The memory that a ring's threads share beside it, and the words of an event.
import type { Plan } from './plan.ts'

/** It outlives the threads. */
export interface Memory {
  /** a word that starts all threads, and one that stops the producers */
  readonly signs: SharedArrayBuffer
  /** four words for each slot */
  readonly slots: SharedArrayBuffer
  /** for each consumer or pool, how often an event was handled in each slot */
  readonly counts: Readonly<Record<string, SharedArrayBuffer>>
  /** for each producer, the events it has claimed and published */
  readonly offers: SharedArrayBuffer
}

export const [GO, STOP] = [0, 1]
export const [CLAIMED, PUBLISHED] = [0, 1]
/** The words of a producer in `offers`. */
export const OFFERS = 2
const WORDS = 4

export function memoryOf({ size, consumers, producers }: Plan): Memory {
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  return {
    signs: words(2),
    slots: words(size * WORDS),
    counts: Object.fromEntries(Object.keys(consumers).map((name) => [name, words(size)])),
    offers: words(producers.length * OFFERS),
  }
}

/** Writes event `n` of producer `p` at this sequence. */
export function write(slots: Int32Array, slot: number, p: number, n: number, sequence: number): void {
  const at = slot * WORDS
  slots[at] = p
  slots[at + 1] = n
  slots[at + 2] = sequence | 0
  slots[at + 3] = mixed(p, n, sequence | 0)
}

/** Describes the words of a slot if they are not those of an event at this sequence; null if they are. */
export function wrongOf(slots: Int32Array, slot: number, sequence: number): string | null {
  const at = slot * WORDS
  const [p, n, low, mix] = [slots[at]!, slots[at + 1]!, slots[at + 2]!, slots[at + 3]!]
  if (low === (sequence | 0) && mix === mixed(p, n, low)) return null
  return `the slot of ${sequence} holds ${p}, ${n}, ${low}, ${mix}`
}

/** The producer whose event is in a slot. */
export function producerAt(slots: Int32Array, slot: number): number {
  return slots[slot * WORDS]!
}

/** The index, among its producer's events, of the event in a slot. */
export function numberAt(slots: Int32Array, slot: number): number {
  return slots[slot * WORDS + 1]!
}

/** A hash of an event. Sums over two sets of events agree if the sets do, in any order. */
export function mixed(p: number, n: number, low: number): number {
  const mix = Math.imul(p + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)
  return Math.imul(mix ^ (mix >>> 15) ^ low, 0xc2b2ae35) | 0
}
