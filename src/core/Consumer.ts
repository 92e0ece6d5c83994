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
import { ArgumentError, StateError, WaitError, withOpen } from './errors.ts'
import { ALL, assertFinished, checkBatch, checkCall, type Flush, type Handler } from './handlers.ts'
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

/** Events that a consumer has taken: from `first` to `last`, both included. */
export interface Taken {
  readonly first: number
  readonly last: number
}

/**
 * A consumer of a ring: it sees every event, in order, once its upstream consumers have handled it.
 *
 * A batch costs one attempt at its `Barrier` and one exchange; so does a range that is taken and advanced over. It
 * belongs to the thread that made it.
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
  /** The first sequence that may still be read, one after the gate: of what is taken, or a handler keeps. */
  #kept = 0
  /** Whether the most recent call takes; what is before `#next` is then taken, and not kept by a handler. */
  #takes = false
  /** Whether the call has found the ring failed, so that it leaves once all that is taken is advanced over. */
  #leaves = false
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
   * @throws {StateError} while something is taken and not advanced over, see `take`
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

  /**
   * Takes the available events after those already taken, at most `limit`, and returns the range of them; it never
   * waits: if there are none, it returns undefined.
   *
   * Taken events may be read until `advance`. Until then they are held back: to producers, followers and a successor
   * they count as not handled. Any number of ranges may be taken before the first is advanced over.
   *
   * @param limit an integer from 1, as a number or as `{ limit }`; without it, a range is at most the ring less what is
   * held back
   * @throws {ArgumentError} if `limit` is anything else
   * @throws {HandlerError} if it is called within another call
   * @throws {StateError} while a handler that threw keeps events: `poll` goes on with these
   */
  tryTake(limit: number | BatchOptions = ALL): Taken | undefined {
    if (isOptions(limit)) return this.tryTake(limitIn(ALL, limit, 'a take'))
    this.#beginTake('tryTake', limit)
    return this.attempt() ? this.#took() : undefined
  }

  /**
   * As `tryTake`, but waits as `consume` does until at least one event is available.
   *
   * If the ring has ended and nothing is left to take, it throws, though what is taken may be advanced over later.
   *
   * @param limit as for `tryTake`; or all options in one object, `{ limit, timeout }`
   * @throws {ArgumentError} as `tryTake`; also if an option is unknown or out of range
   * @throws {ClosedError} if the ring is closed and everything claimed before that is taken
   * @throws {FailedError} if the ring has failed and everything published without a gap is taken
   * @throws {TimeoutError} after `timeout` milliseconds
   * @throws {WaitError} without a time-out, before anything has changed, if this thread would wait for itself: in
   * another role of the ring, or since what it has taken fills the ring
   */
  take(limit: LimitedBy<WaitOptions> = ALL, options?: WaitOptions): Taken {
    if (isOptions(limit)) return this.take(...batchOf(ALL, limit, options))
    this.#beginTake('take', limit)
    const until = options === undefined ? FOREVER : timeoutOf(options)
    if (!this.attempt()) this.wait(until)
    return this.#took()
  }

  /**
   * As `take`, for a thread that must serve its event loop: it parks at once, without blocking. Meanwhile `advance` may
   * be called, and where what is taken fills the ring, it must be.
   *
   * @throws {AbortError} if `signal` is aborted
   */
  async takeAsync(limit: LimitedBy<AsyncWaitOptions> = ALL, options?: AsyncWaitOptions): Promise<Taken> {
    if (isOptions(limit)) return await this.takeAsync(...batchOf(ALL, limit, options))
    this.#beginTake('takeAsync', limit)
    const until = deadlineOf(options)
    if (this.pace.isDue(ALL) || !this.attempt()) await this.waitAsync(until)
    return this.#took()
  }

  /**
   * Advances the gate over the taken events up to `last`: they are handled, and their slots may be written again. Those
   * after it stay taken. It never waits, and may be called while `takeAsync` waits.
   *
   * @throws {ArgumentError} before anything has changed, if `last` is not taken, or is already advanced over
   */
  advance(last: number): void {
    const { taken } = this
    if (taken && Number.isInteger(last) && last >= taken.first && last <= taken.last) this.#advance(last + 1)
    else
      throw new ArgumentError('sequence to advance to', last, taken ? among(taken) : 'taken, but nothing is')
  }

  /** What is taken and not advanced over, or undefined. It costs no access to shared words. */
  get taken(): Taken | undefined {
    return this.#takes && this.#kept < this.#next ? { first: this.#kept, last: this.#next - 1 } : undefined
  }

  #begin(call: string, handler: Handler, limit: number): void {
    checkBatch(call, this.inCall && this.#call, handler, limit)
    this.#beginCall(call, false, limit)
  }

  #beginTake(call: string, limit: number): void {
    checkCall(call, this.inCall && this.#call, limit)
    this.#beginCall(call, true, limit)
  }

  /** What is taken and what a handler keeps would be advanced over by different calls: so there is one of them. */
  #beginCall(call: string, takes: boolean, limit: number): void {
    const held = this.#next - this.#kept
    if (held > 0 && takes !== this.#takes)
      throw new StateError(`Cannot call ${call}()${heldBack(held, takes)}`)
    this.#call = call
    this.#takes = takes
    this.#leaves = false
    this.#most = limit
  }

  #took(): Taken {
    this.inCall = false
    const first = this.#next
    this.#next = this.#found + 1
    return { first, last: this.#found }
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
      if (this.#followed) this.#leaveLater()
      throw this.#endError(epoch, this.#next)
    }
    if ((epoch & CLOSED) !== 0 && this.#barrier.isPastEnd(this.#next)) throw this.#endError(epoch, this.#next)
    until.throwIfExpired()
  }

  protected override throwIfSelfBlocked(): void {
    const roles = this.#stuck(wrap(this.#next), this.#next - this.#kept >= this.#size)
    if (roles) throw new WaitError(this.#takes ? 'take' : 'consume', roles)
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
    return this.#end(next) - first
  }

  #end(next: number): number {
    this.#next = next
    this.#advance(next)
    return next
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
  #advance(next: number): void {
    this.#kept = next
    const gate = Atomics.exchange(this.words, this.#gate, wrap(next - 1)) // Advance
    if (this.#leaves && next === this.#next) this.#leave()
    else if ((gate & MARK) !== 0) this.#consumed.wake()
  }

  /** Followers must not find that it has left before its gate is where it stays. */
  #leaveLater(): void {
    if (this.#kept < this.#next) this.#leaves = true
    else this.#leave()
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

function among({ first, last }: Taken): string {
  return first === last ? `${first}` : `an integer from ${first} to ${last}`
}

function heldBack(n: number, takes: boolean): string {
  return withOpen(n, 'event', takes ? 'kept by a handler that threw' : 'taken but not advanced over')
}
