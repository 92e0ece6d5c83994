// Workers that share a consumer's events. Twin: spec/core/WorkPool.tla; each atomic access names its action there.
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
import type { RoleContext, WorkerContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { StateError, WaitError, withOpen } from './errors.ts'
import { assertFinished, checkBatch, type Handler } from './handlers.ts'
import { drop, type Held } from './here.ts'
import { CONSUMED_EPOCH, HELD, PUBLISHED_EPOCH } from './layout.ts'
import { withinCall } from './reentrancy.ts'
import { after, lapOf, MARK, slotOf, unwrap, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { type SpinOptions, Waiter } from './Waiter.ts'

/** How a worker waits. */
export interface WorkerOptions extends SpinOptions {
  /** Iterations of an empty loop between two attempts while there is nothing to take; from 0, by default 0. */
  readonly pause?: number
}

/**
 * A worker of a pool: each event is handled by one worker, the first to take it.
 *
 * A worker takes only available events, so an idle one delays nobody; a pool may have any number of workers. To all
 * others a pool is one consumer, whose gate is the last event up to which all are handled. An event costs two attempts
 * at the `Barrier` and, beside them, three loads, a compare-exchange, two adds and a store; a batch shares all but the
 * attempts, the adds and the store. It belongs to the thread that made it.
 */
export class WorkPool extends Waiter {
  readonly #size: number
  readonly #gate: number
  readonly #take: number
  readonly #done: number
  readonly #barrier: Barrier
  readonly #consumed: Signal
  readonly #endError: RoleContext['endError']
  readonly #leave: RoleContext['leave']
  /** The word in which this thread notes how many events its workers have taken and not finished. */
  readonly #count: number
  #left = false
  readonly #here: RoleContext['here']
  readonly #held: Held
  readonly #stuck: RoleContext['stuck']
  /** The taken, unfinished events: from `next` up to `taken`; none if `taken` is `next - 1`. */
  #next = 0
  #taken = 0
  /** Whether the taken events are known to be available, with their full sequences. */
  #confirmed = true
  /** The most recent call. */
  #call = ''
  /** The ticket that a call tries to take, and the most events it may take. */
  #ticket = 0
  #most = 0

  /** @internal Made by `ring.pool(name)`. */
  constructor(context: WorkerContext) {
    super(context, context.gates.length > 0 ? CONSUMED_EPOCH : PUBLISHED_EPOCH)
    this.#size = context.size
    this.#gate = context.gate
    this.#take = context.take
    this.#done = context.done
    this.#barrier = new Barrier(context)
    this.#consumed = new Signal(context.words, CONSUMED_EPOCH)
    ;[this.#stuck, this.#endError] = [context.stuck, context.endError]
    this.#leave = context.leave
    this.#count = context.hand + HELD
    this.#next = context.start
    this.#taken = context.start - 1
    ;[this.#here, this.#held] = [context.here, context.held]
  }

  /**
   * Takes at most `limit` available events that no other worker has, handles them, and returns how many.
   *
   * Each event is finished when the handler returns: its slot may then be written again, whether or not the batch
   * continues, so nothing may be kept there until `endOfBatch`. If the handler throws, the error reaches the caller,
   * and this worker's next call begins with the same event and ends with the rest of what was taken.
   *
   * @param limit an integer from 1, as a number or as `{ limit }`; by default 1, so that each event goes to a free
   * worker
   * @throws {ArgumentError} if `limit` is anything else, or the handler is not a function
   * @throws {HandlerError} as `Consumer.poll`
   * @throws {StateError} if this worker has left
   */
  poll(handler: Handler, limit: number | BatchOptions = 1): number {
    if (isOptions(limit)) return this.poll(handler, limitIn(1, limit))
    this.#begin('poll', handler, limit)
    return this.#isReady() || this.attempt() ? this.#handle(handler, limit) : 0
  }

  /**
   * As `poll`, but waits, as a consumer does, until there is at least one event for this worker; throws as that does.
   *
   * A worker that stood still while others took 2^31 events may have taken events that are not yet available when it
   * times out: its next call handles them.
   */
  consume(handler: Handler, limit: LimitedBy<WaitOptions> = 1, options?: WaitOptions): number {
    if (isOptions(limit)) return this.consume(handler, ...batchOf(1, limit, options))
    this.#begin('consume', handler, limit)
    const until = options === undefined ? FOREVER : timeoutOf(options)
    if (!this.#isReady() && !this.attempt()) this.wait(until)
    return this.#handle(handler, limit)
  }

  /**
   * As `consume`, for a thread that must serve its event loop: it parks at once, without blocking. It takes at most 64
   * events, and no more than it should handle before other work of this thread has its turn, see `yieldAfter`.
   */
  async consumeAsync(
    handler: Handler,
    limit: LimitedBy<AsyncWaitOptions> = 1,
    options?: AsyncWaitOptions,
  ): Promise<number> {
    if (isOptions(limit)) return await this.consumeAsync(handler, ...batchOf(1, limit, options))
    this.#begin('consumeAsync', handler, limit)
    const until = deadlineOf(options)
    this.#most = Math.min(this.#most, this.pace.most())
    if (this.pace.isDue() || !this.#finds()) await this.waitAsync(until)
    return limit === 1 ? this.#handle(handler, limit) : this.#timed(handler, limit)
  }

  #timed(handler: Handler, limit: number): number {
    const begun = this.pace.begin()
    try {
      return this.#handle(handler, limit)
    } finally {
      this.pace.took(begun)
    }
  }

  /**
   * Leaves the pool: the other workers go on, and this worker's thread may end. The ring goes on even without any
   * worker.
   *
   * A second call does nothing.
   *
   * @throws {StateError} before anything has changed, while it has taken events that are not finished
   * @throws {HandlerError} if it is called within another call
   */
  leave(): void {
    if (this.inCall) throw withinCall('leave', this.#call)
    const open = this.#taken - this.#next + 1
    if (open > 0) throw new StateError(`Cannot leave${withOpen(open, 'event', 'taken but not finished')}`)
    if (this.#left) return
    this.#left = true
    this.#leave?.()
  }

  #begin(call: string, handler: Handler, limit: number): void {
    checkBatch(call, this.inCall && this.#call, handler, limit)
    this.#call = call
    if (this.#left) throw new StateError(`Cannot call ${call}() after leave()`)
    this.#most = Math.min(limit, this.#size)
  }

  #holds(): boolean {
    return this.#taken >= this.#next
  }

  #finds(): boolean {
    return this.#isReady() || this.attempt()
  }

  #isReady(): boolean {
    return this.#confirmed && this.#holds()
  }

  /** The ticket may be from a full wrap-around ago: so its events must be checked for availability. */
  protected attempt(): boolean {
    if (!this.#holds() && !this.#tookTicket()) return false
    const isThere =
      this.#barrier.available(this.#next, this.#taken - this.#next + 1, this.#taken) >= this.#taken
    this.blockedOn = this.#barrier.blockedOn
    return isThere
  }

  #tookTicket(): boolean {
    let ticket = Atomics.load(this.words, this.#take) // LoadTake
    for (;;) {
      const next = unwrap(this.#next, ticket)
      this.#ticket = next
      const last = this.#barrier.available(next, this.#most)
      this.blockedOn = this.#barrier.blockedOn
      if (last < next) return false
      this.#note(last - next + 1)
      const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take
      if (found === ticket) return this.#hold(next, last)
      this.#note(next - 1 - last)
      ticket = found
    }
  }

  /** Noted before events are taken and after they are finished: a thread that dies in between is known to hold them. */
  #note(more: number): void {
    this.words[this.#count] = (this.words[this.#count] ?? 0) + more
  }

  #hold(next: number, last: number): true {
    this.#next = next
    this.#taken = last
    this.#confirmed = false
    this.#held.first = wrap(next)
    this.#here.tickets.push(this.#held)
    return true
  }

  protected override beforeAttempt(epoch: number): void {
    if ((epoch & FAILED) !== 0) this.#barrier.checkOwner()
  }

  /** A worker that has a ticket keeps it for the next call, unless the ring has failed. */
  protected throwIfEnded(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) throw this.#endError(epoch, this.#ticket)
    if ((epoch & CLOSED) !== 0 && this.#isPastEnd()) throw this.#endError(epoch, this.#ticket)
    until.throwIfExpired()
  }

  #isPastEnd(): boolean {
    return !this.#holds() && this.#barrier.isPastEnd(this.#ticket)
  }

  protected override throwIfSelfBlocked(): void {
    const roles = this.#stuck(wrap(this.#holds() ? this.#taken : this.#ticket))
    if (roles) throw new WaitError('consume', roles)
  }

  /** The lap that the slot's count has reached is the lap of the ticket. */
  #confirm(): void {
    const slot = slotOf(this.#next, this.#size)
    const counted = Atomics.load(this.words, this.#done + slot) // LoadDone
    const known = lapOf(this.#next, this.#size)
    const next = (known + after(counted, wrap(known))) * this.#size + slot
    this.#taken = next + (this.#taken - this.#next)
    this.#next = next
    this.#confirmed = true
  }

  #handle(handler: Handler, limit: number): number {
    if (!this.#confirmed) this.#confirm()
    const first = this.#next
    const last = Math.min(this.#taken, first - 1 + limit)
    this.inCall = true
    try {
      for (let next = first; next <= last; next++) {
        assertFinished(handler(next, next === last))
        this.#finish(next)
      }
    } finally {
      this.inCall = false
    }
    return this.#next - first
  }

  /** A slot's count goes up when its event is finished and when the gate arrives: the second advances the gate. */
  #finish(front: number): void {
    const counted = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) // Finish
    this.#next = front + 1
    if (!this.#holds()) drop(this.#here, this.#held)
    else this.#held.first = wrap(this.#next)
    for (let isSecond = counted & 1; isSecond === 1; ) {
      const gate = Atomics.exchange(this.words, this.#gate, wrap(front)) // MoveGate
      front++
      if ((gate & MARK) !== 0) this.#consumed.wake()
      isSecond = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) & 1 // Arrive
    }
    this.#note(-1)
  }
}
