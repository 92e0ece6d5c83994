// Handlers, and what they may return: judged by behaviour, not class, since it may come from another realm.
import { ArgumentError, HandlerError, printed } from './errors.ts'
import { withinCall } from './reentrancy.ts'

/** Not a promise, thenable or generator, which may not have finished. Handlers may return anything else. */
type Done =
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: what a function that returns nothing is said to return
  | void
  | null
  | boolean
  | number
  | bigint
  | string
  | symbol
  | (object & { readonly then?: never; readonly throw?: never })

/**
 * Handles one event. It must not be asynchronous; its result is ignored.
 *
 * A consumer's gate advances only after the handler has returned from an event whose `endOfBatch` is true. So a handler
 * may keep events in their slots, and finish them there. If it throws, the next call begins with the same event and no
 * earlier one: kept events stay in their slots, and the batch goes on; see `flush` of `ConsumerOptions`. The slots of
 * kept events are room that producers lack.
 *
 * In a pool each event is finished by itself: its slot may be read until the handler returns, and `endOfBatch` only
 * says that this call hands out no more.
 */
export type Handler = (sequence: number, endOfBatch: boolean) => Done

/** Finishes all events up to `last` that the handler has kept. It must not be asynchronous. */
export type Flush = (last: number) => Done

/** A batch without a limit. */
export const ALL = Number.POSITIVE_INFINITY

/**
 * What every call of a reader with a handler checks first.
 *
 * @param during the call in progress, if there is one
 */
export function checkBatch(call: string, during: string | false, handler: unknown, limit: number): void {
  if (during !== false) throw withinCall(call, during)
  if (typeof handler !== 'function') throw new ArgumentError('"handler" argument', handler, 'a function')
  checkLimit(limit)
}

/** As `checkBatch`, for a call without a handler. */
export function checkCall(call: string, during: string | false, limit: number): void {
  if (during !== false) throw withinCall(call, during)
  checkLimit(limit)
}

function checkLimit(limit: number): void {
  if (limit !== ALL && !(Number.isInteger(limit) && limit >= 1))
    throw new ArgumentError('"limit" argument', limit, 'an integer from 1, or Infinity')
}

const ASYNC = 'ERR_RINGPROOF_ASYNC_HANDLER'

/** Throws if the outcome of a handler may not have finished; checked after each event. */
export function assertFinished(outcome: unknown): void {
  if (isAtWork(outcome))
    throw new HandlerError(ASYNC, `A handler must be synchronous. It returned ${printed(outcome)}`)
}

const AT_WORK: ReadonlySet<string> = new Set(
  ['Promise', 'Generator', 'AsyncGenerator'].map((tag) => `[object ${tag}]`),
)

/** Whether this may not have finished: a promise, a thenable, a generator or an async iterator. */
function isAtWork(outcome: unknown): boolean {
  if (typeof outcome !== 'object' && typeof outcome !== 'function') return false
  return outcome !== null && isAwaited(outcome as Awaited)
}

interface Awaited {
  readonly then?: unknown
  readonly next?: unknown
  readonly [Symbol.asyncIterator]?: unknown
}

function isAwaited(outcome: Awaited): boolean {
  if (typeof outcome.then === 'function') return true
  if (typeof outcome.next === 'function' && typeof outcome[Symbol.asyncIterator] === 'function') return true
  return AT_WORK.has(Object.prototype.toString.call(outcome))
}
