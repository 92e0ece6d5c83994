import type { SequentialObject } from './checker.ts'
import type { Words } from './picture.ts'

/** `limit`: the most values a poll takes, at least 1. */
export type QueueCall =
  | { readonly op: 'offer'; readonly values: readonly number[] }
  | { readonly op: 'poll'; readonly limit: number }

export type QueueResult =
  | { readonly op: 'offer'; readonly accepted: boolean }
  | { readonly op: 'poll'; readonly values: readonly number[] }

/** The oldest value first. */
export interface QueueState {
  readonly values: readonly number[]
}

/**
 * Gives the FIFO queue of at most `size` values.
 *
 * An offer is accepted as a whole if all its values fit, and refused as a whole otherwise. A poll answers
 * nothing only where the queue is empty, and otherwise the oldest one or more values, up to its limit.
 * Values are told apart by `===`; NaN is no value. The order of overlapping offers stays open until their
 * values are polled, so that the search grows with the size: keep it to 16 where several threads offer.
 */
export function boundedQueue(size: number): SequentialObject<QueueState, QueueCall, QueueResult> {
  return {
    initial: () => ({ values: [] }),
    step: (state, call, result) =>
      call.op === 'offer'
        ? afterOffer(size, state, call.values, result)
        : afterPoll(state, call.limit, result),
    key: ({ values }) => values.join(),
  }
}

/** Says a queue's calls and results in a few words. */
export const queueWords: Words<QueueCall, QueueResult> = {
  call: (call) => (call.op === 'offer' ? `offer [${call.values.join(' ')}]` : `poll up to ${call.limit}`),
  result: (result) => {
    if (result.op === 'poll') return `[${result.values.join(' ')}]`
    return result.accepted ? 'accepted' : 'refused'
  },
}

function afterOffer(
  size: number,
  state: QueueState,
  offered: readonly number[],
  result: QueueResult | undefined,
): QueueState[] {
  const fits = state.values.length + offered.length <= size
  const answer = result ?? { op: 'offer', accepted: fits }
  if (answer.op !== 'offer' || answer.accepted !== fits) return []
  return [fits ? { values: [...state.values, ...offered] } : state]
}

function afterPoll(state: QueueState, limit: number, result: QueueResult | undefined): QueueState[] {
  if (result === undefined) return afterAnyPoll(state, limit)
  if (result.op !== 'poll' || !mayAnswer(state, limit, result.values)) return []
  return [without(state, result.values.length)]
}

function afterAnyPoll(state: QueueState, limit: number): QueueState[] {
  const most = Math.min(limit, state.values.length)
  return Array.from({ length: most }, (_, index) => without(state, index + 1))
}

function mayAnswer({ values }: QueueState, limit: number, taken: readonly number[]): boolean {
  if (taken.length === 0) return values.length === 0
  return taken.length <= limit && taken.every((value, index) => value === values[index])
}

function without({ values }: QueueState, count: number): QueueState {
  return { values: values.slice(count) }
}
