// One producer's claims. Twin: spec/core/SingleProducer.tla; each atomic access names its action there.
import { ClaimError, PublishError } from './errors.ts'
import { unwrap, wrap } from './Sequence.ts'
import type { Sequencer } from './Sequencer.ts'
import { CURSOR, pause, type Seat } from './words.ts'

/** How a producer waits. */
export interface ProducerOptions {
  /** Turns of an empty loop between two looks at a gate while there is no room; 0 or more, 0 by default. */
  readonly pause?: number
}

/**
 * The only producer of a ring; it costs one store a publish, and a load of a gate where that seems to lack room.
 *
 * It belongs to the thread that made it. Several claims may be open; they are published in their order.
 */
export class SingleProducer implements Sequencer {
  readonly #words: Int32Array
  readonly #size: number
  readonly #gates: readonly number[]
  readonly #pause: number
  /** The last sequence that was claimed; a number from the beginning, or V8 boxes each one above 2^31. */
  #claimed = 0
  /** The last sequence that was published: what the word holds, in full. */
  #cursor = 0
  /** Each gate as it was seen last: it can only have grown since. */
  readonly #cached: number[]

  /** @internal Made by `ring.producer()`. */
  constructor(seat: Seat) {
    this.#words = seat.words
    this.#size = seat.size
    this.#gates = seat.gates
    this.#pause = seat.pause
    this.#claimed = this.#cursor = seat.start - 1
    this.#cached = seat.gates.map(() => seat.start - 1)
  }

  claim(n = 1): number {
    const last = this.#lastOf(n)
    for (let c = 0; c < this.#gates.length; c++) {
      while (!this.#hasRoom(last, c)) pause(this.#pause)
    }
    return this.#take(n)
  }

  tryClaim(n = 1): number | undefined {
    const last = this.#lastOf(n)
    for (let c = 0; c < this.#gates.length; c++) {
      if (!this.#hasRoom(last, c)) return undefined
    }
    return this.#take(n)
  }

  /** Gates only grow, so one that has been seen far enough need not be loaded again. */
  #hasRoom(last: number, c: number): boolean {
    if (last - this.#cached[c]! <= this.#size) return true
    const gate = Atomics.load(this.#words, this.#gates[c]!) // LoadGate
    this.#cached[c] = unwrap(this.#cached[c]!, gate)
    return last - this.#cached[c]! <= this.#size
  }

  /** As the contract says; `first` has to be the next in line, since the cursor shows all that is before it. */
  publish(first: number, last: number): void {
    if (!this.#mayPublish(first, last)) throw new PublishError(first, last, this.#cursor + 1, this.#claimed)
    Atomics.store(this.#words, CURSOR, wrap(last)) // Publish
    this.#cursor = last
  }

  #take(n: number): number {
    const first = this.#claimed + 1
    this.#claimed += n
    return first
  }

  /** More than a ring of its own unpublished sequences would wait for itself, for ever. */
  #lastOf(n: number): number {
    if (!Number.isInteger(n) || n < 1) throw this.#refusal(n)
    const last = this.#claimed + n
    if (last - this.#cursor > this.#size || last > Number.MAX_SAFE_INTEGER) throw this.#refusal(n)
    return last
  }

  #refusal(n: number): ClaimError {
    const open = this.#claimed - this.#cursor
    const left = Number.MAX_SAFE_INTEGER - this.#claimed
    if (left < 1) return new ClaimError(n, 'none, sequences end at 2^53 - 1')
    const most = Math.min(this.#size - open, left)
    return new ClaimError(n, most < 1 ? `none while ${open} are claimed and not published` : `1 … ${most}`)
  }

  #mayPublish(first: number, last: number): boolean {
    return first === this.#cursor + 1 && last >= first && last <= this.#claimed && Number.isInteger(last)
  }
}
