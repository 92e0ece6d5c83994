// Where the words of a ring lie in its SharedArrayBuffer: the cursor, a gate for each consumer, then what slots need.
import type { Held, Here } from './here.ts'
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

/** What a producer or a reader is made from: checked once, when a ring is made or attached. */
export interface Seat {
  readonly words: Int32Array
  readonly size: number
  /** The first sequence that this seat has to do with: of the ring, or where it takes over. */
  readonly start: number
  /** How far each gate is known to have come. */
  readonly seen: number
  /** Where the laps of the slots lie, or 0. */
  readonly laps: number
  /** Where a producer or a worker notes what it holds. */
  readonly hand: number
  /** The word of who has this role, and what it says of this thread. */
  readonly owner: number
  readonly mine: number
  /** The words that this seat waits for: of the gating consumers, or of those upstream. */
  readonly gates: readonly number[]
  /** Those of them that are pools: of these nobody can tell whether they go on. */
  readonly pooled: readonly number[]
  /** Whether others follow this consumer. */
  readonly followed: boolean
  /** How often to look before parking; Infinity: for ever. */
  readonly spins: number
  /** Turns of an empty loop between two looks. */
  readonly rest: number
  /** Turns of an empty loop after a short batch. */
  readonly pause: number
  /** What this thread holds of the ring. */
  readonly here: Here
  /** What this role has taken. */
  readonly held: Held
  /** Those roles of this thread that have to act before the sequence of this word has come; none if others may. */
  readonly stuck: (wanted: number) => string
  /** Who waits as this role while the word `lacks` is what has to change. */
  readonly waits: (role: number, lacks: number) => string
  /** How long asynchronous calls may keep the thread, in ms. */
  readonly yieldAfter: number
  /** Why a wait ends with a ring that has ended, for somebody who waits for this sequence. */
  readonly ended: (epoch: number, next: number) => Error
  /** What a producer or a worker does that leaves. */
  readonly leave?: () => void
}

/** What a worker of a pool is made from. */
export interface PoolSeat extends Seat {
  readonly gate: number
  readonly take: number
  readonly done: number
}

/** Keeps this thread off the shared words for a while: each look takes the cache line from its writer. */
export function pause(turns: number): void {
  for (let turn = 0; turn < turns; turn++);
}
