// What a handler is made of: calls, one of which it must have.
import { ArgumentError } from '../core/errors.ts'
import type { Event } from '../events/Struct.ts'

/** What a handler does, event by event. */
export interface Handlers<Type> {
  /**
   * Handles one event. It must be synchronous, unless `concurrency` says how many may be open. The event is one object,
   * which moves: `event.copy()` keeps what it holds. `endOfBatch` is true for the last event that is available for now,
   * unless that one is passed over; see `onBatchEnd`.
   */
  onEvent(event: Event<Type>, sequence: number, endOfBatch: boolean): unknown
  /** Called once, before the first event, on the handler's thread, with the `data` of its options. */
  onStart?(data: unknown): unknown
  /**
   * Called after the last event of each batch, even if that one was passed over, and where a batch is cut short by an
   * event that fails: the place to write out what was gathered. It must be synchronous; what it throws fails the ring.
   * Only after it has returned may producers write the slots of the batch again. Where workers share their events, each
   * event is let go by itself: it is called after those that were taken together, and must read none of them.
   */
  onBatchEnd?(last: number): unknown
  /** Called once, after the last event, when the ring has ended; not if the handler itself has failed it. */
  onShutdown?(): unknown
}

const CALLS = ['onEvent', 'onStart', 'onBatchEnd', 'onShutdown'] as const

/**
 * Asynchronous events end in any order, so that there is no end of a batch.
 *
 * @throws {ArgumentError} if there is an `onBatchEnd`
 */
export function checkOpen({ onBatchEnd }: Handlers<never>, whose: string): void {
  if (onBatchEnd !== undefined)
    throw new ArgumentError(`"onBatchEnd" of ${whose}`, onBatchEnd, 'left out beside "concurrency"')
}

/** @throws {ArgumentError} if `onEvent` is missing, or one of the calls is not a function */
export function checkHandlers(handlers: unknown, whose: string): void {
  const given = Object(handlers) as Readonly<Record<string, unknown>>
  const wrong = CALLS.find(
    (call) => typeof given[call] !== (given[call] === undefined ? 'undefined' : 'function'),
  )
  const call = given['onEvent'] === undefined ? 'onEvent' : wrong
  if (call !== undefined) throw new ArgumentError(`"${call}" of ${whose}`, given[call], 'a function')
}
