// Reads the threads that end the ring, from spec/core/Lifecycle.tla.
import type { ReadingOf } from './reading.ts'

/** A closer has no private state. */
export const closer: ReadingOf = {
  view: () => ({}),
  decisions: () => [{}],
  held: () => null,
  shift: () => 0,
}

/** A supervisor fails the ring once a thread has crashed. */
export const supervisor: ReadingOf = closer
