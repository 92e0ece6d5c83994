// What the threads of a run share, and what they say.
import type { RingHandle } from '../../src/core/index.ts'
import type { Moment, Program } from './program.ts'

/** What the threads of a run share beside the ring. */
export interface Memory {
  /** A word that lets all begin. */
  readonly go: SharedArrayBuffer
  /** Two words for each slot: an event, and the same inverted. */
  readonly slots: SharedArrayBuffer
  /** For each reader how many events it has handled, then these; it outlives its thread. */
  readonly logs: readonly SharedArrayBuffer[]
  /** For each producer how many events it had offered before its last claim, for how many that is, and how many it has. */
  readonly offers: SharedArrayBuffer
}

/** The words that a producer has there. */
export const OFFERS = 3

/** What a thread throws that ends so. */
export const THROWN = 'as a handler may'

export interface Part {
  readonly thread: number
  readonly program: Program
  readonly handle: RingHandle
  readonly memory: Memory
  /** Before which access it stops. */
  readonly stop?: Moment
}

/** What a thread says: it is ready, it stands where it is to be killed, or how it ended. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped'; readonly at: string }
  | {
      readonly kind: 'ended'
      readonly by: 'itself' | 'closed' | 'failed'
      readonly dead: readonly string[]
      readonly missing: number | undefined
      readonly suspects: readonly string[]
    }
