// Gives a run its events in ranges: so it knows how many a batch has before the first, and whether more are there.
//
// A range stays taken until it is advanced over. So a batch may be handled again from its first event, and a handler may
// give way to the event loop within a batch, which then need not end.
import type { Consumer } from '../core/Consumer.ts'
import { deadlineOf } from '../core/callOptions.ts'
import type { AsyncWaitOptions } from '../core/deadline.ts'
import { ALL, type Handler } from '../core/handlers.ts'
import { goneRound, Pace } from '../core/loop.ts'
import { DEFAULT_YIELD_AFTER } from '../ring/roleOptions.ts'

/** What happens to a batch, in this order. */
export interface InBatches {
  /** Nothing is there to be handled. */
  idle(): void
  /** It begins; `depth` is how many sequences may be handled, its own among them. */
  beginBatch(first: number, last: number, depth: number): void
  /** Handles and ends all of it, if it is handled in one call. */
  readonly handleBatch: ((first: number, last: number) => void) | undefined
  /** What a call has thrown: whether the batch stays as it is, to be handled again or to be passed over. */
  keepsBatch(error: unknown): boolean
  /** It ends behind the last event that was handled, though others were to follow. */
  endBatch(last: number): void
}

/** Stands in for a consumer. */
export class Ranges {
  readonly #consumer: Consumer
  readonly #run: InBatches
  readonly #pace = new Pace(DEFAULT_YIELD_AFTER)
  /** The next sequence of the batch at hand. */
  #next = 0
  /** The last sequence of the batch that was kept, if the last one was. */
  #kept: number | undefined

  constructor(consumer: Consumer, run: InBatches) {
    this.#consumer = consumer
    this.#run = run
  }

  /** As that of `Consumer`, but a batch is not cut short by time. */
  async consumeAsync(handler: Handler, limit = ALL, waits?: AsyncWaitOptions): Promise<void> {
    if (this.#pace.isDue()) await goneRound()
    if (waits?.signal?.aborted) deadlineOf(waits)
    this.#consumer.tryTake()
    if (!this.#consumer.taken) await this.#wait(waits)
    const { first, last: found } = this.#consumer.taken!
    const last = this.#kept ?? Math.min(found, first - 1 + limit)
    this.#kept = undefined
    this.#run.beginBatch(first, last, found + 1 - first)
    await this.#batch(first, last, (end) => this.#each(handler, end, waits))
  }

  async #wait(waits: AsyncWaitOptions | undefined): Promise<void> {
    this.#run.idle()
    await this.#consumer.takeAsync(ALL, waits)
  }

  async #batch(first: number, last: number, handle: (last: number) => Promise<void>): Promise<void> {
    this.#next = first
    try {
      if (this.#run.handleBatch) this.#run.handleBatch(first, last)
      else await handle(last)
    } catch (error) {
      if (this.#run.keepsBatch(error)) this.#kept = last
      else this.#cut(first, error)
      throw error
    }
    if (this.#run.handleBatch || this.#next > last) this.#consumer.advance(last)
    else this.#end(first)
  }

  /** Stops before the next event if the run is given up while the thread serves its event loop. */
  async #each(handler: Handler, last: number, waits: AsyncWaitOptions | undefined): Promise<void> {
    for (let end = this.#next - 1; this.#next <= last; this.#next++) {
      if (this.#next > end) {
        const [until, before] = this.#pace.stretch(this.#next, last)
        end = until
        if (before < last) await goneRound()
        if (waits?.signal?.aborted) return
      }
      handler(this.#next, this.#next === last)
    }
  }

  /** As a consumer does with a flush. */
  #cut(first: number, error: unknown): void {
    try {
      this.#end(first)
    } catch (second) {
      throw new AggregateError(
        [error, second],
        `The handler threw at sequence ${this.#next}, and then the flush`,
      )
    }
  }

  /** It ends before the next event, if any of it was handled. */
  #end(first: number): void {
    const last = this.#next - 1
    if (last < first) return
    this.#run.endBatch(last)
    this.#consumer.advance(last)
  }
}
