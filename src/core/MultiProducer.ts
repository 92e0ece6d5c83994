// The claims of a producer beside others. Twin: spec/core/MultiProducer.tla; each atomic access names its action.

import { type ClaimedBy, claimOf, deadlineOf, isOptions, timeoutOf } from './callOptions.ts'
import type { RoleContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { ClaimError, PublishError, StateError, WaitError, withOpen } from './errors.ts'
import { type Held, mightWait, NOTHING } from './here.ts'
import { isCursorClosed, Lifecycle } from './Lifecycle.ts'
import { CONSUMED_EPOCH, CURSOR, HELD, LAST, PUBLISHED_EPOCH } from './layout.ts'
import { Withdrawal } from './Roles.ts'
import { whileClaiming } from './reentrancy.ts'
import { after, ahead, lapOf, MARK, slotOf, wrap } from './Sequence.ts'
import type { Claimed, Sequencer } from './Sequencer.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { Waiter } from './Waiter.ts'

/**
 * A producer of a ring with several producers. It belongs to the thread that made it.
 *
 * A claim of n events costs an add, a load of each gating consumer's gate and of one lap, and an exchange for each
 * event: 3 + gates for one event, 2 + gates + n for n. `tryClaim`, and a claim that may be given up, cost two more and
 * load the gates twice; they can starve beside other claims. One claim may be open at a time: publish all of it before
 * the next.
 */
export class MultiProducer extends Waiter implements Sequencer {
  readonly #size: number
  readonly #gates: readonly number[]
  readonly #laps: number
  readonly #here: RoleContext['here']
  readonly #held: Held
  readonly #stuck: RoleContext['stuck']
  readonly #endError: RoleContext['endError']
  readonly #published: Signal
  readonly #lifecycle: Lifecycle
  readonly #leave: RoleContext['leave']
  /** The words in which it notes how many sequences it holds, and the last of them. */
  readonly #count: number
  readonly #noted: number
  /** The claimed, unpublished sequences: from `next` up to `last`; none if `last` is `next - 1`. */
  #next = 0
  #last = 0
  /** The cursor that a call claims at, how many sequences it claims, and whether the claim is made. */
  #word = 0
  #n = 0
  #hasClaimed = false
  #left = false

  /** @internal Made by `ring.producer(name)`. */
  constructor(context: RoleContext) {
    super(context, CONSUMED_EPOCH)
    this.#size = context.size
    this.#gates = context.gates
    this.#laps = context.laps
    ;[this.#here, this.#held] = [context.here, context.held]
    ;[this.#stuck, this.#endError] = [context.stuck, context.endError]
    this.#published = new Signal(context.words, PUBLISHED_EPOCH)
    this.#lifecycle = new Lifecycle(context.words)
    this.#leave = context.leave
    this.#count = context.hand + HELD
    this.#noted = context.hand + LAST
    this.#next = context.start
    this.#last = context.start - 1
  }

  /** A claim that may be given up is made only where there is room; so is one that might wait for its own thread. */
  claim(n: ClaimedBy<WaitOptions> = 1, options?: WaitOptions): number {
    if (isOptions(n)) return this.claim(...claimOf(n, options))
    this.#begin(n, 'claim')
    const here = this.#here
    if (options !== undefined || (here.roles > 1 && mightWait(here))) return this.#tryFor(timeoutOf(options))
    this.#hasClaimed = true
    this.words[this.#count] = -n
    this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim
    if (isCursorClosed(this.#word)) throw this.#refused()
    if (!this.attempt()) this.wait(FOREVER)
    return this.#resolve()
  }

  #tryFor(until: Deadline): number {
    if (!this.attempt()) this.wait(until)
    return this.#resolve()
  }

  async claimAsync(n: ClaimedBy<AsyncWaitOptions> = 1, options?: AsyncWaitOptions): Promise<number> {
    if (isOptions(n)) return await this.claimAsync(...claimOf(n, options))
    this.#begin(n, 'claimAsync')
    const until = deadlineOf(options)
    if (this.pace.isDue() || !this.attempt()) await this.waitAsync(until)
    return this.#resolve()
  }

  /** The exchange may claim a full wrap-around beyond the attempt's cursor: then it must wait for its room. */
  tryClaim(n = 1): number | undefined {
    this.#begin(n, 'tryClaim')
    if (!this.attempt()) {
      if (!this.#hasClaimed) return undefined
      this.wait(FOREVER)
    }
    return this.#resolve()
  }

  protected attempt(): boolean {
    return (this.#hasClaimed || this.#exchanged()) && this.#hasRoom()
  }

  #exchanged(): boolean {
    let word = Atomics.load(this.words, CURSOR) // LoadNext
    for (;;) {
      if (isCursorClosed(word)) throw this.#refused()
      this.#word = word
      if (!this.#hasRoom()) return this.#holds(0)
      this.words[this.#count] = -this.#n
      const found = Atomics.compareExchange(this.words, CURSOR, word, (word + 2 * this.#n) | 0) // Exchange
      if (found === word) break
      word = found
    }
    this.#hasClaimed = true
    this.#held.first = word
    return true
  }

  /** A claim is noted before it is made: a thread that dies in between may have made it. */
  #holds(open: 0): false {
    this.words[this.#count] = open
    return false
  }

  #refused(): Error {
    this.words[this.#count] = 0
    return this.#endError(CLOSED, this.#next)
  }

  /** Gates only grow, so they may be loaded one after another. None is cached: it could be a full wrap-around old. */
  #hasRoom(): boolean {
    const last = this.#word + 2 * (this.#n - 1)
    for (const gate of this.#gates) {
      const handled = Atomics.load(this.words, gate) // LoadGate
      this.blockedOn = gate
      if (ahead(handled, last) < -this.#size) return false
    }
    return true
  }

  /** A claim that is made cannot be given up, so only a failed ring ends its wait. */
  protected throwIfEnded(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0) throw this.#endError(epoch, this.#next)
    if (!this.#hasClaimed) until.throwIfExpired()
  }

  protected override throwIfSelfBlocked(): void {
    const roles = this.#hasClaimed ? '' : this.#stuck((this.#word + 2 * (this.#n - 1 - this.#size)) | 0)
    if (roles) throw new WaitError('claim', roles)
  }

  /** There is room, so the slot still has the previous lap. */
  #resolve(): number {
    this.inCall = false
    const slot = slotOf(this.#word >>> 1, this.#size)
    const lap = Atomics.load(this.words, this.#laps + slot) // LoadLap
    const known = lapOf(this.#last, this.#size)
    const first = (known + after(lap, wrap(known - 1))) * this.#size + slot
    const last = first + (this.#n - 1)
    if (last > Number.MAX_SAFE_INTEGER) throw new ClaimError(this.#n, 0)
    this.#next = first
    this.#last = last
    this.words[this.#noted] = wrap(last)
    this.words[this.#count] = this.#n
    this.#held.first = wrap(first)
    return first
  }

  /** As `Sequencer.publish`, slot by slot; `first` must be the first unpublished sequence. */
  publish(first: number, last = first): void {
    if (!this.#mayPublish(first, last)) throw new PublishError(first, last, this.#next, this.#last)
    let wakes = 0
    for (let next = first; next <= last; next++) {
      const slot = slotOf(next, this.#size)
      wakes |= Atomics.exchange(this.words, this.#laps + slot, wrap(lapOf(next, this.#size))) // Publish
    }
    this.#next = last + 1
    this.words[this.#count] = this.#last - last
    if ((wakes & MARK) !== 0) this.#published.wake()
    this.#held.first = last < this.#last ? wrap(last + 1) : NOTHING
  }

  get unpublished(): Claimed | undefined {
    return this.#last >= this.#next ? { first: this.#next, last: this.#last } : undefined
  }

  /** The cursor is where this claim left it only if nobody has claimed since and nobody has closed the ring. */
  giveBack(): boolean {
    if (this.inCall) throw whileClaiming('giveBack', this.waiting)
    const open = this.#last - this.#next + 1
    if (open === 0) return true
    const [first, behind] = [wrap(this.#next), wrap(this.#last + 1)]
    if (!new Withdrawal(this.words).giveBack(behind, first)) return false
    this.#last = this.#next - 1
    return !this.#holds(0)
  }

  /** @internal Continues a dead producer's claim: `n` sequences from the one of this word on. */
  adopt(word: number, n: number): void {
    this.#word = word
    this.#n = n
    this.#resolve()
  }

  close(): void {
    this.#lifecycle.close()
  }

  leave(): void {
    if (this.inCall) throw whileClaiming('leave', this.waiting)
    const open = this.#last - this.#next + 1
    if (open > 0) throw new StateError(`Cannot leave${withOpen(open)}`)
    if (this.#left) return
    this.#left = true
    this.#leave?.()
  }

  /** A producer that holds a claim and waits for a later one would wait for itself. */
  #begin(n: number, call: string): void {
    if (this.inCall) throw whileClaiming(call, this.waiting)
    if (this.#left) throw new StateError(`Cannot call ${call}() after leave()`)
    const open = this.#last - this.#next + 1
    if (open > 0) throw new ClaimError(n, 0, open)
    if (!Number.isInteger(n) || n < 1 || n > this.#size) throw new ClaimError(n, this.#size)
    this.#n = n
    this.#hasClaimed = false
  }

  #mayPublish(first: number, last: number): boolean {
    return first === this.#next && last >= first && last <= this.#last && Number.isInteger(last)
  }
}
