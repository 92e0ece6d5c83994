// A consumer's batches. Twin: spec/core/Consumer.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import {
  type BatchOptions,
  batchOf,
  deadlineOf,
  isOptions,
  type LimitedBy,
  limitIn,
  timeoutOf,
} from './callOptions.ts'
import type { RoleContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { WaitError } from './errors.ts'
import { ALL, assertFinished, checkBatch, type Flush, type Handler } from './handlers.ts'
import { CONSUMED_EPOCH, PUBLISHED_EPOCH } from './layout.ts'
import { as, OWNER } from './Roles.ts'
import { MARK, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { pause, type SpinOptions, Waiter } from './Waiter.ts'

/** How a consumer waits. */
export interface ConsumerOptions extends SpinOptions {
  /**
   * Iterations of an empty loop after a short batch, so that the next one grows; an integer from 0, by default 2,000.
   * It raises throughput and delays the return of `consume` by as long.
   */
  readonly pause?: number
  /**
   * Finishes the kept events of a batch that a throwing handler has cut short. It is called with the last sequence
   * handled, unless no event was handled since the last end of a batch; then the gate advances to there, and the error
   * reaches the caller. It must not be asynchronous. If it throws as well, the gate stays, and the caller gets an
   * `AggregateError` of both errors, the handler's first.
   *
   * Without it the gate stays where the batch began. For a handler that keeps nothing, an empty function is right: all
   * events before the one it threw at then count as handled at once.
   */
  readonly flush?: Flush
}

/**
 * A consumer of a ring: it sees every event, in order, once its upstream consumers have handled it.
 *
 * A batch costs one attempt at its `Barrier` and one exchange. It belongs to the thread that made it.
 */
export class Consumer extends Waiter {
  readonly #size: number
  readonly #gate: number
  readonly #barrier: Barrier
  readonly #pause: number
  readonly #consumed: Signal
  readonly #endError: RoleContext['endError']
  readonly #followed: boolean
  readonly #owner: number
  readonly #mine: number
  readonly #stuck: RoleContext['stuck']
  /** The next sequence to handle. */
  #next = 0
  readonly #flush: Flush | undefined
  /** The first sequence that the handler may still read, one after the gate: a batch cut short continues here. */
  #kept = 0
  /** The most recent call. */
  #call = ''
  /** The most events that an attempt looks for, and the last sequence that it found. */
  #most = 0
  #found = 0

  /** @internal Made by `ring.consumer(name)`. */
  constructor(context: RoleContext, gate: number, flush?: Flush) {
    super(context, context.gates.length > 0 ? CONSUMED_EPOCH : PUBLISHED_EPOCH)
    this.#size = context.size
    this.#gate = gate
    this.#barrier = new Barrier(context)
    this.#pause = context.pauseAfterBatch
    this.#consumed = new Signal(context.words, CONSUMED_EPOCH)
    this.#endError = context.endError
    this.#followed = context.followed
    this.#owner = context.owner
    this.#mine = context.mine
    this.#next = this.#kept = context.start
    this.#stuck = context.stuck
    this.#flush = flush
  }

  /**
   * Handles the available events, at most `limit`, and returns how many; it never waits.
   *
   * If the handler throws, the error reaches the caller, and the next call begins with the same event. The events
   * before it are not handled again; but until a batch ends, they are held back with what the handler keeps: to
   * producers, followers and a successor they count as not handled.
   *
   * @param limit an integer from 1, as a number or as `{ limit }`; without it, a batch is at most the ring less what is
   * held back
   * @throws {ArgumentError} if `limit` is anything else, or the handler is not a function
   * @throws {HandlerError} if it is called within another call, or the handler returns a promise, a thenable, a
   * generator or an async iterator, which may not have finished
   * @throws {AggregateError} of both errors, if the handler and then the flush threw
   */
  poll(handler: Handler, limit: number | BatchOptions = ALL): number {
    if (isOptions(limit)) return this.poll(handler, limitIn(ALL, limit))
    this.#begin('poll', handler, limit)
    return this.attempt() ? this.#handle(handler) : 0
  }

  /**
   * As `poll`, but waits until at least one event is available: it spins, see `spins`, then parks.
   *
   * After a batch of fewer than `limit` events and less than half the ring it pauses, see `pause`. A main thread that
   * is blocked for two seconds emits one warning per process, with the code `RINGPROOF_BLOCKED`.
   *
   * @param limit as for `poll`; or all options in one object, `{ limit, timeout }`
   * @throws {ArgumentError} as `poll`; also if an option is unknown or out of range
   * @throws {ClosedError} if the ring is closed and everything claimed before that is handled
   * @throws {FailedError} if the ring has failed and everything published without a gap is handled
   * @throws {TimeoutError} after `timeout` milliseconds
   * @throws {WaitError} without a time-out, before anything has changed, if this thread would wait for itself in
   * another role of the ring
   */
  consume(handler: Handler, limit: LimitedBy<WaitOptions> = ALL, options?: WaitOptions): number {
    if (isOptions(limit)) return this.consume(handler, ...batchOf(ALL, limit, options))
    this.#begin('consume', handler, limit)
    const until = options === undefined ? FOREVER : timeoutOf(options)
    if (!this.attempt()) this.wait(until)
    const handled = this.#handle(handler)
    if (handled < Math.min(limit, this.#size / 2)) pause(this.#pause)
    return handled
  }

  /**
   * As `consume`, for a thread that must serve its event loop: it parks at once, without blocking; and a batch ends,
   * with `endOfBatch`, once asynchronous calls have kept the thread for too long, see `yieldAfter`.
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
    const until = deadlineOf(options)
    if (this.pace.isDue() || !this.attempt()) await this.waitAsync(until)
    return this.#handle(handler, true)
  }

  #begin(call: string, handler: Handler, limit: number): void {
    checkBatch(call, this.inCall && this.#call, handler, limit)
    this.#call = call
    this.#most = limit
  }

  protected attempt(): boolean {
    this.#found = this.#barrier.available(this.#next, this.#most)
    this.blockedOn = this.#barrier.blockedOn
    return this.#found >= this.#next
  }

  protected override beforeAttempt(epoch: number): void {
    if ((epoch & FAILED) !== 0) this.#barrier.checkOwner()
  }

  /** The attempt came after the epoch was loaded, so it has seen everything published before the end. */
  protected throwIfEnded(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) {
      if (this.#followed) this.#leave()
      throw this.#endError(epoch, this.#next)
    }
    if ((epoch & CLOSED) !== 0 && this.#barrier.isPastEnd(this.#next)) throw this.#endError(epoch, this.#next)
    until.throwIfExpired()
  }

  protected override throwIfSelfBlocked(): void {
    const roles = this.#stuck(wrap(this.#next))
    if (roles) throw new WaitError('consume', roles)
  }

  /** @param minds whether the batch ends once the thread has been kept for too long */
  #handle(handler: Handler, minds = false, first = this.#next, last = this.#found): number {
    let next = first
    this.inCall = true
    try {
      for (let end = minds ? next - 1 : last; next <= last; next++) {
        if (next > end) [end, last] = this.pace.stretch(next, last)
        assertFinished(handler(next, next === last))
      }
    } catch (error) {
      this.#interrupt(next, error, this.#flush)
    } finally {
      this.inCall = false
    }
    return this.#advance(next) - first
  }

  /** The next call continues with the same event; the gate never advances without the handler knowing. */
  #interrupt(next: number, error: unknown, flush: Flush | undefined): never {
    this.#next = next
    if (flush && this.#kept < next) {
      try {
        assertFinished(flush(next - 1))
      } catch (second) {
        throw new AggregateError([error, second], `The handler threw at sequence ${next}, and then the flush`)
      }
      this.#advance(next)
    }
    throw error
  }

  /** The gate advances last: until then no producer writes the slots that were read. */
  #advance(next: number): number {
    this.#next = next
    this.#kept = next
    const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance
    if ((gate & MARK) !== 0) this.#consumed.wake()
    return next
  }

  /**
   * In a failed ring it handles nothing more; then it wakes the followers that wait for it. A compare-exchange, not a
   * store: the word may already say that this thread has died.
   */
  #leave(): void {
    Atomics.compareExchange(this.words, this.#owner, this.#mine, as(this.#mine, OWNER.left)) // Leave
    this.#consumed.wake()
  }
}
