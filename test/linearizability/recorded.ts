import type { Operation, QueueCall, QueueResult } from './index.ts'

/** One operation on the queue, as a thread records it. */
export type Recorded = Operation<QueueCall, QueueResult>

/** The times of the invocation and of the response. */
type Span = readonly [invoked: number, responded: number]

const NEVER = Number.POSITIVE_INFINITY

/** Gives an offer that was accepted. */
export function accepted(thread: number, [invoked, responded]: Span, ...values: number[]): Recorded {
  return {
    thread,
    call: { op: 'offer', values },
    result: { op: 'offer', accepted: true },
    invoked,
    responded,
  }
}

/** Gives an offer that was refused. */
export function refused(thread: number, [invoked, responded]: Span, ...values: number[]): Recorded {
  return {
    thread,
    call: { op: 'offer', values },
    result: { op: 'offer', accepted: false },
    invoked,
    responded,
  }
}

/** Gives a poll of at most `limit` that answered `values`. */
export function polled(
  thread: number,
  [invoked, responded]: Span,
  limit: number,
  ...values: number[]
): Recorded {
  return { thread, call: { op: 'poll', limit }, result: { op: 'poll', values }, invoked, responded }
}

/** Gives an offer that never returned. */
export function pendingOffer(thread: number, invoked: number, ...values: number[]): Recorded {
  return { thread, call: { op: 'offer', values }, result: undefined, invoked, responded: NEVER }
}

/** Gives a poll of at most `limit` that never returned. */
export function pendingPoll(thread: number, invoked: number, limit: number): Recorded {
  return { thread, call: { op: 'poll', limit }, result: undefined, invoked, responded: NEVER }
}
