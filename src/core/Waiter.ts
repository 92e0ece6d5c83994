// Waiting threads. Twin: spec/core/Signal.tla, whose epochs Signal.ts moves; each atomic access names its action there.
import { begun, untilWarning, warnOfBlocking } from './blocked.ts'
import type { RoleContext } from './context.ts'
import type { Deadline } from './deadline.ts'
import { type CONSUMED_EPOCH, NO_WORD, type PUBLISHED_EPOCH } from './layout.ts'
import { goneRound, Pace } from './loop.ts'
import { MARK } from './Sequence.ts'
import { Role } from './shown.ts'

/** How long a waiter spins before it parks, and how long asynchronous calls keep the thread. */
export interface SpinOptions {
  /**
   * How many attempts a waiter makes before it parks: 0 parks at once, Infinity never; by default `DEFAULT_SPINS`. An
   * attempt takes some 50 ns; to park and be woken takes some 10 to 50 µs.
   */
  readonly spins?: number
  /**
   * How long, in ms from 0, asynchronous calls that never need to wait may keep the thread; by default 1. After that a
   * batch ends, and the next call yields to the event loop for one round, so that timers, signals and messages have
   * their turn. All calls of a thread count together. 0 yields after each claim and each event; Infinity never yields.
   * The clock is read once in 8 calls and 64 events, more often where these take long.
   */
  readonly yieldAfter?: number
}

/** The result of a spin: found, retry, or sleep unless the epoch has changed from this one. */
type SpinResult = 'found' | 'retry' | number

/** How many spins lie between two checks for self-waiting and blocking, for a thread that does not park. */
const RARELY = 1024

/** A thread that makes attempts, and waits until one succeeds. */
export abstract class Waiter extends Role {
  protected readonly words: Int32Array
  readonly #epoch: number
  readonly #spins: number
  readonly #pause: number
  readonly #describeWait: () => string
  /** How long asynchronous calls may keep the thread. */
  protected readonly pace: Pace
  /** Within a call that no other may interrupt: from its wait until its end, without a gap. */
  protected inCall = false
  /** Which call of a producer waits, if one does. */
  protected waiting: 'claim' | 'claimAsync' = 'claimAsync'
  /** The word that the last failed attempt is blocked on. */
  protected blockedOn = NO_WORD

  /** @internal */
  constructor(context: RoleContext, epoch: typeof PUBLISHED_EPOCH | typeof CONSUMED_EPOCH) {
    super()
    this.words = context.words
    this.#epoch = epoch
    this.#spins = context.spins
    this.#pause = context.pauseBetweenAttempts
    this.#describeWait = () => context.describeWait(context.held.role, this.blockedOn)
    this.pace = new Pace(context.yieldAfter)
  }

  /** Makes an attempt; if it fails, `blockedOn` is the word that must change. */
  protected abstract attempt(): boolean

  /** Observes the epoch before an attempt: in a failed ring a follower must then check its upstream consumers. */
  protected beforeAttempt(_epoch: number): void {}

  /** Throws if the call must end without success: the ring has ended, as the epoch says, or it timed out. */
  protected abstract throwIfEnded(epoch: number, until: Deadline): void

  /** Throws if this thread would wait for itself; called only if nothing else ends the wait. */
  protected throwIfSelfBlocked(): void {}

  /** Epoch, then mark, then attempt: any change in between is noticed by the attempt or bumps the epoch. */
  #spinOnce(spins: number, until: Deadline): SpinResult {
    const epoch = Atomics.load(this.words, this.#epoch) // LoadEpoch
    this.beforeAttempt(epoch)
    const marked = spins >= this.#spins ? this.blockedOn : NO_WORD
    if (marked !== NO_WORD) Atomics.or(this.words, marked, MARK) // Mark
    if (this.attempt()) return 'found'
    this.throwIfEnded(epoch, until)
    return this.blockedOn === marked ? epoch : 'retry'
  }

  /** Blocks this thread until an attempt succeeds; called after one has failed. */
  protected wait(until: Deadline, began = begun()): void {
    for (let spins = 0; ; spins++) {
      const result = this.#spinOnce(spins, until)
      if (result === 'found') return
      if (result !== 'retry' || spins % RARELY === 0) this.#blocks(began, until)
      if (result === 'retry') pause(this.#pause)
      else {
        const [left, slice] = [until.remaining(), untilWarning(began)]
        const woken = Atomics.wait(this.words, this.#epoch, result, Math.min(left, slice)) // Sleep
        if (woken === 'timed-out' && left <= slice) until.expire()
        if (this.attempt()) return
        spins = -1
      }
    }
  }

  /** Checked again and again: other producers may claim meanwhile, which moves what this thread waits for. */
  #blocks(began: number, until: Deadline): void {
    if (until.remaining() === Number.POSITIVE_INFINITY) this.throwIfSelfBlocked()
    this.inCall = true
    this.waiting = 'claim'
    warnOfBlocking(began, this.#describeWait)
    this.inCall = false
    this.waiting = 'claimAsync'
  }

  /**
   * As `wait`, but yields to the event loop, so it parks without spinning; also called before an attempt, if the thread
   * has been kept for too long. After an attempt has succeeded the call is still busy.
   */
  protected async waitAsync(until: Deadline): Promise<void> {
    const release = until.arm(this.words, this.#epoch)
    this.inCall = true
    try {
      await this.#parked(until)
    } catch (error) {
      this.inCall = false
      throw error
    } finally {
      release()
    }
  }

  /** The thread yields before an attempt, so that it holds nothing meanwhile: a call aborted then has lost nothing. */
  async #parked(until: Deadline): Promise<void> {
    for (;;) {
      if (this.pace.isDue()) {
        await goneRound()
        until.throwIfAborted()
        if (this.attempt()) return
      }
      const result = this.#spinOnce(Number.POSITIVE_INFINITY, until)
      if (result === 'found') return
      if (result === 'retry') continue
      await Atomics.waitAsync(this.words, this.#epoch, result).value // Sleep
      if (this.attempt()) return
    }
  }
}

/** Keeps this thread off the shared words for a while: each attempt takes the cache line from its writer. */
export function pause(iterations: number): void {
  for (let i = 0; i < iterations; i++);
}
