import type { SequentialObject } from './checker.ts'
import { type LogCall, mayTake } from './log.ts'
import type { QueueResult, QueueState } from './queue.ts'

/**
 * Gives the queue of at most `size` values that its workers share.
 *
 * An accepted offer appends all its values, and leaves at most `size` that no worker has taken. A poll by
 * any worker answers the oldest values and takes them: at most `limit`, and as few as it likes, even none. An offer
 * may be refused at any time, since a worker holds the slots of what it has taken while it handles it, and no
 * history says how long that is. Both are exact where nothing is in the way: a settled poll answers none only if the
 * queue is empty, and a settled offer is refused only if it doesn't fit.
 */
export function sharedQueue(size: number): SequentialObject<QueueState, LogCall, QueueResult> {
  return {
    initial: () => ({ values: [] }),
    step: (state, call, result) =>
      call.op === 'offer' ? afterOffer(size, state, call, result) : afterPoll(state, call, result),
    key: ({ values }) => values.join(),
  }
}

function afterOffer(
  size: number,
  state: QueueState,
  { values: offered, settled }: Extract<LogCall, { op: 'offer' }>,
  result: QueueResult | undefined,
): QueueState[] {
  const values = [...state.values, ...offered]
  const fits = values.length <= size
  if (result === undefined) return fits ? [{ values }] : []
  if (result.op !== 'offer') return []
  if (result.accepted) return fits ? [{ values }] : []
  return settled && fits ? [] : [state]
}

function afterPoll(
  state: QueueState,
  call: Extract<LogCall, { op: 'poll' }>,
  result: QueueResult | undefined,
): QueueState[] {
  const taken = (count: number): QueueState => ({ values: state.values.slice(count) })
  if (result === undefined) {
    const most = Math.min(call.limit, state.values.length)
    return Array.from({ length: most }, (_, index) => taken(index + 1))
  }
  return result.op === 'poll' && mayTake(state.values, call, result.values)
    ? [taken(result.values.length)]
    : []
}
