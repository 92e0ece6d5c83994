// A thread's task, and its answer.

export interface Task<Memory = unknown> {
  /** the program's name: its functions cannot be sent */
  readonly program: string
  readonly thread: number
  readonly memory: Memory
  readonly seed: number
  /** the runs after which it may stop */
  readonly times: number
  /** the time in ms after which it may stop even so */
  readonly limit: number
  /** the time in ms after which it stops even if no wanted outcome was seen */
  readonly patience: number
  /** outcomes to look for; any of them will do */
  readonly wanted: readonly string[]
  /** whether to pin the thread to a core */
  readonly pinned: boolean
}

/** The number of times each outcome was seen. */
export type Counts = Readonly<Record<string, number>>

export interface Answer {
  /** empty for a thread that does not count */
  readonly counts: Counts
  /** the runs before which all threads were known to run */
  readonly met: number
}
