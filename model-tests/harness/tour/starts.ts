import type { Head } from './tour.ts'

/** The start on real threads: just before a whole word wraps. */
export const START_ON_THREADS = 2 ** 32 - 16

/** Just before a word wraps as a signed and as an unsigned number, and near the last sequence. */
const NEAR = [0, 2 ** 31 - 16, 2 ** 32 - 16]
const FAR = 2 ** 53 - 2 ** 16

/** Longer tours are replayed from two starts only, or one: they have no action that shorter ones lack. */
const LONG = 25_000
/** Longer tours are not replayed with asynchronous calls. */
export const VERY_LONG = 150_000

export function startsOf({
  size,
  factors,
  count,
}: Pick<Head, 'size' | 'factors' | 'count'>): readonly number[] {
  if (count.lines > VERY_LONG) return [START_ON_THREADS]
  if (count.lines > LONG) return [0, START_ON_THREADS]
  if (!factors) return [...NEAR, 2 ** 40, FAR]
  return [...new Set([...NEAR, 2 ** 30 - 16, size * 2 ** 31 - 16, size * 2 ** 32 - 16, FAR])]
}

/** The first start and, unless the tour is long, one of the others: all of them, as `chosen` grows. */
export function someStartsOf(
  head: Pick<Head, 'size' | 'factors' | 'count'>,
  chosen: number,
): readonly number[] {
  const [first = 0, ...others] = startsOf(head)
  if (head.count.lines > LONG || others.length === 0) return [first]
  return [first, ...others.slice(chosen % others.length).slice(0, 1)]
}

/** The most starts of any tour. */
export const MOST_STARTS = 7
