// The claims of one of several producers. Twin: spec/core/MultiProducer.tla; each atomic access names its action.

import { type ClaimedBy, claimOf, isOptions, limitOf, timeOf } from './callOptions.ts'
import type { RoleContext } from './context.ts'
import { type AsyncWaitOptions, type Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { ClaimError, notBefore, PublishError, RoleError } from './errors.ts'
import { type Held, mightWait, NOTHING } from './here.ts'
import { isShut, Lifecycle } from './Lifecycle.ts'
import { CONSUMED, CURSOR, HELD, LAST, PUBLISHED } from './layout.ts'
import { Withdrawal } from './Roles.ts'
import { whileClaiming } from './reentrancy.ts'
import { after, ahead, lapOf, MARK, slotOf, wrap } from './Sequence.ts'
import type { Claimed, Sequencer } from './Sequencer.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { Waiter } from './Waiter.ts'

/**
 * One of several producers of a ring. It belongs to the thread that made it.
 *
 * A claim of n events costs an add, a load of each gating consumer's gate and of one lap, and an exchange for each
 * event: 3 + gates for one event, 2 + gates + n for n. `tryClaim`, and a claim that may be given up, cost two more and
 * look at the gates twice; they can starve beside others that claim. One claim may be open at a time: publish all of
 * it before the next.
 */
export class MultiProducer extends Waiter implements Sequencer {
  readonly #size: number
  readonly #gates: readonly number[]
  readonly #laps: number
  readonly #here: RoleContext['here']
  readonly #held: Held
  readonly #stuck: RoleContext['stuck']
  readonly #ended: RoleContext['ended']
  readonly #published: Signal
  readonly #lifecycle: Lifecycle
  readonly #leave: RoleContext['leave']
  /** Where it notes how much it holds, and the last sequence of that. */
  readonly #count: number
  readonly #noted: number
  /** What is claimed and not published yet: from `next` up to `last`; nothing if that is `next - 1`. */
  #next = 0
  #last = 0
  /** The word of the claim that a call is about, how many it is for, and whether it is made or only looked at. */
  #word = 0
  #n = 0
  #claims = false
  #left = false

  /** @internal Made by `ring.producer(name)`. */
  constructor(context: RoleContext) {
    super(context, CONSUMED)
    this.#size = context.size
    this.#gates = context.gates
    this.#laps = context.laps
    ;[this.#here, this.#held] = [context.here, context.held]
    ;[this.#stuck, this.#ended] = [context.stuck, context.ended]
    this.#published = new Signal(context.words, PUBLISHED)
    this.#lifecycle = new Lifecycle(context.words)
    this.#leave = context.leave
    this.#count = context.hand + HELD
    this.#noted = context.hand + LAST
    this.#next = context.start
    this.#last = context.start - 1
  }

  /** One that may be given up claims only where there is room; so does one that might wait for its own thread. */
  claim(n: ClaimedBy<WaitOptions> = 1, options?: WaitOptions): number {
    if (isOptions(n)) return this.claim(...claimOf(n, options))
    this.#begin(n, 'claim')
    const here = this.#here
    if (options !== undefined || (here.roles > 1 && mightWait(here))) return this.#claimLater(timeOf(options))
    this.#claims = true
    this.words[this.#count] = -n
    this.#word = Atomics.add(this.words, CURSOR, 2 * n) // Claim
    if (isShut(this.#word)) throw this.#refused()
    if (!this.look()) this.wait(FOREVER)
    return this.#open()
  }

  #claimLater(until: Deadline): number {
    if (!this.look()) this.wait(until)
    return this.#open()
  }

  async claimAsync(n: ClaimedBy<AsyncWaitOptions> = 1, options?: AsyncWaitOptions): Promise<number> {
    if (isOptions(n)) return await this.claimAsync(...claimOf(n, options))
    this.#begin(n, 'claimAsync')
    const until = limitOf(options)
    if (this.pace.isDue() || !this.look()) await this.waitAsync(until)
    return this.#open()
  }

  /** What the exchange claims may be a whole turn further than what was looked at: that waits for its room as well. */
  tryClaim(n = 1): number | undefined {
    this.#begin(n, 'tryClaim')
    if (!this.look()) {
      if (!this.#claims) return undefined
      this.wait(FOREVER)
    }
    return this.#open()
  }

  protected look(): boolean {
    return (this.#claims || this.#exchanged()) && this.#hasRoom()
  }

  #exchanged(): boolean {
    let word = Atomics.load(this.words, CURSOR) // LoadNext
    for (;;) {
      if (isShut(word)) throw this.#refused()
      this.#word = word
      if (!this.#hasRoom()) return this.#holds(0)
      this.words[this.#count] = -this.#n
      const found = Atomics.compareExchange(this.words, CURSOR, word, (word + 2 * this.#n) | 0) // Exchange
      if (found === word) break
      word = found
    }
    this.#claims = true
    this.#held.first = word
    return true
  }

  /** It notes a claim before it makes it: who dies in between may have made it. */
  #holds(open: 0): false {
    this.words[this.#count] = open
    return false
  }

  #refused(): Error {
    this.words[this.#count] = 0
    return this.#ended(CLOSED, this.#next)
  }

  /** Gates only grow: one after another is enough. None is remembered: it may be a whole turn old. */
  #hasRoom(): boolean {
    const last = this.#word + 2 * (this.#n - 1)
    for (const gate of this.#gates) {
      const handled = Atomics.load(this.words, gate) // LoadGate
      this.lacks = gate
      if (ahead(handled, last) < -this.#size) return false
    }
    return true
  }

  /** Who waits for a claim that he might have to make room for himself would wait for ever. */
  protected over(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0) throw this.#ended(epoch, this.#next)
    if (!this.#claims) until.check()
  }

  protected override refuse(): void {
    const roles = this.#claims ? '' : this.#stuck((this.#word + 2 * (this.#n - 1 - this.#size)) | 0)
    if (roles) throw new ClaimError(this.#n, notBefore(roles))
  }

  /** With room, the slot has the lap before. */
  #open(): number {
    this.busy = false
    const slot = slotOf(this.#word >>> 1, this.#size)
    const lap = Atomics.load(this.words, this.#laps + slot) // LoadLap
    const known = lapOf(this.#last, this.#size)
    const first = (known + after(lap, wrap(known - 1))) * this.#size + slot
    const last = first + (this.#n - 1)
    if (last > Number.MAX_SAFE_INTEGER) throw new ClaimError(this.#n, 'none, sequences end at 2^53 - 1')
    this.#next = first
    this.#last = last
    this.words[this.#noted] = wrap(last)
    this.words[this.#count] = this.#n
    this.#held.first = wrap(first)
    return first
  }

  /** As the contract says, slot by slot; `first` has to be the first that is not published yet. */
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

  /** The cursor is where this claim has left it only if nobody has claimed since, and nobody has closed the ring. */
  giveBack(): boolean {
    if (this.busy) throw whileClaiming('giveBack', this.waiting)
    const open = this.#last - this.#next + 1
    if (open === 0) return true
    const [first, behind] = [wrap(this.#next), wrap(this.#last + 1)]
    if (!new Withdrawal(this.words).giveBack(behind, first)) return false
    this.#last = this.#next - 1
    return !this.#holds(0)
  }

  /** @internal Goes on with what a producer that has died had claimed: `n` sequences from the one of this word on. */
  adopt(word: number, n: number): void {
    this.#word = word
    this.#n = n
    this.#open()
  }

  close(): void {
    this.#lifecycle.close()
  }

  leave(): void {
    if (this.busy) throw whileClaiming('leave', this.waiting)
    const open = this.#last - this.#next + 1
    if (open > 0) throw new ClaimError('none more', `publish the ${open} that are claimed`)
    if (this.#left) return
    this.#left = true
    this.#leave?.()
  }

  /** Who holds a claim and waits for a later one waits for itself. */
  #begin(n: number, call: string): void {
    if (this.busy) throw whileClaiming(call, this.waiting)
    if (this.#left) throw hasLeft()
    const open = this.#last - this.#next + 1
    if (open > 0) throw new ClaimError(n, `none while ${open} are claimed and not published`)
    if (!Number.isInteger(n) || n < 1 || n > this.#size) throw new ClaimError(n, `1 … ${this.#size}`)
    this.#n = n
    this.#claims = false
  }

  #mayPublish(first: number, last: number): boolean {
    return first === this.#next && last >= first && last <= this.#last && Number.isInteger(last)
  }
}

function hasLeft(): RoleError {
  const sentence = 'this producer has left, and claims no more'
  return new RoleError('claim', 'a producer that has left', 'one that has not', { sentence })
}
