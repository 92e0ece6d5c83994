// A disruptor as the thread that made it sees it: it publishes, and brings all handlers to their end.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError, RoleError, StateError } from '../core/errors.ts'
import type { ProducerOptions } from '../core/SingleProducer.ts'
import type { AnyEvent } from '../events/Slots.ts'
import { AttachedDisruptor, type Shared } from './attach.ts'
import type { EventProducer } from './EventProducer.ts'
import { type DisruptorHandle, handleOf } from './handle.ts'
import { aborting, elapsed } from './host.ts'
import type { Progress } from './Progress.ts'

/** How all handlers have ended, and what became of the events. */
export interface Finished<Name extends string = string> {
  /** Everything that was accepted is handled; or the disruptor was stopped, or failed, or did not end in time. */
  readonly outcome: 'drained' | 'stopped' | 'failed' | 'timed out'
  /** How many sequences were published, void ones among them. */
  readonly published: number
  readonly voids: number
  /** For each handler. */
  readonly handlers: Readonly<Record<Name, Handled>>
}

/**
 * What a handler has done: `handled + skipped + voids + remaining = published`. Events are counted where their batch
 * ends. Those that a worker had handled in a batch in which it died are handled again, and counted once; only a worker
 * that dies between the count and its gate has its last batch counted twice.
 */
export interface Handled {
  readonly handled: number
  /** Events that were passed over, and reported. */
  readonly skipped: number
  /** Attempts that have failed. */
  readonly failed: number
  /** Published events that it has not handled, nor passed over. */
  readonly remaining: number
}

/** How a disruptor is closed. */
export interface CloseOptions {
  /** Milliseconds from 0, after which what is left is given up: the ring is stopped, and workers are terminated. */
  readonly timeout?: number
}

/** A handler's threads. */
export interface Crew {
  readonly name: string
  readonly progress: readonly Progress[]
  readonly done: Promise<unknown>
  terminate(): Promise<void>
}

export class Disruptor<
  Type extends AnyEvent,
  Name extends string = string,
  Producer extends string = string,
> extends AttachedDisruptor<Type, Name, Producer> {
  /** What another thread needs to attach. */
  readonly handle: DisruptorHandle<Name, Producer>
  /** Resolves once all handlers have ended and no worker is left, for whatever reason; it never rejects. */
  readonly finished: Promise<Finished<Name>>
  readonly #crews: readonly Crew[]
  #mine: EventProducer<Type> | undefined
  #hasTimedOut = false

  /** @internal Made by `createDisruptor`. */
  constructor(shared: Shared<Type, Name, Producer>, crews: readonly Crew[]) {
    super(shared)
    this.handle = handleOf(shared)
    this.#crews = crews
    this.finished = Promise.all(crews.map(({ done }) => done)).then(() => this.#finished())
  }

  override producer(name?: Producer, options?: ProducerOptions): EventProducer<Type> {
    const producer = super.producer(name, options)
    this.#mine = producer
    return producer
  }

  override takeOverProducer(name?: Producer, options?: ProducerOptions): EventProducer<Type> {
    const producer = super.takeOverProducer(name, options)
    this.#mine = producer
    return producer
  }

  /**
   * Accepts no more events, and resolves once all handlers have handled what was accepted and have ended.
   *
   * If this thread has the only producer, calls of its `publishAsync` that wait are still accepted; with several
   * producers they are refused.
   *
   * @throws {ArgumentError} if the time-out is not a number from 0
   * @throws {StateError} if the only producer is on another thread, which alone knows what it has claimed: it closes;
   * or `stop` ends what waits
   */
  async close(options: CloseOptions = {}): Promise<Finished<Name>> {
    const timeout = timeoutIn('close()', options)
    this.#close()
    return await this.#within(timeout)
  }

  /**
   * Ends all waits, here and elsewhere: handlers end after what is published; see `Ring.stop`.
   *
   * @throws {ArgumentError} if the time-out is not a number from 0
   */
  async stop(options: CloseOptions = {}): Promise<Finished<Name>> {
    const timeout = timeoutIn('stop()', options)
    this.ring.stop()
    return await this.#within(timeout)
  }

  /** As `close()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #close(): void {
    const isAlone = this.ring.handle.producers.length === 1
    if (!isAlone) this.ring.close()
    else if (this.#mine) void this.#mine.closeInTurn()
    else if (this.ring.state === 'open') this.#closeUntaken()
  }

  #closeUntaken(): void {
    try {
      this.ring.producer().close()
    } catch (error) {
      if (!(error instanceof RoleError)) throw error
      throw new StateError(
        'Cannot close a disruptor whose only producer is on another thread: it closes, or stop()',
      )
    }
  }

  async #within(timeout: number): Promise<Finished<Name>> {
    const [end, isLate] = [aborting(), timeout < Number.POSITIVE_INFINITY]
    const late = isLate ? elapsed(timeout, end.signal).then(() => 'late' as const) : this.finished
    const first = await Promise.race([this.finished, late])
    end.abort()
    if (first !== 'late') return first
    this.#hasTimedOut = true
    this.ring.stop()
    await Promise.all(this.#crews.map((crew) => crew.terminate()))
    return await this.finished
  }

  #finished(): Finished<Name> {
    const [voids, published] = [this.shared.voids.count, this.#published()]
    const all = this.#crews.map(({ name, progress }) => [name, handledOf(progress, published - voids)])
    const handlers = Object.fromEntries(all) as Record<Name, Handled>
    return { outcome: this.#outcome(), published, voids, handlers }
  }

  /** Words hold sequences modulo 2^31: what a handler has counted is near enough to tell which. */
  #published(): number {
    const { start } = this.ring.handle
    const counted = this.#crews.map(({ progress }) =>
      sumOf(progress, ({ handled, skipped }) => handled + skipped),
    )
    const near = start - 1 + this.shared.voids.count + Math.max(...counted)
    return this.ring.positions(near).published + 1 - start
  }

  #outcome(): Finished['outcome'] {
    if (this.#hasTimedOut) return 'timed out'
    const { state } = this.ring
    return state === 'stopped' || state === 'failed' ? state : 'drained'
  }
}

function handledOf(progress: readonly Progress[], events: number): Handled {
  const handled = sumOf(progress, (each) => each.handled)
  const skipped = sumOf(progress, (each) => each.skipped)
  const failed = sumOf(progress, (each) => each.failed)
  return { handled, skipped, failed, remaining: Math.max(0, events - handled - skipped) }
}

function sumOf(progress: readonly Progress[], of: (each: Progress) => number): number {
  return progress.reduce((all, each) => all + of(each), 0)
}

function timeoutIn(call: string, options: CloseOptions): number {
  checkKeys(call, options, ['timeout'])
  const { timeout = Number.POSITIVE_INFINITY } = options
  if (typeof timeout === 'number' && timeout >= 0) return timeout
  throw new ArgumentError('"timeout" option', timeout, 'a number of milliseconds from 0, or Infinity')
}
