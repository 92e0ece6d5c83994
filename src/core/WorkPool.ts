// Workers that share a consumer's events. Twin: spec/core/WorkPool.tla; each atomic access names its action there.
import { Barrier } from './Barrier.ts'
import { checkBatch, type Handler, isDone } from './Consumer.ts'
import { after, lapOf, slotOf, unwrap, wrap } from './Sequence.ts'
import { type PoolSeat, pause } from './words.ts'

/** How a worker waits. */
export interface WorkerOptions {
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
export class WorkPool {
  readonly #words: Int32Array
  readonly #size: number
  readonly #gate: number
  readonly #take: number
  readonly #done: number
  readonly #barrier: Barrier
  readonly #pause: number
  /** What is taken and not done: from `next` up to `taken`; nothing if that is `next - 1`. */
  #next = 0
  #taken = 0
  #handling = false

  /** @internal Made by `ring.pool(name)`. */
  constructor(seat: PoolSeat) {
    this.#words = seat.words
    this.#size = seat.size
    this.#gate = seat.gate
    this.#take = seat.take
    this.#done = seat.done
    this.#barrier = new Barrier(seat)
    this.#pause = seat.pause
    this.#next = seat.start
    this.#taken = seat.start - 1
  }

  /**
   * Takes at most `limit` events that are there and that no other worker has, handles them, and returns how many.
   *
   * Each is done as soon as the handler returns. If it throws, the error reaches the caller, and this worker's next
   * call begins with the event that it was given and ends with the rest of what was taken.
   *
   * @param limit 1 or more; 1 by default, so that each event goes to a worker that is free
   * @throws {ArgumentError} if `limit` is anything else, or the handler is no function
   * @throws {HandlerError} if called from its own handler, or if the handler returns a promise
   */
  poll(handler: Handler, limit = 1): number {
    checkBatch(this.#handling, handler, limit)
    return this.#holds() || this.#tryTake(limit) ? this.#handle(handler, limit) : 0
  }

  /** As `poll`, but spins until there is at least one event for this worker. */
  consume(handler: Handler, limit = 1): number {
    checkBatch(this.#handling, handler, limit)
    while (!this.#holds() && !this.#tryTake(limit)) pause(this.#pause)
    return this.#handle(handler, limit)
  }

  #holds(): boolean {
    return this.#taken >= this.#next
  }

  #tryTake(limit: number): boolean {
    let ticket = Atomics.load(this.#words, this.#take) // LoadTake
    for (;;) {
      const next = unwrap(this.#next, ticket)
      const last = this.#barrier.available(next, Math.min(limit, this.#size))
      if (last < next) return false
      const found = Atomics.compareExchange(this.#words, this.#take, ticket, wrap(last + 1)) // Take
      if (found === ticket) return this.#confirm(next, last)
      ticket = found
    }
  }

  /** A ticket that looked untaken may be a whole turn of the word old: so are these events really there? */
  #confirm(next: number, last: number): true {
    while (this.#barrier.available(next, last - next + 1) < last) pause(this.#pause)
    const slot = slotOf(next, this.#size)
    const counted = Atomics.load(this.#words, this.#done + slot) // LoadDone
    const known = lapOf(this.#next, this.#size)
    const lap = known + (after(counted, wrap(2 * known)) >>> 1)
    this.#next = lap * this.#size + slot
    this.#taken = this.#next + (last - next)
    return true
  }

  #handle(handler: Handler, limit: number): number {
    const first = this.#next
    const last = Math.min(this.#taken, first - 1 + limit)
    this.#handling = true
    try {
      for (let next = first; next <= last; next++) {
        isDone(handler(next, next === last))
        this.#finish(next)
      }
    } finally {
      this.#handling = false
    }
    return this.#next - first
  }

  /** A slot is counted up when its event is done, and when the gate has come to it: the second moves the gate on. */
  #finish(front: number): void {
    const counted = Atomics.add(this.#words, this.#done + slotOf(front, this.#size), 1) // Finish
    this.#next = front + 1
    for (let isSecond = counted & 1; isSecond === 1; ) {
      Atomics.store(this.#words, this.#gate, wrap(front)) // MoveGate
      front++
      isSecond = Atomics.add(this.#words, this.#done + slotOf(front, this.#size), 1) & 1 // Arrive
    }
  }
}
