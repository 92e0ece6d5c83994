// One producer's claims. Twin: spec/core/SingleProducer.tla; each atomic access names its action there.

import { type ClaimedBy, claimOf, deadlineOf, isOptions, timeoutOf } from './callOptions.ts'
import type { RoleContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { ClaimError, ClosedError, PublishError, StateError, WaitError, withOpen } from './errors.ts'
import { Lifecycle } from './Lifecycle.ts'
import { CONSUMED_EPOCH, CURSOR, LAST, PUBLISHED_EPOCH } from './layout.ts'
import { whileClaiming } from './reentrancy.ts'
import { MARK, unwrap, wrap } from './Sequence.ts'
import type { Claimed, Sequencer } from './Sequencer.ts'
import { FAILED, Signal } from './Signal.ts'
import { type SpinOptions, Waiter } from './Waiter.ts'

/** How a producer waits. */
export interface ProducerOptions extends SpinOptions {
  /** Iterations of an empty loop between two attempts while there is no room; an integer from 0, by default 0. */
  readonly pause?: number
}

/**
 * The only producer of a ring; it costs one exchange per publish, and the load of a gate that seems to lack room.
 *
 * It belongs to the thread that made it. Several claims may be open; they are published in order.
 */
export class SingleProducer extends Waiter implements Sequencer {
  readonly #size: number
  readonly #gates: readonly number[]
  readonly #stuck: RoleContext['stuck']
  readonly #endError: RoleContext['endError']
  readonly #published: Signal
  readonly #lifecycle: Lifecycle
  readonly #leave: RoleContext['leave']
  /** The word in which it notes the last claimed sequence. */
  readonly #noted: number
  /** The last claimed sequence; a number from the start, or V8 would box each one above 2^31. */
  #claimed = 0
  /** The last published sequence: in full what the cursor holds. */
  #cursor = 0
  /** The last sequence that a call claims. */
  #target = 0
  /** The cached value of each gate, which can only have grown since. */
  readonly #cached: number[]
  #closed = false

  /** @internal Made by `ring.producer()`. */
  constructor(context: RoleContext) {
    super(context, CONSUMED_EPOCH)
    this.#size = context.size
    this.#gates = context.gates
    this.#stuck = context.stuck
    this.#endError = context.endError
    this.#published = new Signal(context.words, PUBLISHED_EPOCH)
    this.#lifecycle = new Lifecycle(context.words)
    this.#leave = context.leave
    this.#noted = context.hand + LAST
    this.#claimed = this.#cursor = context.start - 1
    this.#cached = context.gates.map(() => context.seen)
  }

  claim(n: ClaimedBy<WaitOptions> = 1, options?: WaitOptions): number {
    if (isOptions(n)) return this.claim(...claimOf(n, options))
    this.#target = this.#targetFor(n, 'claim')
    const until = options === undefined ? FOREVER : timeoutOf(options)
    if (!this.attempt()) this.wait(until)
    return this.#commit()
  }

  async claimAsync(n: ClaimedBy<AsyncWaitOptions> = 1, options?: AsyncWaitOptions): Promise<number> {
    if (isOptions(n)) return await this.claimAsync(...claimOf(n, options))
    this.#target = this.#targetFor(n, 'claimAsync')
    const until = deadlineOf(options)
    if (this.pace.isDue() || !this.attempt()) await this.waitAsync(until)
    return this.#commit()
  }

  tryClaim(n = 1): number | undefined {
    this.#target = this.#targetFor(n, 'tryClaim')
    return this.attempt() ? this.#commit() : undefined
  }

  protected attempt(): boolean {
    for (let c = 0; c < this.#gates.length; c++) {
      if (!this.#hasRoom(c)) return false
    }
    return true
  }

  /** Gates only grow, so one whose cached value leaves room need not be loaded. */
  #hasRoom(c: number): boolean {
    if (this.#target - this.#cached[c]! <= this.#size) return true
    this.blockedOn = this.#gates[c]!
    const gate = Atomics.load(this.words, this.blockedOn) // LoadGate
    this.#cached[c] = unwrap(this.#cached[c]!, gate)
    return this.#target - this.#cached[c]! <= this.#size
  }

  protected throwIfEnded(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0) throw this.#endError(epoch, this.#target)
    until.throwIfExpired()
  }

  protected override throwIfSelfBlocked(): void {
    const roles = this.#stuck(wrap(this.#target - this.#size))
    if (roles) throw new WaitError('claim', roles)
  }

  /** As `Sequencer.publish`; `first` must be the next in line, since the cursor publishes everything before it. */
  publish(first: number, last = first): void {
    if (!this.#mayPublish(first, last)) throw new PublishError(first, last, this.#cursor + 1, this.#claimed)
    this.#cursor = last
    const cursor = Atomics.exchange(this.words, CURSOR, wrap(last)) // Publish
    if ((cursor & MARK) !== 0) this.#published.wake()
  }

  close(): void {
    if (this.inCall) throw whileClaiming('close', this.waiting)
    if (this.#closed) return
    this.#closed = true
    this.#lifecycle.closeAt(wrap(this.#claimed + 1))
  }

  leave(): void {
    if (this.inCall) throw whileClaiming('leave', this.waiting)
    const open = this.#claimed - this.#cursor
    if (open > 0) throw new StateError(`Cannot leave${withOpen(open)}`)
    this.close()
    this.#leave?.()
  }

  get unpublished(): Claimed | undefined {
    return this.#claimed > this.#cursor ? { first: this.#cursor + 1, last: this.#claimed } : undefined
  }

  /** No other thread has observed the claim, unless the ring was closed after it. */
  giveBack(): boolean {
    if (this.inCall) throw whileClaiming('giveBack', this.waiting)
    if (this.#closed) return this.unpublished === undefined
    this.#claimed = this.#cursor
    this.words[this.#noted] = wrap(this.#claimed)
    return true
  }

  #commit(): number {
    this.inCall = false
    const first = this.#claimed + 1
    this.#claimed = this.#target
    this.words[this.#noted] = wrap(this.#claimed)
    return first
  }

  /** A claim that leaves more than a ring unpublished could never be granted. */
  #targetFor(n: number, call: string): number {
    if (this.inCall) throw whileClaiming(call, this.waiting)
    if (!Number.isInteger(n) || n < 1) throw this.#refusal(n)
    if (this.#closed) throw new ClosedError()
    const last = this.#claimed + n
    if (last - this.#cursor > this.#size || last > Number.MAX_SAFE_INTEGER) throw this.#refusal(n)
    return last
  }

  #refusal(n: number): ClaimError {
    const left = Number.MAX_SAFE_INTEGER - this.#claimed
    const open = left > 0 ? this.#claimed - this.#cursor : 0
    return new ClaimError(n, Math.min(this.#size - open, left), open)
  }

  #mayPublish(first: number, last: number): boolean {
    return first === this.#cursor + 1 && last >= first && last <= this.#claimed && Number.isInteger(last)
  }
}
