// A consumer's batches. Twin: spec/core/Consumer.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import {
  type BatchOptions,
  batchOf,
  isOptions,
  type LimitedBy,
  limitIn,
  limitOf,
  timeOf,
} from './callOptions.ts'
import type { RoleContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { WaitError } from './errors.ts'
import { ALL, checkBatch, type Flush, type Handler, isDone } from './handlers.ts'
import { CONSUMED, PUBLISHED } from './layout.ts'
import { as, OWNER } from './Roles.ts'
import { MARK, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { pause, type SpinOptions, Waiter } from './Waiter.ts'

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

/**
 * One consumer of a ring: sees every event, in order, once those upstream of it have handled it.
 *
 * It costs a look at its `Barrier` and an exchange a batch. It belongs to the thread that made it.
 */
export class Consumer extends Waiter {
  readonly #size: number
  readonly #gate: number
  readonly #barrier: Barrier
  readonly #pause: number
  readonly #consumed: Signal
  readonly #ended: RoleContext['ended']
  readonly #followed: boolean
  readonly #owner: number
  readonly #mine: number
  readonly #stuck: RoleContext['stuck']
  /** The next sequence to be handled. */
  #next = 0
  readonly #flush: Flush | undefined
  /** The first that its handler may still read, which its gate is before: a batch that was interrupted goes on. */
  #kept = 0
  /** The call that was made last. */
  #call = ''
  /** What a look is for, at most, and the last that it found. */
  #most = 0
  #found = 0

  /** @internal Made by `ring.consumer(name)`. */
  constructor(context: RoleContext, gate: number, flush?: Flush) {
    super(context, context.gates.length > 0 ? CONSUMED : PUBLISHED)
    this.#size = context.size
    this.#gate = gate
    this.#barrier = new Barrier(context)
    this.#pause = context.pause
    this.#consumed = new Signal(context.words, CONSUMED)
    this.#ended = context.ended
    this.#followed = context.followed
    this.#owner = context.owner
    this.#mine = context.mine
    this.#next = this.#kept = context.start
    this.#stuck = context.stuck
    this.#flush = flush
  }

  /**
   * Handles what is there, at most `limit` events, and returns how many; it never waits.
   *
   * If the handler throws, the error reaches the caller, and the next call begins with the event that it was given.
   * What was handled before it is not handled again; but until a batch ends, it is held back with what this one keeps,
   * and counts as not handled for producers, followers and who takes over.
   *
   * @param limit 1 or more, as a number or as `{ limit }`; without one a batch is at most the
   * ring, less what is held back
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} if called within another call, or if the handler returns a promise, a thenable, a generator
   * or an async iterator: it may still be at work
   * @throws {AggregateError} if the handler has thrown, and then the flush: both errors
   */
  poll(handler: Handler, limit: number | BatchOptions = ALL): number {
    if (isOptions(limit)) return this.poll(handler, limitIn(ALL, limit))
    this.#begin('poll', handler, limit)
    return this.look() ? this.#handle(handler) : 0
  }

  /**
   * As `poll`, but waits until there is at least one event: it looks some times, see `spins`, then it parks.
   *
   * After a batch of fewer than `limit` events and less than half the ring it rests, see `pause`. A main thread that is
   * blocked for two seconds is warned of, once a process, with the code `RINGPROOF_BLOCKED`.
   *
   * @param limit as of `poll`; or all options in one place, `{ limit, timeout }`
   * @throws {ArgumentError} as `poll`; also if an option has a name that means nothing here
   * @throws {ClosedError} if the ring is closed, and all that was claimed before is handled
   * @throws {FailedError} if the ring has failed, and all that is published without a gap is handled
   * @throws {TimeoutError} after `timeout` milliseconds
   * @throws {WaitError} without a time-out, before anything has changed, if this thread has to act first, as another
   * role of the ring
   */
  consume(handler: Handler, limit: LimitedBy<WaitOptions> = ALL, options?: WaitOptions): number {
    if (isOptions(limit)) return this.consume(handler, ...batchOf(ALL, limit, options))
    this.#begin('consume', handler, limit)
    const until = options === undefined ? FOREVER : timeOf(options)
    if (!this.look()) this.wait(until)
    const handled = this.#handle(handler)
    if (handled < Math.min(limit, this.#size / 2)) pause(this.#pause)
    return handled
  }

  /**
   * As `consume`, for a thread that has an event loop to serve: it parks at once, without blocking; and a batch ends,
   * with `endOfBatch`, once the thread has been kept for long, see `yieldAfter`.
   *
   * @throws {AbortError} if `signal` is aborted
   */
  async consumeAsync(
    handler: Handler,
    limit: LimitedBy<AsyncWaitOptions> = ALL,
    options?: AsyncWaitOptions,
  ): Promise<number> {
    if (isOptions(limit)) return await this.consumeAsync(handler, ...batchOf(ALL, limit, options))
    this.#begin('consumeAsync', handler, limit)
    const until = limitOf(options)
    if (this.pace.isDue() || !this.look()) await this.waitAsync(until)
    return this.#handle(handler, true)
  }

  #begin(call: string, handler: Handler, limit: number): void {
    checkBatch(call, this.busy && this.#call, handler, limit)
    this.#call = call
    this.#most = limit
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
  protected over(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isOver()) {
      if (this.#followed) this.#leave()
      throw this.#ended(epoch, this.#next)
    }
    if ((epoch & CLOSED) !== 0 && this.#barrier.isFinal(this.#next)) throw this.#ended(epoch, this.#next)
    until.check()
  }

  protected override refuse(): void {
    const roles = this.#stuck(wrap(this.#next))
    if (roles) throw new WaitError(roles)
  }

  /** @param minds whether it ends once the thread has been kept for long */
  #handle(handler: Handler, minds = false, first = this.#next, last = this.#found): number {
    let next = first
    this.busy = true
    try {
      for (let end = minds ? next - 1 : last; next <= last; next++) {
        if (next > end) [end, last] = this.pace.stretch(next, last)
        isDone(handler(next, next === last))
      }
    } catch (error) {
      this.#interrupt(next, error, this.#flush)
    } finally {
      this.busy = false
    }
    return this.#advance(next) - first
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
  #advance(next: number): number {
    this.#next = next
    this.#kept = next
    const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance
    if ((gate & MARK) !== 0) this.#consumed.wake()
    return next
  }

  /**
   * It handles no more in a ring that has failed: who follows it and waits for it has to look again. Exchanged, not
   * stored: its word may say that it has died.
   */
  #leave(): void {
    Atomics.compareExchange(this.words, this.#owner, this.#mine, as(this.#mine, OWNER.left)) // Leave
    this.#consumed.wake()
  }
}
