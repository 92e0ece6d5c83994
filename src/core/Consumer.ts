// A consumer's batches. Twin: spec/core/Consumer.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import { ArgumentError, HandlerError } from './errors.ts'
import { type AsyncWaitOptions, FOREVER, type Limit, limitOf, type WaitOptions } from './limits.ts'
import { MARK, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal, Waiting } from './Signal.ts'
import { CONSUMED, OWNER, ownedOf, PUBLISHED, pause, type Seat } from './words.ts'

/** How a consumer waits. */
export interface ConsumerOptions extends SpinOptions {
  /**
   * Turns of an empty loop after a short batch, so that the next one gets longer; 0 or more, 2,000 by default.
   * More events a second, but `consume` returns so much later.
   */
  readonly pause?: number
  /**
   * What to do with events whose batch does not end as it should: called when a handler has thrown, with the last
   * sequence that it handled, if that was handled since a batch has ended; then the gate moves there, and the error
   * reaches the caller. It can't be asynchronous. If it throws as well the gate stays where it is, and the caller
   * gets an `AggregateError` of both, the handler's first. Without it the gate stays where the batch began. One that
   * does nothing is for handlers that keep nothing: all before the event that they threw at counts at once.
   */
  readonly flush?: Flush
}

/** How long a thread looks before it parks. */
export interface SpinOptions {
  /**
   * How often to look before parking: 0 parks at once, Infinity never; see `SPINS` for the default.
   * One look takes some 50 ns, to park and be woken some 10 to 50 µs.
   */
  readonly spins?: number
}

/**
 * Handles one event. It can't be asynchronous.
 *
 * A consumer's gate moves once the handler has returned from an event whose `endOfBatch` is true, and never before: so
 * a handler may keep events in their slots, and flush them there. One that throws is given the same event again in the
 * next call, and no earlier one: what it has kept stays in its slots, and the batch goes on; see `flush` of
 * `ConsumerOptions`. What is kept is room that producers lack.
 *
 * Of a pool each event is done by itself: its slot may be read until the handler returns, and `endOfBatch` says only
 * that this call hands out no more.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: with undefined beside void a function that returns a promise is no Handler
export type Handler = (sequence: number, endOfBatch: boolean) => undefined | void

/** Does what is to be done with all events up to that one which its handler has kept. It can't be asynchronous. */
// biome-ignore lint/suspicious/noConfusingVoidType: as above
export type Flush = (last: number) => undefined | void

const ALL = Number.POSITIVE_INFINITY

/**
 * One consumer of a ring: sees every event, in order, once those upstream of it have handled it.
 *
 * It costs a look at its `Barrier` and an exchange a batch. It belongs to the thread that made it.
 */
export class Consumer extends Waiting {
  readonly #size: number
  readonly #gate: number
  readonly #barrier: Barrier
  readonly #pause: number
  readonly #consumed: Signal
  readonly #ended: Seat['ended']
  readonly #followed: boolean
  readonly #flush: Flush | undefined
  /** The next sequence to be handled. */
  #next = 0
  /** The first that its handler may still read, which its gate is before: a batch that was interrupted goes on. */
  #kept = 0
  /** What a look is for, at most, and the last that it found. */
  #most = 0
  #found = 0

