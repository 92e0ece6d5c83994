// A consumer's batches. Twin: spec/core/Consumer.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import { ArgumentError, HandlerError } from './errors.ts'
import { wrap } from './Sequence.ts'
import { pause, type Seat } from './words.ts'

/** How a consumer waits. */
export interface ConsumerOptions {
  /**
   * Turns of an empty loop after a short batch, so that the next one gets longer; 0 or more, 2,000 by default.
   * More events a second, but `consume` returns so much later.
   */
  readonly pause?: number
}

/**
 * Handles one event: its slot may be read until the handler returns.
 *
 * It can't be asynchronous. `endOfBatch` is true for the last event of a batch: flush there. A consumer's gate moves
 * then, a pool's with each event.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: with undefined beside void a function that returns a promise is no Handler
export type Handler = (sequence: number, endOfBatch: boolean) => undefined | void

/**
 * One consumer of a ring: sees every event, in order, once those upstream of it have handled it.
 *
 * It costs a look at its `Barrier` and a store a batch. It belongs to the thread that made it.
 */
export class Consumer {
  readonly #words: Int32Array
  readonly #size: number
  readonly #gate: number
  readonly #barrier: Barrier
  readonly #pause: number
  /** The next sequence to be handled. */
  #next = 0
  #handling = false

  /** @internal Made by `ring.consumer(name)`. */
  constructor(seat: Seat, gate: number) {
    this.#words = seat.words
    this.#size = seat.size
    this.#gate = gate
    this.#barrier = new Barrier(seat)
    this.#pause = seat.pause
    this.#next = seat.start
  }

  /**
   * Handles what is there, at most `limit` events, and returns how many; it never waits.
   *
   * If the handler throws, what was handled before counts, the error reaches the caller, and the next call begins
   * with the event that it was given.
   *
   * @param limit 1 or more; without one a batch is at most the ring
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} if called from its own handler, or if the handler returns a promise
   */
  poll(handler: Handler, limit = Number.POSITIVE_INFINITY): number {
    checkBatch(this.#handling, handler, limit)
    return this.#handle(handler, this.#barrier.available(this.#next, limit))
  }

  /**
   * As `poll`, but spins until there is at least one event.
   *
   * After a batch of fewer than `limit` events and less than half the ring it rests, see `pause`.
   */
  consume(handler: Handler, limit = Number.POSITIVE_INFINITY): number {
    checkBatch(this.#handling, handler, limit)
    let last = this.#barrier.available(this.#next, limit)
    while (last < this.#next) last = this.#barrier.available(this.#next, limit)
    const handled = this.#handle(handler, last)
    if (handled < Math.min(limit, this.#size / 2)) pause(this.#pause)
    return handled
  }

  #handle(handler: Handler, last: number): number {
    const first = this.#next
    let next = first
    this.#handling = true
    try {
      for (; next <= last; next++) {
        isDone(handler(next, next === last))
      }
    } finally {
      this.#handling = false
      if (next > first) this.#advance(next)
    }
    return next - first
  }

  /** Only now: until its gate has moved, no producer touches what was read. */
  #advance(next: number): void {
    this.#next = next
    Atomics.store(this.#words, this.#gate, wrap(next - 1)) // Advance
  }
}

/** What a call of any reader checks first. */
export function checkBatch(handling: boolean, handler: unknown, limit: number): void {
  if (handling) throw new HandlerError('ERR_RINGPROOF_REENTRANT')
  if (typeof handler !== 'function') throw new ArgumentError('handler', handler, 'a function')
  if (limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 1)) {
    throw new ArgumentError('limit of a batch', limit, 'an integer from 1, or Infinity')
  }
}

/** A handler that returns a promise is not done with its event. */
export function isDone(outcome: unknown): void {
  if (outcome instanceof Promise) throw new HandlerError('ERR_RINGPROOF_ASYNC_HANDLER')
}
