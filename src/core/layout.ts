// Where the words of a ring lie in its SharedArrayBuffer: the cursor, a gate for each consumer, then what slots need.
import { lapOf, slotOf, wrap } from './Sequence.ts'

/** The version of this layout; a handle carries the one it was made with. */
export const LAYOUT = 4

/** Each word that is written often has 128 bytes to itself, so that no two threads share a cache line. */
const LINE = 128 / Int32Array.BYTES_PER_ELEMENT

/** The word of the last published sequence; of several producers, of the next one to be claimed, and closed or not. */
export const CURSOR = 0

/** The epochs of the two signals. */
export const PUBLISHED = LINE
export const CONSUMED = 2 * LINE

/** The word of the first sequence that a closed ring does not have; it is cold, so it may share the line. */
export const FINAL = PUBLISHED + 1

/** The lowest bit of FINAL as long as nobody has stored where the ring ends. */
export const UNKNOWN = 1

/** The word of how many seats never park; it is cold as well. */
export const SPINNING = PUBLISHED + 2

/** The word that says whether somebody has stopped the ring; cold as well. */
export const STOPPED = PUBLISHED + 3
/** What the memory says of itself, see `identity.ts`: read when a thread attaches, so a line that nobody writes to. */
export const IDENTITY = 3 * LINE

/** No word lacks anything. */
export const NOWHERE = -1

/** As many producers find a place for `ownedOf` on the cursor's line. */
export const MAX_PRODUCERS = LINE - 1

/** What the words are laid out for. */
export interface Shape {
  readonly size: number
  readonly start: number
  /** How many there are. */
  readonly producers: number
  /** For each consumer whether it is a pool. */
  readonly pools: readonly boolean[]
}

/** Where the words lie; a word that a ring does not have lies at 0. */
export interface Layout {
  /** The first of the laps of the slots, the number of the lap whose event each holds: of several producers. */
  readonly laps: number
  /** For each consumer the word of the last sequence that it has handled. */
  readonly gates: readonly number[]
  /** For each pool the word of the next sequence to be taken. */
  readonly takes: readonly number[]
  /** For each pool the first of its counts of the slots, two a lap. */
  readonly dones: readonly number[]
  /** For each producer the first of the words in which it notes what it holds, see `HELD`. */
  readonly hands: readonly number[]
  /** For each pool the first of the seats of its workers, a line each. */
  readonly seats: readonly number[]
  /** Where somebody may say why the ring has failed. */
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

/** So many words, or as many more as fill their last line. */
function linesOf(many: number): number {
  return Math.ceil(many / LINE) * LINE
}

/** Sets the words to what they are before the first event. */
export function initialize(words: Int32Array, shape: Shape, layout: Layout): void {
  const { size, start, producers } = shape
  const { gates, takes, laps, dones, hands } = layout
  const [lap, slot] = [lapOf(start, size), slotOf(start, size)]
  words[CURSOR] = wrap(producers > 1 ? start : start - 1)
  words[FINAL] = wrap(start) | UNKNOWN
  for (const hand of hands) words[hand + LAST] = wrap(start - 1)
  for (const gate of gates) words[gate] = wrap(start - 1)
  for (const take of takes) if (take > 0) words[take] = wrap(start)
  // The slots before the first event's begin a lap later.
  if (laps > 0) words.fill(wrap(lap), laps, laps + slot).fill(wrap(lap - 1), laps + slot, laps + size)
  for (const done of dones) if (done > 0) initializeCounts(words, done, shape)
}

/** Two a lap, and one more for the first slot, as if the gate had just come to the event before the first. */
function initializeCounts(words: Int32Array, done: number, { size, start }: Shape): void {
  const [lap, slot] = [lapOf(start, size), slotOf(start, size)]
  words.fill(wrap(lap + 1), done, done + slot).fill(wrap(lap), done + slot, done + size)
  Atomics.add(words, done + slot, 1) // setup
}

/** The word of who has the role of the word at `word`, see `Role`; it is cold, so it may share the line. */
export function ownedOf(word: number, producer = 0): number {
  return word + 1 + producer
}

/**
 * What a thread notes of what it holds, in words that only it writes, plainly: others read them once it is gone, or as
 * a hint. A producer: how many sequences are claimed and open, as a negative number before it is known whether the
 * claim was made; and the word of the last of them. A worker: how many events it has taken and not done.
 */
export const HELD = 1
export const LAST = 2
/** Of a worker's seat: how many workers its thread has. */
export const JOINED = 2
/** Of a producer's words: what becomes of its place once it is dead, see `PLACE`. Of a consumer's it is beside the owner. */
export const KEPT = 3

/** Nobody supervises whoever has the place; somebody does; and then takes it, or has it taken. */
export const PLACE = { unwatched: 0, watched: 1, kept: 2 } as const

/** Words of the sentence that says why a ring has failed, behind one for its length. */
export const WHY = 63

/** Threads that may work for a pool at once. */
export const SEATS = 64

/** The word that says what becomes of the place of a consumer once it is dead; it is cold. */
export function keptOf(gate: number): number {
  return gate + 2
}

/** The word of who sits on a seat of the pool whose seats begin here, see `Role`. */
export function seatOf(seats: number, seat: number): number {
  return seats + seat * LINE
}
