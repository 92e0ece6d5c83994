// What one thread is given, and what it says.
import type { RingHandle } from '../../src/core/index.ts'
import type { Plan } from './plan.ts'
import type { Memory } from './words.ts'

export interface Task {
  readonly thread: number
  readonly plan: Plan
  readonly handle: RingHandle
  readonly memory: Memory
}

/** It has its role, something is wrong, or how it ended. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'defect'; readonly what: string }
  | { readonly kind: 'ended'; readonly end: End }

export interface End {
  readonly by: 'itself' | 'closed' | 'failed'
  readonly dead: readonly string[]
  readonly missing: number | undefined
  /** Of each producer the next event; of a producer, none. */
  readonly next: readonly number[]
  /** The sum of all events, see `mixed`. */
  readonly sum: number
  /** How often its time was up, and how often its handler threw. */
  readonly expired: number
  readonly thrown: number
  /** By how many bytes this thread's heap has grown. */
  readonly grown: number
}
