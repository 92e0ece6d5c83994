// Runs a handler until the ring ends: passes over void events, and deals with those that fail.
import type { Consumer } from '../core/Consumer.ts'
import type { AsyncWaitOptions } from '../core/deadline.ts'
import type { RingproofError } from '../core/errors.ts'
import { assertFinished } from '../core/handlers.ts'
import type { WorkPool } from '../core/WorkPool.ts'
import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'
import { decide, type OnThrow } from './failure.ts'
import type { Handlers } from './Handlers.ts'
import { type Aborting, elapsed } from './host.ts'
import { NOWHERE, type Progress } from './Progress.ts'
import type { FailedEvent } from './report.ts'
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
  /** An event to pass over: it has killed a worker. */
  readonly skipped?: number
  readonly report: (failed: FailedEvent) => void
  /** Ends the run where it is, between two events. */
  readonly signal?: Aborting
}

/** How a run has ended: with the ring, or because its handler gave up. */
export type Ended = { readonly outcome: 'over' } | { readonly outcome: 'halted'; readonly error: unknown }

/** By code, not by class: the ring may come from another copy of the package. */
export const OVER: ReadonlySet<unknown> = new Set([
  'ERR_RINGPROOF_CLOSED',
  'ERR_RINGPROOF_STOPPED',
  'ERR_RINGPROOF_FAILED',
  'ABORT_ERR',
])

export class Run<Type extends AnyEvent> {
  readonly #running: Running<Type>
  readonly #reader: Reader<Type>
  /** Whose code is running: the handler's for an event, or another of its calls; or else the ring's. */
  #within: 'event' | 'call' | 'ring' = 'call'
  /** The event that failed last, and how often. */
  #failed = NOWHERE
  #attempts = 0
  #skipped: number
  readonly #waits: AsyncWaitOptions | undefined

  constructor(running: Running<Type>) {
    this.#running = running
    this.#reader = running.slots.reader() as Reader<Type>
    this.#skipped = running.skipped ?? NOWHERE
    this.#waits = running.signal && { signal: running.signal }
  }

  /** Handles events until the ring ends, or the handler gives up. */
  async run(reader: Consumer | WorkPool): Promise<Ended> {
    const { handlers, data, progress } = this.#running
    progress.at = NOWHERE
    try {
      await handlers.onStart?.(data)
      await this.#handleAll(reader)
      await handlers.onShutdown?.()
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
      if (this.#within !== 'event') throw error
      await this.#fail(error)
      this.#within = 'ring'
    }
  }

  /** Called for each event, in order. */
  readonly #handle = (sequence: number, endOfBatch: boolean): void => {
    if (sequence !== this.#skipped && !this.#running.voids.has(sequence)) this.#event(sequence, endOfBatch)
    if (endOfBatch) this.endBatch(sequence)
  }

  #event(sequence: number, endOfBatch: boolean): void {
    const { progress, handlers } = this.#running
    progress.at = sequence
    this.#within = 'event'
    assertFinished(handlers.onEvent(this.#reader.at(sequence), sequence, endOfBatch))
    this.#within = 'ring'
    progress.countHandled()
  }

  /** The last event of a batch is handled, or the batch is cut short after it. */
  endBatch(last: number): void {
    const { onBatchEnd } = this.#running.handlers
    if (!onBatchEnd) return
    const within = this.#within
    this.#within = 'call'
    assertFinished(onBatchEnd.call(this.#running.handlers, last))
    this.#within = within
  }

  /** The event at hand has failed: the next call begins with it. */
  async #fail(error: unknown): Promise<void> {
    const { progress, onThrow } = this.#running
    const sequence = progress.at
    this.#attempts = sequence === this.#failed ? this.#attempts + 1 : 1
    this.#failed = sequence
    progress.countFailed()
    const decision = decide(onThrow, this.#attempts)
    this.#report(error, sequence, decision)
    if (decision === 'halt') throw error
    if (decision !== 'skip') return await elapsed(decision, this.#running.signal)
    this.#skipped = sequence
    progress.countSkipped()
  }

  #report(error: unknown, sequence: number | undefined, decision: ReturnType<typeof decide>): void {
    const { name, report } = this.#running
    const action = typeof decision === 'number' ? 'retry' : decision
    const [attempts, event] =
      sequence === undefined ? [1] : [this.#attempts, this.#reader.at(sequence).copy()]
    report({ handler: name, sequence, attempts, error, event, action })
  }
}
