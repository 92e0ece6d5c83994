// What the threads of a run share, and their messages.
import type { RingHandle } from '../../../../src/index.ts'
import type { Moment, Program } from './program.ts'

/** The shared memory of a run, beside the ring. */
export interface Memory {
  /** a word that starts all threads */
  readonly go: SharedArrayBuffer
  /** two words for each slot: an event, and its complement */
  readonly slots: SharedArrayBuffer
  /** for each reader, the number of events it handled, then the events; it outlives its thread */
  readonly logs: readonly SharedArrayBuffer[]
  /** For each producer: the events before its last claim, the size of that claim, and the events claimed. */
  readonly offers: SharedArrayBuffer
}

/** The words of a producer in `offers`. */
export const OFFERS = 3

/** The message that a thread with the end `throw` throws. */
export const THROWN = 'as a handler may'

export interface Part {
  readonly thread: number
  readonly program: Program
  readonly handle: RingHandle
  readonly memory: Memory
  /** the access before which it stops */
  readonly stop?: Moment
}

/** A thread's message: it is ready, stands where it is to be killed, or has ended. */
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
