// What the ring passes to each role that it makes: its words, how it waits and for which words, and its callbacks.
import type { Held, Here } from './here.ts'

/** What a producer or a reader is made from: checked once, when the ring is made or attached. */
export interface RoleContext {
  readonly words: Int32Array
  readonly size: number
  /** The first sequence of this role: the ring's first, or the first after a take-over. */
  readonly start: number
  /** The last sequence that every gate is known to have handled. */
  readonly seen: number
  /** The first of the laps of the slots, or 0. */
  readonly laps: number
  /** The first of the words in which a producer or a worker notes what it holds. */
  readonly hand: number
  /** The owner word of this role, and its value while this thread is the owner. */
  readonly owner: number
  readonly mine: number
  /** The gates that this role waits for: of the gating consumers, or of those upstream. */
  readonly gates: readonly number[]
  /** The pools among them: a pool's owner word does not say whether its gate may still advance. */
  readonly pooled: readonly number[]
  /** Whether others follow this consumer. */
  readonly followed: boolean
  /** How many attempts to make before parking; Infinity never parks. */
  readonly spins: number
  /** Iterations of an empty loop between two attempts. */
  readonly pauseBetweenAttempts: number
  /** Iterations of an empty loop after a short batch. */
  readonly pauseAfterBatch: number
  /** What this thread holds of the ring. */
  readonly here: Here
  /** What this role holds. */
  readonly held: Held
  /**
   * Names the roles of this thread that must act before this word's sequence can come; empty if others may. A consumer
   * is one of them if what it has taken fills the ring.
   */
  readonly stuck: (wanted: number, isFull?: boolean) => string
  /** Names this role, and what it waits for while it is blocked on the word `blockedOn`. */
  readonly describeWait: (role: number, blockedOn: number) => string
  /** How long asynchronous calls may keep the thread, in ms. */
  readonly yieldAfter: number
  /** The error of a call that ends because the ring has ended, for a thread that waits for this sequence. */
  readonly endError: (epoch: number, next: number) => Error
  /** Leaves the ring, as a producer, or the pool, as a worker. */
  readonly leave?: () => void
}

/** What a worker of a pool is made from. */
export interface WorkerContext extends RoleContext {
  readonly gate: number
  readonly take: number
  readonly done: number
}
