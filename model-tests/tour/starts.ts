import type { TourHead } from './tour.ts'

/** Where they begin on real threads: just before the word as a whole wraps. */
export const START_ON_THREADS = 2 ** 32 - 16

/** Just before half a word wraps, a doubled one, and where sequences nearly end. */
const NEAR = [0, 2 ** 31 - 16, 2 ** 32 - 16]
const FAR = 2 ** 53 - 2 ** 16

/** A tour of more lines is replayed from two starts only, or from one: it has no action that shorter ones have not. */
const LONG = 25_000
/** Nor is it taken by asynchronous calls as well. */
export const VERY_LONG = 150_000

/**
 * Where sequences begin when a tour is replayed: at 0, just before words wrap, and where they are far beyond.
 *
 * Where there are laps, also just before the cursor wraps, which is doubled, and before laps and counts do.
 */
export function startsOf({
  size,
  factors,
  count,
}: Pick<TourHead, 'size' | 'factors' | 'count'>): readonly number[] {
  if (count.lines > VERY_LONG) return [START_ON_THREADS]
  if (count.lines > LONG) return [0, START_ON_THREADS]
  if (!factors) return [...NEAR, 2 ** 40, FAR]
  return [...new Set([...NEAR, 2 ** 30 - 16, size * 2 ** 31 - 16, size * 2 ** 32 - 16, FAR])]
}

/** No tour is replayed from more. */
export const MOST_STARTS = 7
