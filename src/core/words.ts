// Where the words of a ring lie in its SharedArrayBuffer: the cursor, a gate for each consumer, then what slots need.
import { lapOf, slotOf, wrap } from './Sequence.ts'

/** The version of this layout; a handle carries the one it was made with. */
export const LAYOUT = 3

/** Each word that is written often has 128 bytes to itself, so that no two threads share a cache line. */
const LINE = 128 / Int32Array.BYTES_PER_ELEMENT

/** The word of the last published sequence; of several producers, of the next one to be claimed, and closed or not. */
export const CURSOR = 0

/** The epochs of the two signals. */
export const PUBLISHED = LINE
export const CONSUMED = 2 * LINE

/** The word of the first sequence that a closed ring does not have; it is cold, so it may share the line. */
export const FINAL = PUBLISHED + 1

/** The word of how many seats never park; it is cold as well. */
export const SPINNING = PUBLISHED + 2

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
  readonly bytes: number
}

/** Lays out the words of a ring. */
export function layoutOf({ size, producers, pools }: Shape): Layout {
  let words = 3 * LINE
  const place = (needed: boolean, many: number): number => {
    const first = needed ? words : 0
    if (needed) words += Math.ceil(many / LINE) * LINE
    return first
  }
  const gates = pools.map(() => place(true, 1))
  const takes = pools.map((isPool) => place(isPool, 1))
  const laps = place(producers > 1, size)
  const dones = pools.map((isPool) => place(isPool, size))
  return { laps, gates, takes, dones, bytes: words * Int32Array.BYTES_PER_ELEMENT }
}

/** Sets the words to what they are before the first event. */
export function initialize(words: Int32Array, shape: Shape, { gates, takes, laps, dones }: Layout): void {
  const { size, start, producers } = shape
  const [lap, slot] = [lapOf(start, size), slotOf(start, size)]
  words[CURSOR] = wrap(producers > 1 ? start : start - 1)
  words[FINAL] = wrap(start)
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

/** The word of who has the role of the word at `word`, see `Owner`; it is cold, so it may share the line. */
export function ownedOf(word: number, producer = 0): number {
  return word + 1 + producer
}

/** Who has a role: nobody yet, a thread, a thread that has died, or one that has left it. These two are gone. */
export const OWNER = { none: 0, taken: 1, dead: 2, left: 3 } as const

/** What a producer or a reader is made from: checked once, when a ring is made or attached. */
export interface Seat {
  readonly words: Int32Array
  readonly size: number
  /** The first sequence of the ring. */
  readonly start: number
  /** Where the laps of the slots lie, or 0. */
  readonly laps: number
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
  /** The last sequence that each reader of this thread is done with; none for one that holds nothing up. */
  readonly here: (() => number | undefined)[]
  /** Why a wait ends with a ring that has ended, for somebody who waits for this sequence. */
  readonly ended: (epoch: number, next: number) => Error
  /** What a producer does that leaves. */
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
