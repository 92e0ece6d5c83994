// The events of a batch, for a handler that gets all of them in one call.
import { ArgumentError } from '../core/errors.ts'
import { Shown } from '../core/shown.ts'
import type { Reader } from '../events/Slots.ts'
import type { Event } from '../events/Struct.ts'

/**
 * The events of a batch, in order, until the call that got it returns: then it is empty. It is one object for all
 * batches. All its iterators and `at` move one event object: `event.copy()` keeps what it holds. An event allocates
 * nothing, an iterator two objects and a function.
 */
export class Batch<Type> extends Shown implements Iterable<Event<Type>> {
  readonly #reader: Reader<Type>
  readonly #sees: (sequence: number) => boolean
  #first = 0
  #last = -1
  #size = 0

  /** @internal */
  constructor(reader: Reader<Type>, sees: (sequence: number) => boolean) {
    super()
    this.#reader = reader
    this.#sees = sees
  }

  /** How many events it has. */
  get size(): number {
    return this.#size
  }

  /** Whether this sequence is in the batch, and neither void nor passed over. */
  has(sequence: number): boolean {
    return sequence >= this.#first && sequence <= this.#last && this.#sees(sequence)
  }

  /**
   * The event of this sequence.
   *
   * @throws {ArgumentError} if the batch does not have it
   */
  at(sequence: number): Event<Type> {
    if (this.has(sequence)) return this.#reader.at(sequence)
    const allowed = this.#size === 0 ? 'left out, for the batch is over' : 'that of an event of the batch'
    throw new ArgumentError('sequence', sequence, allowed)
  }

  [Symbol.iterator](): IterableIterator<Event<Type>> {
    return new Events(this, this.#first, () => this.#last)
  }

  /** @internal From here on, until it is emptied, it has these. */
  fill(first: number, last: number, size: number): void {
    this.#first = first
    this.#last = last
    this.#size = size
  }

  /** @internal */
  empty(): void {
    this.fill(0, -1, 0)
  }

  override toString(): string {
    return `Batch(${this.#size})`
  }
}

/** One iterator, with one result: neither is made anew for an event. */
class Events<Type> implements IterableIterator<Event<Type>> {
  readonly #batch: Batch<Type>
  readonly #last: () => number
  readonly #result: { done: boolean; value: Event<Type> | undefined } = { done: false, value: undefined }
  #next: number

  constructor(batch: Batch<Type>, first: number, last: () => number) {
    this.#batch = batch
    this.#next = first
    this.#last = last
  }

  next(): IteratorResult<Event<Type>> {
    const last = this.#last()
    while (this.#next <= last && !this.#batch.has(this.#next)) this.#next++
    this.#result.done = this.#next > last
    this.#result.value = this.#result.done ? undefined : this.#batch.at(this.#next++)
    return this.#result as IteratorResult<Event<Type>>
  }

  [Symbol.iterator](): IterableIterator<Event<Type>> {
    return this
  }
}
