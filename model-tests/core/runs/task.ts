// A thread's task, and its messages.
import type { RingHandle } from '../../../src/index.ts'
import type { Scenario } from '../scenario.ts'
import type { CrashPoint } from './crash.ts'
import type { Memory } from './memory.ts'

export interface Task {
  readonly thread: number
  readonly scenario: Scenario
  readonly handle: RingHandle
  readonly memory: Memory
  /** the access before which it stops, to be killed */
  readonly crash?: CrashPoint
  /** a consumer whose thread may be killed: its successor does not count */
  readonly mortals?: readonly string[]
  readonly closing?: Closing
}

/** Which thread closes the ring, and when: a producer, or one that has no other role. */
export interface Closing {
  readonly thread: number
  /** the events that all producers must have accepted by then; null if it closes once it has published its own */
  readonly after: number | null
  /** the turns of an empty loop that it still lets pass */
  readonly turns: number
}

/** A thread's message: it is there, stands where it is to be killed, noticed a violation, or has ended. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stopped'; readonly at: string }
  | { readonly kind: 'defect'; readonly what: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome }

/** The message that a thread with the end `throw` throws. */
export const THROWN = 'as a handler may'

/** How the role of a thread has ended, and what the thread did until then. */
export interface Outcome {
  readonly by: 'itself' | 'closed' | 'failed'
  readonly dead: readonly string[]
  readonly missing: number | undefined
  /** a reader's next event of each producer; empty for a producer */
  readonly next: readonly number[]
  /** the sum of `mixed` over all its events, and `chained` over them */
  readonly sum: number
  readonly chain: number
  /** calls that timed out, and handlers that threw */
  readonly expired: number
  readonly thrown: number
  /** the growth of this thread's heap, in bytes; 0 if it produces a fixed number of events */
  readonly grown: number
}
