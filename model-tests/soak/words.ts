// What the threads of a ring share beside it, and the words of an event.
import type { Plan } from './plan.ts'

/** It outlives the threads. */
export interface Memory {
  /** A word that lets all begin, and one that lets the producers end. */
  readonly signs: SharedArrayBuffer
  /** Four words for each slot. */
  readonly slots: SharedArrayBuffer
  /** Of each consumer or pool, for each slot how often an event was handled there. */
  readonly counts: Readonly<Record<string, SharedArrayBuffer>>
  /** Of each producer, how many events it has claimed, and how many it has published. */
  readonly offers: SharedArrayBuffer
}

export const [GO, STOP] = [0, 1]
export const [CLAIMED, PUBLISHED] = [0, 1]
/** Words of a producer's offers. */
export const OFFERS = 2
const WORDS = 4

/** What a ring's threads need, all 0. */
export function memoryOf({ size, consumers, producers }: Plan): Memory {
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  return {
    signs: words(2),
    slots: words(size * WORDS),
    counts: Object.fromEntries(Object.keys(consumers).map((name) => [name, words(size)])),
    offers: words(producers.length * OFFERS),
  }
}

/** An event: the number `n` of producer `p`, at this sequence. */
export function write(slots: Int32Array, slot: number, p: number, n: number, sequence: number): void {
  const at = slot * WORDS
  slots[at] = p
  slots[at + 1] = n
  slots[at + 2] = sequence | 0
  slots[at + 3] = mixed(p, n, sequence | 0)
}

/** What is wrong with the words of a slot as those of an event at this sequence, or nothing. */
export function wrongOf(slots: Int32Array, slot: number, sequence: number): string | null {
  const at = slot * WORDS
  const [p, n, low, mix] = [slots[at]!, slots[at + 1]!, slots[at + 2]!, slots[at + 3]!]
  if (low === (sequence | 0) && mix === mixed(p, n, low)) return null
  return `the slot of ${sequence} holds ${p}, ${n}, ${low}, ${mix}`
}

/** Whose event lies in a slot. */
export function producerAt(slots: Int32Array, slot: number): number {
  return slots[slot * WORDS]!
}

/** Which of its producer's events lies in a slot. */
export function numberAt(slots: Int32Array, slot: number): number {
  return slots[slot * WORDS + 1]!
}

/** The sum of these over all events says whether they were the same ones, in whatever order. */
export function mixed(p: number, n: number, low: number): number {
  const mix = Math.imul(p + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)
  return Math.imul(mix ^ (mix >>> 15) ^ low, 0xc2b2ae35) | 0
}
