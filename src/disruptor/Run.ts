// Runs a handler until the ring ends: passes over void events, and deals with those that fail.
// Twin: spec/disruptor/Restart.tla, with Deaths.ts, as far as a worker may die in it.
import type { Abortable, AsyncWaitOptions } from '../core/deadline.ts'
import type { RingproofError } from '../core/errors.ts'
import { assertFinished, type Handler } from '../core/handlers.ts'
import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'
import { OVER } from '../ring/supervise.ts'
import { Batch } from './Batch.ts'
import { type Decision, decide, mayRewind, type OnThrow } from './failure.ts'
import type { Handlers } from './Handlers.ts'
import { elapsed, unlessAborted } from './host.ts'
import { NOWHERE, type Progress } from './Progress.ts'
import type { InBatches } from './Ranges.ts'
import { copyOf, type FailedEvent } from './report.ts'
import type { TapWriter } from './Tap.ts'
import type { Voids } from './Voids.ts'

/** What a run needs, whichever thread it is on. */
export interface Running<Type extends AnyEvent> {
  readonly name: string
  readonly slots: Slots<Type>
  readonly voids: Voids
  readonly handlers: Handlers<Type>
  readonly progress: Progress
  readonly onThrow: OnThrow
  readonly limit: number | undefined
  readonly data: unknown
  /** Events to pass over: each has killed too many workers. */
  readonly poisonous?: readonly number[]
  readonly report: (failed: FailedEvent) => void
  /** Gets a copy of each event once it is handled. */
  readonly tap: TapWriter | undefined
  /** Ends the run where it is, between two events. */
  readonly signal?: Abortable
}

/** How a run has ended: with the ring, or because its handler gave up. */
export type Ended = { readonly outcome: 'over' } | { readonly outcome: 'halted'; readonly error: unknown }

/** What gives a run its events: a consumer, a worker of a pool, or ranges. */
export interface Batches {
  consumeAsync(handler: Handler, limit?: number, waits?: AsyncWaitOptions): Promise<unknown>
}

export class Run<Type extends AnyEvent> implements InBatches {
  readonly #running: Running<Type>
  readonly #reader: Reader<Type>
  /** Whose code is running: the handler's for an event or a batch, or another of its calls; or else the ring's. */
  #within: 'event' | 'call' | 'ring' = 'call'
  /** The event that failed last, or the first one of the batch that did where batches are tried again; and how often. */
  #failed = NOWHERE
  #attempts = 0
  /** Events to pass over. */
  readonly #passed: Set<number>
  /** Events handled, and passed over, since the last end of a batch. */
  #handled = 0
  #skipped = 0
  /** What the end of a batch has thrown: it is not tried again for the events before the last. */
  #thrown: { readonly error: unknown } | undefined
  readonly #waits: AsyncWaitOptions | undefined
  /** The batch at hand, if it comes as a range, and its events, if they are handled in one call. */
  #first = NOWHERE
  #last = NOWHERE
  #size = 0
  readonly #events: Batch<Type> | undefined
  readonly handleBatch: ((first: number, last: number) => void) | undefined
  readonly #rewinds: boolean
  /** Gets each event once it is handled; or where its batch ends, if that may be handled again. */
  readonly #tap: TapWriter | undefined
  readonly #tapAtEnd: TapWriter | undefined

