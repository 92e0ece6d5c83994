// Where the words of a ring lie in its SharedArrayBuffer: the cursor, a gate per consumer, then the words of the slots.
import { lapOf, slotOf, wrap } from './Sequence.ts'

/** The version of this layout; a handle carries that of its ring. */
export const LAYOUT = 4

/** Each word that is written often has 128 bytes of its own, so that no two threads share its cache line. */
const LINE = 128 / Int32Array.BYTES_PER_ELEMENT

/** The word of the last published sequence; with several producers, of the next to claim, and whether closed. */
export const CURSOR = 0

/** The epochs of the two signals. */
export const PUBLISHED_EPOCH = LINE
export const CONSUMED_EPOCH = 2 * LINE

/** The word of the first sequence that a closed ring does not have; rarely written, so it may share a line. */
export const FINAL = PUBLISHED_EPOCH + 1

/** The lowest bit of FINAL until a thread has stored where the ring ends. */
export const UNKNOWN = 1

/** The word that counts the roles that never park; rarely written as well. */
export const SPINNING = PUBLISHED_EPOCH + 2

/** The word that says whether the ring was stopped; rarely written as well. */
export const STOPPED = PUBLISHED_EPOCH + 3
/** The memory's description of itself, see `identity.ts`: read on attaching, on a line that is never written. */
export const IDENTITY = 3 * LINE

/** Not the index of any word. */
export const NO_WORD = -1

/** The most producers whose `ownerWordOf` words fit on the cursor's line. */
export const MAX_PRODUCERS = LINE - 1

/** What the layout depends on. */
export interface Shape {
  readonly size: number
  readonly start: number
  /** The number of producers. */
  readonly producers: number
  /** Whether each consumer is a pool. */
  readonly pools: readonly boolean[]
}

/** Where the words lie, as indices; 0 for a word that a ring does not have. */
export interface Layout {
  /** With several producers, the first of the laps of the slots: which lap's event each slot holds. */
  readonly laps: number
  /** For each consumer its gate: the word of the last sequence that it has handled. */
  readonly gates: readonly number[]
  /** For each pool the word of the next sequence to take. */
  readonly takes: readonly number[]
  /** For each pool the first of the counts of its slots, which grow by two per lap. */
  readonly dones: readonly number[]
  /** For each producer the first of the words in which it notes what it holds, see `HELD`. */
  readonly hands: readonly number[]
  /** For each pool the first of its workers' seats, one line each. */
  readonly seats: readonly number[]
  /** The words for the reason why the ring has failed. */
  readonly why: number
  readonly bytes: number
}

/** Lays out the words of a ring. */
export function layoutOf({ size, producers, pools }: Shape): Layout {
  let words = IDENTITY + LINE
  const place = (needed: boolean, many: number): number => {
    words += needed ? linesOf(many) : 0
    return needed ? words - linesOf(many) : 0
  }
  const gates = pools.map(() => place(true, 1))
  const takes = pools.map((isPool) => place(isPool, 1))
  const laps = place(producers > 1, size)
  const dones = pools.map((isPool) => place(isPool, size))
  const hands = Array.from({ length: producers }, () => place(true, 1))
  const seats = pools.map((isPool) => place(isPool, SEATS * LINE))
  const why = place(true, 1 + WHY)
  return { laps, gates, takes, dones, hands, seats, why, bytes: words * Int32Array.BYTES_PER_ELEMENT }
}

/** This number of words, rounded up to whole lines. */
function linesOf(many: number): number {
  return Math.ceil(many / LINE) * LINE
}

/** Sets the words to their values before the first event. */
export function initialize(words: Int32Array, shape: Shape, layout: Layout): void {
  const { size, start, producers } = shape
  const { gates, takes, laps, dones, hands } = layout
  const [lap, slot] = [lapOf(start, size), slotOf(start, size)]
  words[CURSOR] = wrap(producers > 1 ? start : start - 1)
  words[FINAL] = wrap(start) | UNKNOWN
  for (const hand of hands) words[hand + LAST] = wrap(start - 1)
  for (const gate of gates) words[gate] = wrap(start - 1)
  for (const take of takes) if (take > 0) words[take] = wrap(start)
  // The slots before the first event's begin one lap later.
  if (laps > 0) words.fill(wrap(lap), laps, laps + slot).fill(wrap(lap - 1), laps + slot, laps + size)
  for (const done of dones) if (done > 0) initializeCounts(words, done, shape)
}

/** Two per lap, and one more for the first slot, as if the gate had just reached the event before the first. */
function initializeCounts(words: Int32Array, done: number, { size, start }: Shape): void {
  const [lap, slot] = [lapOf(start, size), slotOf(start, size)]
  words.fill(wrap(lap + 1), done, done + slot).fill(wrap(lap), done + slot, done + size)
  Atomics.add(words, done + slot, 1) // setup
}

/** The owner word of the role whose word is at `word`, see `Role`; rarely written, so it may share the line. */
export function ownerWordOf(word: number, producer = 0): number {
  return word + 1 + producer
}

/**
 * What a thread notes of what it holds, in words that it alone writes, with plain stores: others read them once it is
 * gone, or as a hint. A producer notes how many sequences are claimed and open, as a negative number until it is known
 * whether the claim was made, and the word of the last of them. A worker notes how many events it has taken and not
 * finished.
 */
export const HELD = 1
export const LAST = 2
/** In a worker's seat: how many workers its thread has. */
export const JOINED = 2
/** In a producer's words: what happens after its death, see `PLACE`. A consumer's word is beside its owner. */
export const KEPT = 3

/** The role's thread is not supervised; it is; it is, and after its death the role is taken over. */
export const PLACE = { unwatched: 0, watched: 1, kept: 2 } as const

/** Words of the sentence that says why a ring has failed, after one for its length. */
export const WHY = 63

/** The most threads that may work for a pool at once. */
export const SEATS = 64

/** The word that says what happens to a consumer's role after its death; rarely written. */
export function keptOf(gate: number): number {
  return gate + 2
}

/** The owner word of a seat of the pool whose seats begin here, see `Role`. */
export function seatOf(seats: number, seat: number): number {
  return seats + seat * LINE
}
