import type { SequentialObject } from './checker.ts'
import type { Words } from './picture.ts'
import { type QueueResult, queueWords } from './queue.ts'

/**
 * The calls of a log or of a pool. `limit`: the most values a poll takes, at least 1.
 *
 * A settled call is made when nothing can be in its way: all offers have returned, and other workers of a pool are done
 * with what they took.
 */
export type LogCall =
  | { readonly op: 'offer'; readonly values: readonly number[]; readonly settled?: true }
  | { readonly op: 'poll'; readonly reader: number; readonly limit: number; readonly settled?: true }

export interface LogState {
  /** The values that the slowest reader has not seen, the oldest first. */
  readonly values: readonly number[]
  /** How many of `values` each reader has seen; 0 for the slowest. */
  readonly seen: readonly number[]
}

/**
 * Gives the log that each of the `readers` reads from its own position, where the slowest of them has at most `size`
 * values before it.
 *
 * An offer appends all its values and is accepted, if then at most `size` values come after the least position; if
 * more would, it is refused, and changes nothing. A poll answers the values that come next after its reader's position
 * and moves it past them: at most `limit`, and as few as it likes, even none. So "nothing" says nothing about the log:
 * where several write, a claim that is not published yet hides the ones behind it. It does say something where nothing
 * is in the way: a settled poll answers none only if the reader has seen all.
 *
 * Each reader sees the values of one thread in that thread's order, and all readers see the same order of all.
 * As in a queue, the search grows with the size and with the offers that overlap.
 */
export function boundedLog(
  size: number,
  readers: readonly number[],
): SequentialObject<LogState, LogCall, QueueResult> {
  return {
    initial: () => ({ values: [], seen: readers.map(() => 0) }),
    step: (state, call, result) =>
      call.op === 'offer'
        ? afterOffer(size, state, call.values, result)
        : afterPoll(state, { ...call, place: readers.indexOf(call.reader) }, result),
    key: ({ values, seen }) => `${values.join()}|${seen.join()}`,
  }
}

/** Says a log's calls and results in a few words. */
export const logWords: Words<LogCall, QueueResult> = {
  call: (call) => `${call.settled ? 'settled ' : ''}${queueWords.call(call)}`,
  result: (result) => queueWords.result(result),
}

/**
 * Tells whether a poll of `call` on what is `left` may answer `taken`: the next ones, as few as it likes unless it
 * is settled.
 */
export function mayTake(
  left: readonly number[],
  { limit, settled }: { readonly limit: number; readonly settled?: true },
  taken: readonly number[],
): boolean {
  if (taken.length === 0) return !settled || left.length === 0
  return taken.length <= limit && taken.every((value, index) => value === left[index])
}

interface Poll {
  readonly place: number
  readonly limit: number
  readonly settled?: true
}

function afterOffer(
  size: number,
  { values, seen }: LogState,
  offered: readonly number[],
  result: QueueResult | undefined,
): LogState[] {
  const fits = values.length + offered.length <= size
  const answer = result ?? { op: 'offer', accepted: fits }
  if (answer.op !== 'offer' || answer.accepted !== fits) return []
  return [fits ? { values: [...values, ...offered], seen } : { values, seen }]
}

function afterPoll(state: LogState, poll: Poll, result: QueueResult | undefined): LogState[] {
  const left = state.values.slice(state.seen[poll.place])
  if (result === undefined) return afterAnyPoll(state, poll, left.length)
  if (result.op !== 'poll' || !mayTake(left, poll, result.values)) return []
  return [moved(state, poll.place, result.values.length)]
}

function afterAnyPoll(state: LogState, { place, limit }: Poll, left: number): LogState[] {
  return Array.from({ length: Math.min(limit, left) }, (_, index) => moved(state, place, index + 1))
}

/** Forgets what all readers have seen, so that equal futures have equal keys. */
function moved({ values, seen }: LogState, place: number, count: number): LogState {
  const after = seen.map((each, index) => (index === place ? each + count : each))
  const least = Math.min(...after)
  return { values: values.slice(least), seen: after.map((each) => each - least) }
}
