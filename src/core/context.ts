// What the ring hands to each role that it makes: its words, what it waits for and how, and what it tells.
import type { Held, Here } from './here.ts'

/** What a producer or a reader is made from: checked once, when a ring is made or attached. */
export interface RoleContext {
  readonly words: Int32Array
  readonly size: number
  /** The first sequence that this role has to do with: of the ring, or where it takes over. */
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
  /** The words that this role waits for: of the gating consumers, or of those upstream. */
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
export interface WorkerContext extends RoleContext {
  readonly gate: number
  readonly take: number
  readonly done: number
}
