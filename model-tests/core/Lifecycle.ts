// How those are read who end the ring, in spec/core/Lifecycle.tla.
import type { ReadingOf } from './reading.ts'

/** Closes the ring once, and has nothing to itself. */
export const closer: ReadingOf = {
  view: () => ({}),
  decisions: () => [{}],
  held: () => null,
  shift: () => 0,
}

/** Fails the ring once somebody has died. */
export const supervisor: ReadingOf = closer
