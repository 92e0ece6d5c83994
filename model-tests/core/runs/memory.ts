// The memory that a ring's threads share beside it, and the words of an event.
import type { Scenario } from '../scenario.ts'

/** It outlives the threads. */
export interface Memory {
  /** words that start all threads, stop the producers, and count the threads that are there */
  readonly signs: SharedArrayBuffer
  /** four words for each slot */
  readonly slots: SharedArrayBuffer
  /** for each consumer or pool, how often an event was handled in each slot */
  readonly counts: Readonly<Record<string, SharedArrayBuffer>>
  /** for each consumer or pool, the hash of the event it read in each slot, for those that follow it */
  readonly copies: Readonly<Record<string, SharedArrayBuffer>>
  /** `CLAIMS` words for each producer */
  readonly claims: SharedArrayBuffer
}

export const [GO, STOP, HERE] = [0, 1, 2]
/** For each producer: the events before its last claim, the size of that claim, and the events accepted and published. */
export const [BEFORE, CLAIM, ACCEPTED, PUBLISHED] = [0, 1, 2, 3]
export const CLAIMS = 4
const WORDS = 4

export function memoryOf({ size, consumers, producers }: Scenario): Memory {
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  const slotsOfEach = () => Object.fromEntries(Object.keys(consumers).map((name) => [name, words(size)]))
  return {
    ...{ signs: words(3), slots: words(size * WORDS), counts: slotsOfEach(), copies: slotsOfEach() },
    claims: words(producers.length * CLAIMS),
  }
}

/** What the threads have left in their memory. */
export interface Books {
  /** for each producer, the events that were accepted from it, and those it has published */
  readonly claims: readonly Claims[]
  /** for each consumer or pool, how often an event was handled in each slot */
  readonly counts: Readonly<Record<string, Int32Array>>
}

export interface Claims {
  readonly accepted: number
  readonly published: number
}

export function booksOf({ claims, counts }: Memory): Books {
  const words = new Int32Array(claims)
  const producers = Array.from({ length: words.length / CLAIMS }, (_, p) => p)
  const each = Object.entries(counts).map(([name, buffer]) => [name, new Int32Array(buffer)])
  return {
    claims: producers.map((p) => ({
      accepted: words[claimsAt(p, ACCEPTED)]!,
      published: words[claimsAt(p, PUBLISHED)]!,
    })),
    counts: Object.fromEntries(each),
  }
}

/** Where a word of a producer is. */
export function claimsAt(p: number, word: number): number {
  return p * CLAIMS + word
}

/** Writes an event, and returns its hash; between its words, `midway` is called. */
export function write(slots: Int32Array, slot: number, event: Event, midway = (): void => {}): number {
  const [at, hash] = [slot * WORDS, mixed(event)]
  slots[at] = event.p
  slots[at + 1] = event.n
  midway()
  slots[at + 2] = event.sequence | 0
  slots[at + 3] = hash
  return hash
}

/** Event `n` of producer `p`. */
export interface Event {
  readonly p: number
  readonly n: number
  readonly sequence: number
}

/** Describes the words of a slot if they are not those of an event at this sequence; null if they are. */
export function wrongOf(slots: Int32Array, slot: number, sequence: number): string | null {
  const at = slot * WORDS
  const [p, n, low, mix] = [slots[at]!, slots[at + 1]!, slots[at + 2]!, slots[at + 3]!]
  if (low === (sequence | 0) && mix === mixed({ p, n, sequence })) return null
  return `the slot of ${sequence} holds ${p}, ${n}, ${low}, ${mix}`
}

/** The event in a slot, and its hash, if its words are right. */
export function eventAt(
  slots: Int32Array,
  slot: number,
  sequence: number,
): Event & { readonly hash: number } {
  const at = slot * WORDS
  return { p: slots[at]!, n: slots[at + 1]!, sequence, hash: slots[at + 3]! }
}

/** A hash of an event. Sums over two sets of events agree if the sets do, in any order. */
export function mixed({ p, n, sequence }: Event): number {
  const mix = Math.imul(p + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)
  return Math.imul(mix ^ (mix >>> 15) ^ sequence, 0xc2b2ae35) | 0
}

/** A hash of hashes in their order. */
export function chained(chain: number, hash: number): number {
  return (Math.imul(chain, 31) + hash) | 0
}
