import type { LogCall, Operation, QueueCall, QueueResult } from './index.ts'

/** One operation on the queue, as a thread records it. */
export type Recorded = Operation<QueueCall, QueueResult>

/** One that says more than a queue asks: which reader polls, and whether nothing was in its way. */
export type RecordedOnLog = Operation<LogCall, QueueResult>

/** The times of the invocation and of the response. */
type Span = readonly [invoked: number, responded: number]

const NEVER = Number.POSITIVE_INFINITY

/** Gives an offer that was accepted. */
export function accepted(thread: number, span: Span, ...values: number[]): RecordedOnLog {
  return offered(thread, span, values, true)
}

/** Gives an offer that was refused. */
export function refused(thread: number, span: Span, ...values: number[]): RecordedOnLog {
  return offered(thread, span, values, false)
}

/** Gives a poll of at most `limit` that answered `values`; each thread is a reader. */
export function polled(
  thread: number,
  [invoked, responded]: Span,
  limit: number,
  ...values: number[]
): RecordedOnLog {
  const call = { op: 'poll', reader: thread, limit } as const
  return { thread, call, result: { op: 'poll', values }, invoked, responded }
}

/** Gives an offer that never returned. */
export function pendingOffer(thread: number, invoked: number, ...values: number[]): RecordedOnLog {
  return { thread, call: { op: 'offer', values }, result: undefined, invoked, responded: NEVER }
}

/** Gives a poll of at most `limit` that never returned. */
export function pendingPoll(thread: number, invoked: number, limit: number): RecordedOnLog {
  const call = { op: 'poll', reader: thread, limit } as const
  return { thread, call, result: undefined, invoked, responded: NEVER }
}

/** Gives the same operation, made when nothing was in its way. */
export function settled(operation: RecordedOnLog): RecordedOnLog {
  return { ...operation, call: { ...operation.call, settled: true } }
}

function offered(
  thread: number,
  [invoked, responded]: Span,
  values: readonly number[],
  isAccepted: boolean,
): RecordedOnLog {
  const result = { op: 'offer', accepted: isAccepted } as const
  return { thread, call: { op: 'offer', values }, result, invoked, responded }
}
