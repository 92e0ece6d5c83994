// What handles events, and what it may return: told by what it does, since it may come from another realm.
import { ArgumentError, HandlerError } from './errors.ts'
import { withinCall } from './reentrancy.ts'

/** What is no promise, thenable or generator: those may still be at work. Handlers may return anything else. */
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
 * Handles one event. It can't be asynchronous; what it returns is ignored.
 *
 * A consumer's gate moves once the handler has returned from an event whose `endOfBatch` is true, and never before: so
 * a handler may keep events in their slots, and flush them there. One that throws is given the same event again in the
 * next call, and no earlier one: what it has kept stays in its slots, and the batch goes on; see `flush` of
 * `ConsumerOptions`. What is kept is room that producers lack.
 *
 * Of a pool each event is done by itself: its slot may be read until the handler returns, and `endOfBatch` says only
 * that this call hands out no more.
 */
export type Handler = (sequence: number, endOfBatch: boolean) => Done

/** Does what is to be done with all events up to that one which its handler has kept. It can't be asynchronous. */
export type Flush = (last: number) => Done

/** A batch without a limit. */
export const ALL = Number.POSITIVE_INFINITY

/**
 * What a call of any reader checks first.
 *
 * @param during the call that it is made within, if there is one
 */
export function checkBatch(call: string, during: string | false, handler: unknown, limit: number): void {
  if (during !== false) throw withinCall(call, during)
  if (typeof handler !== 'function') throw new ArgumentError('handler', handler, 'a function')
  if (limit !== ALL && !(Number.isInteger(limit) && limit >= 1)) {
    throw new ArgumentError('limit of a batch', limit, 'an integer from 1, or Infinity')
  }
}

/** A handler whose outcome may still be at work is not done with its event: what it returned is looked at only then. */
export function isDone(outcome: unknown): void {
  if (isAtWork(outcome)) throw new HandlerError('ERR_RINGPROOF_ASYNC_HANDLER')
}

const AT_WORK: ReadonlySet<string> = new Set(
  ['Promise', 'Generator', 'AsyncGenerator'].map((tag) => `[object ${tag}]`),
)

/** Whether this may still be at work: a promise, anything that is awaited like one, or a body that has not run yet. */
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
