// Runs an asynchronous handler: several events are open at once, and the gate follows them in order.
// Twin: spec/disruptor/Settle.tla.
//
// A gate never passes an event that is open, since its slot is read until its promise has settled. So events that settle
// early wait for those before them, and what is open holds its room in the ring.
import type { Consumer } from '../core/Consumer.ts'
import type { RingproofError } from '../core/errors.ts'
import type { AnyEvent, Reader } from '../events/Slots.ts'
import { OVER } from '../ring/supervise.ts'
import { decide } from './failure.ts'
import { aborting, elapsed, unlessAborted } from './host.ts'
import { NOWHERE } from './Progress.ts'
import type { Ended, Running } from './Run.ts'
import { copyOf, type FailedEvent } from './report.ts'

/** How an event has settled; `stuck` if it may neither be tried again nor passed over. */
type Outcome = 'handled' | 'skipped' | 'void' | 'stuck'

export class OpenRun<Type extends AnyEvent> {
  readonly #running: Running<Type>
  readonly #concurrency: number
  /** One event can be open with each of them. */
  readonly #free: Reader<Type>[]
  readonly #end = aborting()
  #consumer: Consumer | undefined
  /** The first event that is open, the one after the last, and which between them have settled. */
  #first = 0
  #next = 0
  readonly #settled = new Map<number, Outcome>()
  /** Called when an event has settled. */
  #noticed: () => void = () => {}
  #halted: { readonly error: unknown } | undefined
  /** Whether nobody waits for what is open. */
  #isAbandoned = false

  constructor(running: Running<Type>, concurrency: number) {
    this.#running = running
    this.#concurrency = concurrency
    this.#free = Array.from({ length: concurrency }, () => running.slots.reader() as Reader<Type>)
    running.signal?.addEventListener('abort', () => this.#abandon())
  }

  /** Handles events until the ring ends, or the handler gives up; then none is open. */
  async run(consumer: Consumer): Promise<Ended> {
    const { handlers, data, progress, name, report, signal } = this.#running
    this.#consumer = consumer
    progress.at = NOWHERE
    try {
      await unlessAborted(handlers.onStart?.(data), signal)
      await this.#takeAll(consumer)
      if (!this.#halted) await unlessAborted(handlers.onShutdown?.(), signal)
    } catch (error) {
      report({ handler: name, sequence: undefined, attempts: 1, error, event: undefined, action: 'halt' })
      return { outcome: 'halted', error }
    }
    return this.#halted ? { outcome: 'halted', error: this.#halted.error } : { outcome: 'over' }
  }

  async #takeAll(consumer: Consumer): Promise<void> {
    try {
      while (!this.#end.signal.aborted) await this.#take(consumer)
    } catch (error) {
      if (!OVER.has((error as Partial<RingproofError> | undefined)?.code)) throw error
    } finally {
      while (this.#free.length < this.#concurrency && !this.#isAbandoned) await this.#one()
    }
  }

  /** What is open may never settle; whatever it does, nobody waits for it any more. */
  #abandon(): void {
    this.#isAbandoned = true
    this.#end.abort()
    this.#noticed()
  }

  async #take(consumer: Consumer): Promise<void> {
    while (this.#free.length === 0 && !this.#isAbandoned) await this.#one()
    if (this.#end.signal.aborted) return
    const limit = Math.min(this.#running.limit ?? this.#concurrency, this.#free.length)
    const { first, last } = await consumer.takeAsync(limit, { signal: this.#end.signal })
    if (this.#first === this.#next) this.#first = first
    this.#next = last + 1
    // A handler that has given up is not called again: not even for what is taken.
    for (let sequence = first; sequence <= last && !this.#end.signal.aborted; sequence++)
      void this.#begin(sequence, sequence === last)
  }

  /** Resolves when an event settles. */
  #one(): Promise<void> {
    return new Promise((resolve) => {
      this.#noticed = resolve
    })
  }

  async #begin(sequence: number, endOfBatch: boolean): Promise<void> {
    const { voids, poisonous, progress } = this.#running
    const reader = this.#free.pop()!
    progress.at = this.#first
    let outcome: Outcome = poisonous?.includes(sequence) ? 'skipped' : 'void'
    if (outcome === 'void' && !voids.has(sequence)) outcome = await this.#try(reader, sequence, endOfBatch)
    this.#free.push(reader)
    this.#settle(sequence, outcome)
  }

  /** Until it has succeeded, or is given up. */
  async #try(reader: Reader<Type>, sequence: number, endOfBatch: boolean): Promise<Outcome> {
    const { handlers, slots } = this.#running
    for (let attempts = 1; !this.#end.signal.aborted || attempts === 1; attempts++) {
      try {
        await handlers.onEvent!(reader.at(sequence), sequence, endOfBatch)
        return 'handled'
      } catch (error) {
        const action = await this.#fail(error, { sequence, attempts, event: copyOf(slots, sequence) })
        if (action !== 'retry') return action === 'skip' ? 'skipped' : 'stuck'
      }
    }
    return 'stuck'
  }

  /** Resolves once what is done about it may be done. */
  async #fail(
    error: unknown,
    failed: Pick<FailedEvent, 'sequence' | 'attempts' | 'event'>,
  ): Promise<FailedEvent['action']> {
    const { name, progress, onThrow, report } = this.#running
    const decision = decide(onThrow, failed.attempts)
    const action = typeof decision === 'number' ? 'retry' : decision
    progress.countFailed()
    report({ ...failed, handler: name, error, action })
    if (decision === 'halt') this.#halt(error)
    else if (decision !== 'skip') await elapsed(decision, this.#end.signal)
    return action
  }

  #halt(error: unknown): void {
    this.#halted ??= { error }
    this.#end.abort()
  }

  /** The gate follows as far as nothing is open; but never past an event that was given up without being passed over. */
  #settle(sequence: number, outcome: Outcome): void {
    const { progress } = this.#running
    this.#settled.set(sequence, outcome)
    const before = this.#first
    while (this.#letsGo(this.#settled.get(this.#first))) this.#settled.delete(this.#first++)
    // Before the gate advances: a death in between must not be counted against an event that is let go of.
    progress.at = this.#first < this.#next ? this.#first : NOWHERE
    if (this.#first > before && !this.#isAbandoned) this.#consumer?.advance(this.#first - 1)
    this.#noticed()
  }

  /** The first event that is open has settled so, if it has: whether it may be written again. Then it counts. */
  #letsGo(outcome: Outcome | undefined): boolean {
    const { progress, tap } = this.#running
    if (outcome === undefined || outcome === 'stuck') return false
    progress.count(outcome === 'handled' ? 1 : 0, outcome === 'skipped' ? 1 : 0)
    if (outcome === 'handled') tap?.put(this.#first)
    return true
  }
}
