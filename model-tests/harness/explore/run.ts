// What explorers need of a run: its steps are chosen from outside.

/** One choice: a thread, and one of the actions enabled for it. All numbers are valid. */
export type Turn = readonly [who: number, pick: number]

/** The choice that ends a run in an orderly way: threads only finish what they have begun. */
export const CLOSE: Turn = [-1, 0]

/** A run of some threads over one state. */
export interface Run {
  /** the number of threads */
  readonly threads: number
  /** The thread and action that a choice means; null if the thread is not enabled. */
  meant(turn: Turn): readonly [thread: number, action: string] | null
  /**
   * Makes a choice; returns whether its thread was enabled.
   *
   * @throws {Error} if the step violates something; the message begins with its name and a colon
   */
  take(turn: Turn): boolean
  /**
   * Runs all threads to their end.
   *
   * @throws {Error} as `take`
   */
  finish(): void
  /** Where a thread stands; undefined if there is no such thread. */
  placeOf(thread: number): string | undefined
  /** A hash of the state. */
  hash(): number
  /** The hash if this thread stood at another place. */
  hashIf(thread: number, place: string): number
}
