// A thread's task, and its messages.
import type { RingHandle } from '../../../../src/index.ts'
import type { Plan } from './plan.ts'
import type { Memory } from './words.ts'

export interface Task {
  readonly thread: number
  readonly plan: Plan
  readonly handle: RingHandle
  readonly memory: Memory
}

/** A thread's message: it has its role, it noticed a violation, or it has ended. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'defect'; readonly what: string }
  | { readonly kind: 'ended'; readonly end: End }

export interface End {
  readonly by: 'itself' | 'closed' | 'failed'
  readonly dead: readonly string[]
  readonly missing: number | undefined
  /** a reader's next event of each producer; empty for a producer */
  readonly next: readonly number[]
  /** the sum of `mixed` over all its events */
  readonly sum: number
  /** calls that timed out, and handlers that threw */
  readonly expired: number
  readonly thrown: number
  /** the growth of this thread's heap, in bytes */
  readonly grown: number
}