  /** @internal Made by `ring.consumer(name)`. */
  constructor(seat: Seat, gate: number, flush?: Flush) {
    super(seat, seat.gates.length > 0 ? CONSUMED : PUBLISHED)
    this.#size = seat.size
    this.#gate = gate
    this.#barrier = new Barrier(seat)
    this.#pause = seat.pause
    this.#consumed = new Signal(seat.words, CONSUMED)
    this.#ended = seat.ended
    this.#followed = seat.followed
    this.#flush = flush
    this.#next = seat.start
    this.#kept = seat.start
    seat.here.push(() => this.#kept - 1)
  }

  /**
   * Handles what is there, at most `limit` events, and returns how many; it never waits.
   *
   * If the handler throws, the error reaches the caller, and the next call begins with the event that it was given.
   * What was handled before it is not handled again; but until a batch ends, it is held back with what this one keeps,
   * and counts as not handled for producers, followers and who takes over.
   *
   * @param limit 1 or more; without one a batch is at most the ring, less what is held back
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} if called within another call, or if the handler returns a promise
   * @throws {AggregateError} if the handler has thrown, and then the flush: both errors
   */
  poll(handler: Handler, limit = ALL): number {
    checkBatch(this.busy, handler, limit)
    this.#most = limit
    return this.look() ? this.#handle(handler) : 0
  }

  /**
   * As `poll`, but waits until there is at least one event: it looks some times, see `spins`, then it parks.
   *
   * After a batch of fewer than `limit` events and less than half the ring it rests, see `pause`.
   *
   * @throws {ClosedError} if the ring is closed, and all that was claimed before is handled
   * @throws {FailedError} if the ring has failed, and all that is published without a gap is handled
   * @throws {TimeoutError} after `timeout` milliseconds
   */
  consume(handler: Handler, limit = ALL, options?: WaitOptions): number {
    checkBatch(this.busy, handler, limit)
    const until = options ? limitOf(options) : FOREVER
    this.#most = limit
    if (!this.look()) this.wait(until)
    const handled = this.#handle(handler)
    if (handled < Math.min(limit, this.#size / 2)) pause(this.#pause)
    return handled
  }

  /**
   * As `consume`, for a thread that has an event loop to serve: it parks at once, without blocking.
   *
   * @throws {AbortError} if `options.signal` is aborted
   */
  async consumeAsync(handler: Handler, limit = ALL, options?: AsyncWaitOptions): Promise<number> {
    checkBatch(this.busy, handler, limit)
    const until = limitOf(options)
    this.#most = limit
    if (!this.look()) await this.waitAsync(until)
    return this.#handle(handler)
  }

  protected look(): boolean {
    this.#found = this.#barrier.available(this.#next, this.#most)
    this.lacks = this.#barrier.lacks
    return this.#found >= this.#next
  }

  protected override begins(epoch: number): void {
    if ((epoch & FAILED) !== 0) this.#barrier.ask()
  }

  /** What was published before the ring ended has been looked for since. */
  protected over(epoch: number, until: Limit): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isOver()) {
      if (this.#followed) this.#leave()
      throw this.#ended(epoch, this.#next)
    }
    if ((epoch & CLOSED) !== 0 && this.#barrier.isFinal(this.#next)) throw this.#ended(epoch, this.#next)
    until.check()
  }

  #handle(handler: Handler): number {
    const first = this.#next
    const last = this.#found
    let next = first
    this.busy = true
    try {
      for (; next <= last; next++) isDone(handler(next, next === last))
    } catch (error) {
      this.#interrupt(next, error, this.#flush)
    } finally {
      this.busy = false
    }
    this.#advance(next)
    return next - first
  }

  /** The batch goes on with the same event, and what is kept stays: no gate moves that nobody was told of. */
  #interrupt(next: number, error: unknown, flush: Flush | undefined): never {
    this.#next = next
    if (flush && this.#kept < next) {
      try {
        isDone(flush(next - 1))
      } catch (second) {
        throw new AggregateError([error, second], `the handler threw at ${next}, and then the flush`)
      }
      this.#advance(next)
    }
    throw error
  }

  /** Only now: until its gate has moved, no producer touches what was read. */
  #advance(next: number): void {
    this.#next = next
    this.#kept = next
    const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance
    if ((gate & MARK) !== 0) this.#consumed.wake()
  }

  /** It handles no more in a ring that has failed: who follows it and waits for it has to look again. */
  #leave(): void {
    Atomics.store(this.words, ownedOf(this.#gate), OWNER.left) // Leave
    this.#consumed.wake()
  }
}

/** What a call of any reader checks first. */
export function checkBatch(busy: boolean, handler: unknown, limit: number): void {
  if (busy) throw new HandlerError('ERR_RINGPROOF_REENTRANT')
  if (typeof handler !== 'function') throw new ArgumentError('handler', handler, 'a function')
  if (limit !== ALL && !(Number.isInteger(limit) && limit >= 1)) {
    throw new ArgumentError('limit of a batch', limit, 'an integer from 1, or Infinity')
  }
}

/** A handler that returns a promise is not done with its event. */
export function isDone(outcome: unknown): void {
  if (outcome instanceof Promise) throw new HandlerError('ERR_RINGPROOF_ASYNC_HANDLER')
}