  constructor(running: Running<Type>) {
    const { handlers, slots, poisonous, signal, tap, onThrow } = running
    this.#running = running
    this.#reader = slots.reader() as Reader<Type>
    this.#passed = new Set(poisonous)
    this.#waits = signal && { signal }
    this.#rewinds = mayRewind(onThrow)
    this.#events = handlers.onBatch && new Batch(this.#reader, (sequence) => this.#sees(sequence))
    this.handleBatch = handlers.onBatch && ((first, last) => this.#whole(first, last))
    const isAtEnd = this.#rewinds || this.handleBatch !== undefined
    ;[this.#tap, this.#tapAtEnd] = isAtEnd ? [undefined, tap] : [tap, undefined]
  }

  /** Handles events until the ring ends, or the handler gives up. */
  async run(reader: Batches): Promise<Ended> {
    const { handlers, data, progress, signal } = this.#running
    progress.at = NOWHERE
    try {
      await unlessAborted(handlers.onStart?.(data), signal)
      await this.#handleAll(reader)
      await unlessAborted(handlers.onShutdown?.(), signal)
      return { outcome: 'over' }
    } catch (error) {
      if (this.#within !== 'event') this.#report(error, undefined, 'halt')
      return { outcome: 'halted', error }
    }
  }

  async #handleAll(reader: Batches): Promise<void> {
    this.#within = 'ring'
    try {
      for (;;) await this.#batch(reader)
    } catch (error) {
      if (this.#within !== 'ring' || !OVER.has((error as Partial<RingproofError> | undefined)?.code))
        throw error
    }
    this.#within = 'call'
  }

  async #batch(reader: Batches): Promise<void> {
    try {
      await reader.consumeAsync(this.#handle, this.#running.limit, this.#waits)
    } catch (error) {
      if (this.#within !== 'event') throw this.#thrown && isTwice(error) ? this.#thrown.error : error
      await this.#fail(error)
      this.#within = 'ring'
    }
  }

  /** Called for each event, in order. */
  readonly #handle = (sequence: number, endOfBatch: boolean): void => {
    if (this.#passed.size > 0 && this.#passed.has(sequence)) this.#skipped++
    else if (!this.#running.voids.has(sequence)) this.#event(sequence, endOfBatch)
    if (endOfBatch) this.endBatch(sequence)
  }

  #event(sequence: number, endOfBatch: boolean): void {
    const { progress, handlers } = this.#running
    progress.at = sequence
    this.#within = 'event'
    assertFinished(handlers.onEvent!(this.#reader.at(sequence), sequence, endOfBatch))
    this.#within = 'ring'
    this.#tap?.put(sequence)
    progress.at = NOWHERE
    this.#handled++
  }

  /** Whether the handler gets this event. */
  #sees(sequence: number): boolean {
    return !this.#passed.has(sequence) && !this.#running.voids.has(sequence)
  }

  idle(): void {
    this.#within = 'call'
    assertFinished(this.#running.handlers.onIdle?.())
    this.#within = 'ring'
  }

  beginBatch(first: number, last: number, depth: number): void {
    const { handlers, progress } = this.#running
    ;[this.#first, this.#last, this.#size] = [first, last, 0]
    progress.at = NOWHERE
    if (!handlers.onBatchStart && !handlers.onBatch) return
    for (let sequence = first; sequence <= last; sequence++) if (this.#sees(sequence)) this.#size++
    this.#within = 'call'
    if (this.#size > 0) assertFinished(handlers.onBatchStart?.(this.#size, depth))
    this.#within = 'ring'
  }

  /** Its death is blamed on no event: which one it was is not known. */
  #whole(first: number, last: number): void {
    if (this.#size > 0) this.#handleWhole(first, last)
    else for (const sequence of this.#passed) if (sequence >= first && sequence <= last) this.#skipped++
    this.endBatch(last)
  }

  #handleWhole(first: number, last: number): void {
    const events = this.#events!
    events.fill(first, last, this.#size)
    this.#within = 'event'
    try {
      assertFinished(this.#running.handlers.onBatch!(first, last, events))
    } finally {
      events.empty()
    }
    this.#within = 'ring'
    this.#handled += this.#size
  }

  keepsBatch(error: unknown): boolean {
    if (this.#within !== 'event') return false
    return this.#events !== undefined || (this.#rewinds && typeof this.#decide(error) === 'number')
  }

  /** The last event of a batch is handled, or the batch is cut short after it. */
  endBatch(last: number): void {
    if (this.#thrown) throw this.#thrown.error
    const within = this.#within
    this.#within = 'call'
    try {
      assertFinished(this.#running.handlers.onBatchEnd?.(last))
    } catch (error) {
      this.#thrown = { error }
      throw error
    }
    this.#within = within
    if (this.#tapAtEnd) this.#tapAll(this.#tapAtEnd, last)
    this.#count(last)
  }

  #tapAll(tap: TapWriter, last: number): void {
    for (let sequence = this.#first; sequence <= last; sequence++) if (this.#sees(sequence)) tap.put(sequence)
  }

  /** What is counted is what no successor is given again. */
  #count(last: number): void {
    this.#running.progress.count(this.#handled, this.#skipped)
    if (this.#skipped > 0) this.#forget(last)
    this.#handled = 0
    this.#skipped = 0
  }

  /** Those that the gate has passed come no more. */
  #forget(last: number): void {
    for (const sequence of this.#passed) if (sequence <= last) this.#passed.delete(sequence)
  }

  /** The event at hand has failed: the next call begins with it, or with the batch that it is of. */
  async #fail(error: unknown): Promise<void> {
    const { progress, signal } = this.#running
    const decision = this.#decide(error)
    const sequence = this.#events ? this.#first : progress.at
    this.#attempts = this.#nth()
    this.#failed = this.#unit
    progress.countFailed()
    if (typeof decision === 'number' && this.#rewinds) [this.#handled, this.#skipped] = [0, 0]
    else this.#count(sequence - 1)
    this.#report(error, sequence, decision)
    if (decision === 'halt') throw error
    if (decision === 'skip') this.#pass(sequence)
    else await elapsed(decision, signal)
  }

  /** What is tried again, and counted by: an event, or a batch by its first one. */
  get #unit(): number {
    return this.#rewinds || this.#events ? this.#first : this.#running.progress.at
  }

  /** Which of the attempts at it this one is. */
  #nth(): number {
    return this.#unit === this.#failed ? this.#attempts + 1 : 1
  }

  #decide(error: unknown): Decision {
    return isAsync(error) ? 'halt' : decide(this.#running.onThrow, this.#nth())
  }

  /** What is given up; a batch that begins with the same event is another one. */
  #pass(sequence: number): void {
    this.#failed = NOWHERE
    this.#running.progress.at = NOWHERE
    if (!this.#events) this.#passed.add(sequence)
    else for (let each = this.#first; each <= this.#last; each++) if (this.#sees(each)) this.#passed.add(each)
  }

  #report(error: unknown, sequence: number | undefined, decision: Decision): void {
    const { name, report, slots } = this.#running
    const again = this.#rewinds ? 'rewind' : 'retry'
    const action = typeof decision === 'number' ? again : decision
    const isWhole = this.#events !== undefined && sequence !== undefined
    const attempts = sequence === undefined ? 1 : this.#attempts
    const event = sequence === undefined || isWhole ? undefined : copyOf(slots, sequence)
    const what = { handler: name, sequence, ...(isWhole && { last: this.#last }) }
    report({ ...what, attempts, error, event, action })
  }
}

/** A handler that may not have finished: to run it again, or to go on, would let go of what it still reads. */
function isAsync(error: unknown): boolean {
  return (error as Partial<RingproofError> | undefined)?.code === 'ERR_RINGPROOF_ASYNC_HANDLER'
}

/** A consumer that is refused its flush as well reports both errors. */
function isTwice(error: unknown): boolean {
  const { errors = [] } = Object(error) as Partial<AggregateError>
  return errors.length === 2 && errors[0] === errors[1]
}
