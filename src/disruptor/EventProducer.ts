// Publishes events: claims, has them written, and shows them; or nothing at all.
import { type ClaimOptions, checkKeys, claimOf } from '../core/callOptions.ts'
import type { AsyncWaitOptions, WaitOptions } from '../core/deadline.ts'
import { ArgumentError, StateError } from '../core/errors.ts'
import { whileClaiming } from '../core/reentrancy.ts'
import type { Sequencer } from '../core/Sequencer.ts'
import { Shown } from '../core/shown.ts'
import type { AnyEvent, Slots, Writer } from '../events/Slots.ts'
import type { Draft } from '../events/Struct.ts'
import { Cork, type Outlet } from './Cork.ts'
import type { Voids } from './Voids.ts'

/**
 * Writes an event: its draft, its sequence, and which one of a batch it is, from 0. It must not be asynchronous, nor
 * publish. A slot holds what it held a ring earlier: write every field, or `draft.clear()` first.
 */
export type Fill<Type> = (draft: Draft<Type>, sequence: number, index: number) => void

/** What a cork holds back. */
export interface CorkOptions {
  /** How many events are shown together at most; an integer from 1 to the size of the ring, by default 32 or that size. */
  readonly most?: number
}

/**
 * A producer of events. It belongs to the thread that took it.
 *
 * If `fill` throws, the error reaches the caller, and no handler sees any event of the call: what was claimed is given
 * back, or, where others have claimed behind it, published as void events, which handlers pass over.
 */
export class EventProducer<Type extends AnyEvent> extends Shown {
  readonly #sequencer: Sequencer
  readonly #writer: Writer<Type>
  readonly #voids: Voids
  readonly #size: number
  /** Where sequences come from, and go to: the sequencer, or a cork on it. */
  #outlet: Outlet
  #isFilling = false
  /** The last of the asynchronous calls that take turns, and how many there are. */
  #turn: Promise<unknown> = Promise.resolve()
  #turns = 0

  /** @internal */
  constructor(sequencer: Sequencer, slots: Slots<Type>, voids: Voids) {
    super()
    this.#sequencer = sequencer
    this.#writer = slots.writer() as Writer<Type>
    this.#voids = voids
    this.#size = slots.size
    this.#outlet = sequencer
  }

  /**
   * Publishes an event, or `n` of them together, waiting for room without yielding; returns the first sequence.
   *
   * @param options as those of a claim: `{ n, timeout }`
   * @throws whatever `fill` throws; and as `Sequencer.claim`, before `fill` is called
   * @throws {HandlerError} while `publishAsync` of this producer waits or has not yet called its `fill`
   */
  publish(fill: Fill<Type>, options?: ClaimOptions & WaitOptions): number {
    this.#check(fill)
    this.#checkTurn('publish')
    const [n, waits] = countOf(options)
    return this.#fill(fill, this.#outlet.claim(n, waits), n)
  }

  /** As `publish`, but returns undefined at once if there is no room. */
  tryPublish(fill: Fill<Type>, options: ClaimOptions = {}): number | undefined {
    this.#check(fill)
    this.#checkTurn('tryPublish')
    checkKeys('tryPublish()', options, ['n'])
    const { n = 1 } = options
    const first = this.#outlet.tryClaim(n)
    return first === undefined ? undefined : this.#fill(fill, first, n)
  }

  /**
   * As `publish`, but yields to the event loop while there is no room. Calls that are made before earlier ones have
   * ended take turns, in order; a time-out and a signal count from a call's turn on. It is never corked;
   * what is corked is shown first.
   *
   * @throws {AbortError} if `signal` is aborted; then nothing is published
   */
  async publishAsync(fill: Fill<Type>, options?: ClaimOptions & AsyncWaitOptions): Promise<number> {
    this.#check(fill)
    const before = this.#turns++ === 0 ? undefined : this.#turn
    if (this.#outlet instanceof Cork) this.#outlet.settle()
    const turn = this.#publishAfter(before, fill, options)
    this.#turn = turn.catch(() => {})
    return await turn
  }

  async #publishAfter(
    before: Promise<unknown> | undefined,
    fill: Fill<Type>,
    options?: ClaimOptions & AsyncWaitOptions,
  ): Promise<number> {
    try {
      if (before) await before
      const [n, waits] = countOf(options)
      return this.#fill(fill, await this.#sequencer.claimAsync(n, waits), n, this.#sequencer)
    } finally {
      this.#turns--
    }
  }

