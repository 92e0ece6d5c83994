// What a handler is made of: calls, of which it has exactly one that handles events.
import { ArgumentError } from '../core/errors.ts'
import type { Event } from '../events/Struct.ts'
import type { Batch } from './Batch.ts'

/** What a handler may do beside handling events. Each call runs on the handler's thread. */
export interface Occasions {
  /** Called once, before the first event, on the handler's thread, with the `data` of its options. */
  onStart?(data: unknown): unknown
  /**
   * Called before the first event of each batch. `size` is how many events the batch has, from 1 to `limit`: void
   * events are not among them, nor those that are passed over. A batch that has no other is not announced, though it
   * has its `onBatchEnd`. `depth`, at least `size`, is how many sequences may be handled at that moment, those of the
   * batch and void ones among them: they are published, and the handlers that this one follows are done with them.
   *
   * All `size` events follow, unless one of them fails, or a `close` or `stop` whose time-out is over gives up a
   * handler on this thread. Time cuts no batch short: between two events of it the thread serves its event loop. From
   * an event that failed on, what is left is a batch of its own, and a batch that is handled again is announced again.
   * It must be synchronous; what it throws fails the ring. Not for workers that share their events.
   */
  onBatchStart?(size: number, depth: number): unknown
  /**
   * Called after the last event of each batch, even if that one was passed over, and where a batch is cut short by an
   * event that fails: the place to write out what was gathered. It must be synchronous; what it throws fails the ring.
   * Only after it has returned may producers write the slots of the batch again. Where workers share their events, each
   * event is let go by itself: it is called after those that were taken together, and must read none of them.
   */
  onBatchEnd?(last: number): unknown
  /**
   * Called each time the handler has nothing to do and is about to wait: before its first event, if there is none yet,
   * and after a batch behind which nothing may be handled, also at the end of the ring. It is called once, and not
   * again until another batch has ended. What was handled is let go: it may do anything but read events, and what is
   * published meanwhile waits until it returns. It must be synchronous; what it throws fails the ring. Not for workers
   * that share their events.
   */
  onIdle?(): unknown
  /** Called once, after the last event, when the ring has ended; not if the handler itself has failed it. */
  onShutdown?(): unknown
}

/** What a handler does, event by event. */
export interface EventCalls<Type> extends Occasions {
  /**
   * Handles one event. It must be synchronous, unless `concurrency` says how many may be open. The event is one object,
   * which moves: `event.copy()` keeps what it holds. `endOfBatch` is true for the last event that is available for now,
   * unless that one is passed over; see `onBatchEnd`.
   */
  onEvent(event: Event<Type>, sequence: number, endOfBatch: boolean): unknown
  onBatch?: undefined
}

/** What a handler does, batch by batch. */
export interface BatchCalls<Type> extends Occasions {
  /**
   * Handles the events of a batch, from the sequence `first` to `last`, void ones among them: `events` has those that
   * are events, until the call returns. A batch without any is passed over. It must be synchronous, and keeps its
   * thread until it returns; `limit` bounds the batch. `onThrow` is about the batch as a whole: it fails the ring, is
   * passed over, or is handled again, the same from `first` to `last`. A worker that dies meanwhile counts as one that
   * died between two events, so that `poison` passes over none. Not for workers that share their events.
   */
  onBatch(first: number, last: number, events: Batch<Type>): unknown
  onEvent?: undefined
}

/** What a handler does: exactly one of `onEvent` and `onBatch`, and what else it wants. */
export type Handlers<Type> = EventCalls<Type> | BatchCalls<Type>

type Call = Exclude<keyof EventCalls<never>, 'onEvent'>

export const CALLS = [
  'onEvent',
  'onBatch',
  'onStart',
  'onBatchStart',
  'onBatchEnd',
  'onIdle',
  'onShutdown',
] as const

/**
 * Asynchronous events end in any order, so that there is no end of a batch.
 *
 * @throws {ArgumentError} if there is a call that is about a batch, or about there being nothing to do
 */
export function checkOpen(handlers: Handlers<never>, whose: string): void {
  checkWithout(handlers, whose, ['onBatch', 'onBatchStart', 'onBatchEnd', 'onIdle'], 'beside "concurrency"')
}

/**
 * A worker of several gets each event by itself, and never knows how many are left for it.
 *
 * @throws {ArgumentError} if there is a call that needs to know
 */
export function checkShared(handlers: Handlers<never>, whose: string): void {
  checkWithout(handlers, whose, ['onBatch', 'onBatchStart', 'onIdle'], 'where workers share their events')
}

/** @throws {ArgumentError} if there is an `onBatch`: `retries` have all of its batch handled again */
export function checkRewound(handlers: Handlers<never>, whose: string): void {
  checkWithout(handlers, whose, ['onBatch'], 'beside "rewinds": its "retries" are of the whole batch')
}

function checkWithout(handlers: Handlers<never>, whose: string, calls: readonly Call[], why: string): void {
  const call = calls.find((each) => handlers[each] !== undefined)
  if (call !== undefined) throw new ArgumentError(`"${call}" of ${whose}`, handlers[call], `left out ${why}`)
}

/** @throws {ArgumentError} if not exactly one of `onEvent` and `onBatch` is there, or a call is not a function */
export function checkHandlers(handlers: unknown, whose: string): void {
  const given = Object(handlers) as Readonly<Record<string, unknown>>
  const { onEvent, onBatch } = given
  if (onEvent === undefined && onBatch === undefined)
    throw new ArgumentError(`"onEvent" of ${whose}`, onEvent, 'a function, where there is no "onBatch"')
  const wrong = CALLS.find((call) => given[call] !== undefined && typeof given[call] !== 'function')
  if (wrong !== undefined) throw new ArgumentError(`"${wrong}" of ${whose}`, given[wrong], 'a function')
  if (onEvent !== undefined && onBatch !== undefined)
    throw new ArgumentError(`"onBatch" of ${whose}`, onBatch, 'left out beside "onEvent"')
}
