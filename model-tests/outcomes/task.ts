// What one thread is asked, and what it answers.
import type { LanesMemory } from './lanes.ts'
import type { RingMemory } from './rings.ts'

export interface Task {
  /** The program, by name: its functions can't be sent. */
  readonly program: string
  readonly thread: number
  readonly memory: LanesMemory | RingMemory
  readonly seed: number
  /** Runs after which it is enough. */
  readonly times: number
  /** Milliseconds after which it is enough even so. */
  readonly limit: number
  /** Milliseconds after which it is enough though none of the wanted outcomes was seen. */
  readonly patience: number
  /** Outcomes that are looked for; any of them will do. */
  readonly wanted: readonly string[]
  /** Whether to ask for a core of its own. */
  readonly pinned: boolean
}

/** How often each outcome was seen. */
export type Counts = Readonly<Record<string, number>>

export interface Answer {
  /** Empty for a thread that does not count. */
  readonly counts: Counts
  /** Of all runs, those before which the threads were known to run at once. */
  readonly met: number
}
