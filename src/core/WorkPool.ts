// Workers that share a consumer's events. Twin: spec/core/WorkPool.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import { checkBatch, type Handler, isDone, type SpinOptions } from './Consumer.ts'
import { type AsyncWaitOptions, FOREVER, type Limit, limitOf, type WaitOptions } from './limits.ts'
import { after, lapOf, MARK, slotOf, unwrap, wrap } from './Sequence.ts'
import { CLOSED, FAILED, Signal, Waiting } from './Signal.ts'
import { CONSUMED, type PoolSeat, PUBLISHED, type Seat } from './words.ts'

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
export class WorkPool extends Waiting {
  readonly #size: number
  readonly #gate: number
  readonly #take: number
  readonly #done: number
  readonly #barrier: Barrier
  readonly #consumed: Signal
  readonly #ended: Seat['ended']
  /** What is taken and not done: from `next` up to `taken`; nothing if that is `next - 1`. */
  #next = 0
  #taken = 0
  /** Whether what is taken is known to be there. */
  #confirmed = true
  /** The ticket that a call looks at, and what it is for, at most. */
  #ticket = 0
  #most = 0

  /** @internal Made by `ring.pool(name)`. */
  constructor(seat: PoolSeat) {
    super(seat, seat.gates.length > 0 ? CONSUMED : PUBLISHED)
    this.#size = seat.size
    this.#gate = seat.gate
    this.#take = seat.take
    this.#done = seat.done
    this.#barrier = new Barrier(seat)
    this.#consumed = new Signal(seat.words, CONSUMED)
    this.#ended = seat.ended
    this.#next = seat.start
    this.#taken = seat.start - 1
    seat.here.push(() => (this.#holds() ? this.#next - 1 : undefined))
  }

  /**
   * Takes at most `limit` events that are there and that no other worker has, handles them, and returns how many.
   *
   * Each is done as soon as the handler returns: then its slot may be written again, whether the batch goes on or not,
   * so nothing is to be kept there up to `endOfBatch`. If it throws, the error reaches the caller, and this worker's next
   * call begins with the event that it was given and ends with the rest of what was taken.
   *
   * @param limit 1 or more; 1 by default, so that each event goes to a worker that is free
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} if called within another call, or if the handler returns a promise
   */
  poll(handler: Handler, limit = 1): number {
    this.#begin(handler, limit)
    if (!this.#isReady() && !this.look()) {
      if (!this.#holds()) return 0
      this.wait(FOREVER)
    }
    return this.#handle(handler, limit)
  }

  /** As `poll`, but waits as a consumer does until there is at least one event for this worker; throws as that. */
  consume(handler: Handler, limit = 1, options?: WaitOptions): number {
    this.#begin(handler, limit)
    const until = options ? limitOf(options) : FOREVER
    if (!this.#isReady() && !this.look()) this.wait(until)
    return this.#handle(handler, limit)
  }

  /** As `consume`, for a thread that has an event loop to serve: it parks at once, without blocking. */
  async consumeAsync(handler: Handler, limit = 1, options?: AsyncWaitOptions): Promise<number> {
    this.#begin(handler, limit)
    const until = limitOf(options)
    if (!this.#isReady() && !this.look()) await this.waitAsync(until)
    return this.#handle(handler, limit)
  }

  #begin(handler: Handler, limit: number): void {
    checkBatch(this.busy, handler, limit)
    this.#most = Math.min(limit, this.#size)
  }

  #holds(): boolean {
    return this.#taken >= this.#next
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
      const found = Atomics.compareExchange(this.words, this.#take, ticket, wrap(last + 1)) // Take
      if (found === ticket) return this.#hold(next, last)
      ticket = found
    }
  }

  #hold(next: number, last: number): true {
    this.#next = next
    this.#taken = last
    this.#confirmed = false
    return true
  }

  protected override begins(epoch: number): void {
    if ((epoch & FAILED) !== 0) this.#barrier.ask()
  }

  /** Who has taken a ticket can't give it up, unless the ring has failed. */
  protected over(epoch: number, until: Limit): void {
    if ((epoch & FAILED) !== 0 && this.#barrier.isOver()) throw this.#ended(epoch, this.#ticket)
    if (this.#holds()) return
    if ((epoch & CLOSED) !== 0 && this.#barrier.isFinal(this.#ticket)) throw this.#ended(epoch, this.#ticket)
    until.check()
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
    for (let isSecond = counted & 1; isSecond === 1; ) {
      const gate = Atomics.exchange(this.words, this.#gate, wrap(front)) // MoveGate
      front++
      if ((gate & MARK) !== 0) this.#consumed.wake()
      isSecond = Atomics.add(this.words, this.#done + slotOf(front, this.#size), 1) & 1 // Arrive
    }
  }
}
