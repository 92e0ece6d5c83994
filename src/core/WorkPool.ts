// Workers that share a consumer's events. Twin: spec/core/WorkPool.tla; each atomic access names its action there.
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
import type { RoleContext, WorkerContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { HandlerError, RoleError, WaitError } from './errors.ts'
import { checkBatch, type Handler, isDone } from './handlers.ts'
import { drop, type Held } from './here.ts'
import { CONSUMED, HELD, PUBLISHED } from './layout.ts'
import { after, lapOf, MARK, slotOf, unwrap, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { type SpinOptions, Waiter } from './Waiter.ts'

/** How a worker waits. */
export interface WorkerOptions extends SpinOptions {
  /** Turns of an empty loop between two looks while there is nothing to take; 0 or more, 0 by default. */
  readonly pause?: number
}

/**
 * One worker of a pool: each event is handled by one of them, whoever takes it first.
 *
 * A worker takes only events that are there, so an idle one holds nothing up; there may be any number of them. For
 * everybody else a pool is one consumer, whose gate moves as far as all events are done, without a gap. An event costs
 * three loads, a compare-exchange, two adds and a store more than twice what a look costs; a batch shares all but the
 * adds, the store and the looks. It belongs to the thread that made it.
 */
export class WorkPool extends Waiter {
  readonly #size: number
  readonly #gate: number
  readonly #take: number
  readonly #done: number
  readonly #barrier: Barrier
  readonly #consumed: Signal
  readonly #ended: RoleContext['ended']
  readonly #leave: RoleContext['leave']
  /** Where this thread notes how many events its workers have taken and not done. */
  readonly #count: number
  #left = false
  readonly #here: RoleContext['here']
  readonly #held: Held
  readonly #stuck: RoleContext['stuck']
  /** What is taken and not done: from `next` up to `taken`; nothing if that is `next - 1`. */
  #next = 0
  #taken = 0
  /** Whether what is taken is known to be there. */
  #confirmed = true
  /** The call that was made last. */
  #call = ''
  /** The ticket that a call looks at, and what it is for, at most. */
  #ticket = 0
  #most = 0

  /** @internal Made by `ring.pool(name)`. */
  constructor(context: WorkerContext) {
    super(context, context.gates.length > 0 ? CONSUMED : PUBLISHED)
    this.#size = context.size
    this.#gate = context.gate
    this.#take = context.take
    this.#done = context.done
    this.#barrier = new Barrier(context)
    this.#consumed = new Signal(context.words, CONSUMED)
    ;[this.#stuck, this.#ended] = [context.stuck, context.ended]
    this.#leave = context.leave
    this.#count = context.hand + HELD
    this.#next = context.start
    this.#taken = context.start - 1
    ;[this.#here, this.#held] = [context.here, context.held]
  }

  /**
   * Takes at most `limit` events that are there and that no other worker has, handles them, and returns how many.
   *
   * Each is done as soon as the handler returns: then its slot may be written again, whether the batch goes on or not,
   * so nothing is to be kept there up to `endOfBatch`. If it throws, the error reaches the caller, and this worker's next
   * call begins with the event that it was given and ends with the rest of what was taken.
   *
   * @param limit 1 or more, as a number or as `{ limit }`; 1 by default, so that each event goes to a worker that is free
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} as `Consumer.poll`
   */
  poll(handler: Handler, limit: number | BatchOptions = 1): number {
    if (isOptions(limit)) return this.poll(handler, limitIn(1, limit))
    this.#begin('poll', handler, limit)
    return this.#isReady() || this.look() ? this.#handle(handler, limit) : 0
  }

  /**
   * As `poll`, but waits as a consumer does until there is at least one event for this worker; throws as that.
   *
   * One that stood still while others took 2^31 events may have taken what is not there yet when its time is over: that
   * is left for its next call.
   */
  consume(handler: Handler, limit: LimitedBy<WaitOptions> = 1, options?: WaitOptions): number {
    if (isOptions(limit)) return this.consume(handler, ...batchOf(1, limit, options))
    this.#begin('consume', handler, limit)
    const until = options === undefined ? FOREVER : timeOf(options)
    if (!this.#isReady() && !this.look()) this.wait(until)
    return this.#handle(handler, limit)
  }

  /**
   * As `consume`, for a thread that has an event loop to serve: it parks at once, without blocking. It takes no more, 64
   * at most, than it should have handled before others of this thread have their turn, see `yieldAfter`.
   */
  async consumeAsync(
    handler: Handler,
    limit: LimitedBy<AsyncWaitOptions> = 1,
    options?: AsyncWaitOptions,
  ): Promise<number> {
    if (isOptions(limit)) return await this.consumeAsync(handler, ...batchOf(1, limit, options))
    this.#begin('consumeAsync', handler, limit)
    const until = limitOf(options)
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
   * Leaves the pool: the others go on, and this worker's thread may end. The ring goes on, even if nobody is left.
   *
   * Does nothing the second time.
   *
   * @throws {RoleError} before anything has changed, while some of what it has taken is not done
   * @throws {HandlerError} if called within another call
   */
  leave(): void {
    if (this.busy) throw new HandlerError('ERR_RINGPROOF_REENTRANT')
    const open = this.#taken - this.#next + 1
    if (open > 0) throw new RoleError('leave', `a worker with ${open} events in its hands`, 'one without')
    if (this.#left) return
    this.#left = true
    this.#leave?.()
  }

  #begin(call: string, handler: Handler, limit: number): void {
    checkBatch(call, this.busy && this.#call, handler, limit)
    this.#call = call
    if (this.#left) throw new RoleError('work', 'a worker that has left', 'one that has not')
    this.#most = Math.min(limit, this.#size)
  }

  #holds(): boolean {
    return this.#taken >= this.#next
  }

  #finds(): boolean {
    return this.#isReady() || this.look()
  }

  #isReady(): boolean {
    return this.#confirmed && this.#holds()
  }

  /** A ticket that looked untaken may be a whole turn of the word old: so are these events really there? */
  protected look(): boolean {
    if (!this.#holds() && !this.#tookTicket()) return false
    const isThere =
      this.#barrier.available(this.#next, this.#taken - this.#next + 1, this.#taken) >= this.#taken
    this.lacks = this.#barrier.lacks
    return isThere
  }

  #tookTicket(): boolean {
    let ticket = Atomics.load(this.words, this.#take) // LoadTake
    for (;;) {
      const next = unwrap(this.#next, ticket)
      this.#ticket = next
      const last = this.#barrier.available(next, this.#most)
      this.lacks = this.#barrier.lacks
      if (last < next) return false
      this.#note(last - next + 1)
      const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take
      if (found === ticket) return this.#hold(next, last)
      this.#note(next - 1 - last)
      ticket = found
    }
  }

  /** Before they are taken, and after they are done: who dies in between is known to hold them. */
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

  protected override begins(epoch: number): void {
    if ((epoch & FAILED) !== 0) this.#barrier.ask()
  }

  /** Who has taken a ticket keeps it for the next call, unless the ring has failed. */
  protected over(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isOver()) throw this.#ended(epoch, this.#ticket)
    if ((epoch & CLOSED) !== 0 && this.#isFinal()) throw this.#ended(epoch, this.#ticket)
    until.check()
  }

  #isFinal(): boolean {
    return !this.#holds() && this.#barrier.isFinal(this.#ticket)
  }

  protected override refuse(): void {
    const roles = this.#stuck(wrap(this.#holds() ? this.#taken : this.#ticket))
    if (roles) throw new WaitError(roles)
  }

  /** The lap that the slot has been counted up to is the one of the ticket. */
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
    this.busy = true
    try {
      for (let next = first; next <= last; next++) {
        isDone(handler(next, next === last))
        this.#finish(next)
      }
    } finally {
      this.busy = false
    }
    return this.#next - first
  }

  /** A slot is counted up when its event is done, and when the gate has come to it: the second moves the gate on. */
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
