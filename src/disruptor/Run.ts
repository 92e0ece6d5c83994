// Runs a handler until the ring ends: passes over void events, and deals with those that fail.
// Twin: spec/disruptor/Restart.tla, with Deaths.ts, as far as a worker may die in it.
import type { Consumer } from '../core/Consumer.ts'
import type { Abortable, AsyncWaitOptions } from '../core/deadline.ts'
import type { RingproofError } from '../core/errors.ts'
import { assertFinished } from '../core/handlers.ts'
import type { WorkPool } from '../core/WorkPool.ts'
import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'
import { OVER } from '../ring/supervise.ts'
import { decide, type OnThrow } from './failure.ts'
import type { Handlers } from './Handlers.ts'
import { elapsed, unlessAborted } from './host.ts'
import { NOWHERE, type Progress } from './Progress.ts'
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

export class Run<Type extends AnyEvent> {
  readonly #running: Running<Type>
  readonly #reader: Reader<Type>
  /** Whose code is running: the handler's for an event, or another of its calls; or else the ring's. */
  #within: 'event' | 'call' | 'ring' = 'call'
  /** The event that failed last, and how often. */
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

  constructor(running: Running<Type>) {
    this.#running = running
    this.#reader = running.slots.reader() as Reader<Type>
    this.#passed = new Set(running.poisonous)
    this.#waits = running.signal && { signal: running.signal }
  }

  /** Handles events until the ring ends, or the handler gives up. */
  async run(reader: Consumer | WorkPool): Promise<Ended> {
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

  async #handleAll(reader: Consumer | WorkPool): Promise<void> {
    this.#within = 'ring'
    try {
      for (;;) await this.#batch(reader)
    } catch (error) {
      if (this.#within !== 'ring' || !OVER.has((error as Partial<RingproofError> | undefined)?.code))
        throw error
    }
    this.#within = 'call'
  }

  async #batch(reader: Consumer | WorkPool): Promise<void> {
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
    if (this.#passed.size > 0 && this.#passed.delete(sequence)) this.#skipped++
    else if (!this.#running.voids.has(sequence)) this.#event(sequence, endOfBatch)
    if (endOfBatch) this.endBatch(sequence)
  }

  #event(sequence: number, endOfBatch: boolean): void {
    const { progress, handlers } = this.#running
    progress.at = sequence
    this.#within = 'event'
    assertFinished(handlers.onEvent(this.#reader.at(sequence), sequence, endOfBatch))
    this.#within = 'ring'
    this.#running.tap?.put(sequence)
    progress.at = NOWHERE
    this.#handled++
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
    this.#count()
  }

  /** What is counted is what no successor is given again. */
  #count(): void {
    this.#running.progress.count(this.#handled, this.#skipped)
    this.#handled = 0
    this.#skipped = 0
  }

  /** The event at hand has failed: the next call begins with it. */
  async #fail(error: unknown): Promise<void> {
    const { progress, onThrow } = this.#running
    const sequence = progress.at
    this.#attempts = sequence === this.#failed ? this.#attempts + 1 : 1
    this.#failed = sequence
    progress.countFailed()
    this.#count()
    const decision = isAsync(error) ? 'halt' : decide(onThrow, this.#attempts)
    this.#report(error, sequence, decision)
    if (decision === 'halt') throw error
    if (decision !== 'skip') return await elapsed(decision, this.#running.signal)
    this.#passed.add(sequence)
    progress.at = NOWHERE
  }

  #report(error: unknown, sequence: number | undefined, decision: ReturnType<typeof decide>): void {
    const { name, report, slots } = this.#running
    const action = typeof decision === 'number' ? 'retry' : decision
    const [attempts, event] = sequence === undefined ? [1] : [this.#attempts, copyOf(slots, sequence)]
    report({ handler: name, sequence, attempts, error, event, action })
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