  /**
   * From now on shows together what `publish` and `tryPublish` publish: when `most` events are written, when the next
   * call would wait for room, at `uncork()`, `leave()` and `close()`, and at the end of this turn of the event loop at
   * the latest. A second call shows what is corked, and changes `most`.
   *
   * What is corked is claimed: beside other producers, their events behind it are not handled until it is shown; and
   * where others claim behind it, part of it may become void events. It is lost with its thread.
   *
   * @throws {ArgumentError} if `most` is not in its range, or an option is unknown
   * @throws {StateError} within `fill`
   * @throws {HandlerError} while `publishAsync` of this producer waits or has not yet called its `fill`
   */
  cork(options: CorkOptions = {}): void {
    checkKeys('cork()', options, ['most'])
    const { most = Math.min(32, this.#size) } = options
    const isOut = !Number.isInteger(most) || most < 1 || most > this.#size
    if (isOut) throw new ArgumentError('"most" option of cork()', most, `an integer from 1 to ${this.#size}`)
    this.#uncork('cork')
    this.#outlet = new Cork(this.#sequencer, this.#voids, most)
  }

  /**
   * Shows what is corked, and corks no more; without a cork it does nothing.
   *
   * @throws {StateError} within `fill`
   * @throws {HandlerError} while `publishAsync` of this producer waits or has not yet called its `fill`
   */
  uncork(): void {
    this.#uncork('uncork')
  }

  #uncork(call: string): void {
    this.#checkFilled(call)
    this.#checkTurn(call)
    if (this.#outlet instanceof Cork) this.#outlet.settle()
    this.#outlet = this.#sequencer
  }

  /**
   * Ends this producer: it publishes no more. The last one to leave closes the ring.
   *
   * @throws {StateError} within `fill`
   */
  leave(): void {
    this.#checkFilled('leave')
    this.#outlet.leave()
  }

  /**
   * Closes the ring: nothing more is accepted, from other producers neither; handlers get all that was.
   *
   * @throws {StateError} within `fill`, while corked
   */
  close(): void {
    if (this.#outlet !== this.#sequencer) this.#checkFilled('close')
    this.#outlet.close()
  }

  /** @internal As `close`, behind the asynchronous calls made until now: one that waits can be neither ended nor passed. */
  async closeInTurn(): Promise<void> {
    if (this.#turns > 0 || this.#isFilling) await this.#turn
    this.#outlet.close()
  }

  override toString(): string {
    return `EventProducer(${this.#sequencer})`
  }

  #check(fill: unknown): void {
    if (typeof fill !== 'function') throw new ArgumentError('"fill" argument', fill, 'a function')
    this.#checkFilled('publish')
  }

  #checkFilled(call: string): void {
    if (this.#isFilling) throw new StateError(`Cannot ${call} within fill()`)
  }

  /** An asynchronous call claims before it fills: events behind its own could not be published before them. */
  #checkTurn(call: string): void {
    if (this.#turns > 0) throw whileClaiming(call, 'publishAsync')
  }

  #fill(fill: Fill<Type>, first: number, n: number, outlet = this.#outlet): number {
    const last = first + n - 1
    this.#isFilling = true
    try {
      for (let i = 0; i < n; i++) checkDone(fill(this.#writer.at(first + i), first + i, i))
    } catch (error) {
      this.#void(first, last, outlet)
      throw error
    } finally {
      this.#isFilling = false
    }
    this.#voids.clear(first, last)
    outlet.publish(first, last)
    return first
  }

  /** Others may have claimed behind it: then readers have to pass over it. */
  #void(first: number, last: number, outlet: Outlet): void {
    if (outlet.giveBack()) return
    this.#voids.mark(first, last)
    outlet.publish(first, last)
  }
}

function countOf<Waits extends object>(
  options?: ClaimOptions & Waits,
): [n: number, waits: Waits | undefined] {
  if (options === undefined || options === null) return [1, undefined]
  const [n, waits] = claimOf(options)
  return [n, Object.keys(waits).length > 0 ? (waits as Waits) : undefined]
}

/** What is written after the call has returned would be written to a slot that others read. */
function checkDone(outcome: unknown): void {
  const isAtWork = typeof (outcome as { then?: unknown } | undefined)?.then === 'function'
  if (isAtWork) throw new ArgumentError('result of fill()', outcome, 'ready: fill() must be synchronous')
}
