// How a thread waits. Twin: spec/core/Signal.tla, whose epochs Signal.ts moves; each atomic access names its action there.
import { begun, untilWarning, warnOfBlocking } from './blocked.ts'
import type { RoleContext } from './context.ts'
import type { Deadline } from './deadline.ts'
import { type CONSUMED, NOWHERE, type PUBLISHED } from './layout.ts'
import { goneRound, Pace } from './loop.ts'
import { MARK } from './Sequence.ts'
import { Role } from './shown.ts'

/** How long a thread looks before it parks, and how long it is kept. */
export interface SpinOptions {
  /**
   * How often to look before parking: 0 parks at once, Infinity never; see `DEFAULT_SPINS` for the default.
   * One look takes some 50 ns, to park and be woken some 10 to 50 µs.
   */
  readonly spins?: number
  /**
   * How long, in ms from 0, asynchronous calls may keep the thread that always find something; 1 by default. Then a batch
   * ends, and the next call leaves the thread to its event loop for a round, so that timers, signals and messages have
   * their turn. All calls of a thread are taken together. 0: after each claim and each event; Infinity: never.
   * The clock is asked once in 8 calls and 64 events, more often where these take long.
   */
  readonly yieldAfter?: number
}

/** What a turn comes to: found, look again, or sleep unless the epoch is another than this one. */
type Turn = 'found' | 'again' | number

/** How many turns go by between two thoughts of a thread that does not park. */
const RARELY = 1024

/** A thread that looks for something, and waits as long as it is not there. */
export abstract class Waiter extends Role {
  protected readonly words: Int32Array
  readonly #epoch: number
  readonly #spins: number
  readonly #pause: number
  readonly #waits: () => string
  /** How long asynchronous calls may keep the thread. */
  protected readonly pace: Pace
  /** Within a call, which no other may interrupt: from the wait on up to its end, without a moment in between. */
  protected busy = false
  /** The call of a producer that waits, if one does. */
  protected waiting: 'claim' | 'claimAsync' = 'claimAsync'
  /** The word at which the last look has found nothing. */
  protected lacks = NOWHERE

  /** @internal */
  constructor(context: RoleContext, epoch: typeof PUBLISHED | typeof CONSUMED) {
    super()
    this.words = context.words
    this.#epoch = epoch
    this.#spins = context.spins
    this.#pause = context.rest
    this.#waits = () => context.waits(context.held.role, this.lacks)
    this.pace = new Pace(context.yieldAfter)
  }

  /** Whether what is wanted is there; if not, `lacks` is the word that has to change. */
  protected abstract look(): boolean

  /** Hears how the ring ends before a look: who follows others has to know then whether these go on. */
  protected begins(_epoch: number): void {}

  /** Throws if the call ends here, though nothing was found: the ring has ended as the epoch says, or time is up. */
  protected abstract over(epoch: number, until: Deadline): void

  /** Throws if this thread would wait for itself; called only where nothing would end that. */
  protected refuse(): void {}

  /** The mark is set after the epoch was seen, and the look comes last: whatever happens in between is noticed. */
  #turn(turns: number, until: Deadline): Turn {
    const epoch = Atomics.load(this.words, this.#epoch) // LoadEpoch
    this.begins(epoch)
    const marked = turns >= this.#spins ? this.lacks : NOWHERE
    if (marked !== NOWHERE) Atomics.or(this.words, marked, MARK) // Mark
    if (this.look()) return 'found'
    this.over(epoch, until)
    return this.lacks === marked ? epoch : 'again'
  }

  /** Blocks this thread until a look succeeds; call it when one has failed. */
  protected wait(until: Deadline, began = begun()): void {
    for (let turns = 0; ; turns++) {
      const turn = this.#turn(turns, until)
      if (turn === 'found') return
      if (turn !== 'again' || turns % RARELY === 0) this.#blocks(began, until)
      if (turn === 'again') pause(this.#pause)
      else {
        const [left, slice] = [until.left(), untilWarning(began)]
        const woken = Atomics.wait(this.words, this.#epoch, turn, Math.min(left, slice)) // Sleep
        if (woken === 'timed-out' && left <= slice) until.expire()
        if (this.look()) return
        turns = -1
      }
    }
  }

  /** Others may claim while it looks, so that what it waits for comes to be later. */
  #blocks(began: number, until: Deadline): void {
    if (until.left() === Number.POSITIVE_INFINITY) this.refuse()
    this.busy = true
    this.waiting = 'claim'
    warnOfBlocking(began, this.#waits)
    this.busy = false
    this.waiting = 'claimAsync'
  }

  /**
   * As `wait`, but leaves the thread to its event loop, and so parks without a spin; call it before a look as well, if
   * the thread has been kept for too long. Who has found is busy still.
   */
  protected async waitAsync(until: Deadline): Promise<void> {
    const release = until.hold(this.words, this.#epoch)
    this.busy = true
    try {
      await this.#parked(until)
    } catch (error) {
      this.busy = false
      throw error
    } finally {
      release()
    }
  }

  /** The thread goes round before a look, so that nothing is held meanwhile, and who is aborted then has lost nothing. */
  async #parked(until: Deadline): Promise<void> {
    for (;;) {
      if (this.pace.isDue()) {
        await goneRound()
        until.hear()
        if (this.look()) return
      }
      const turn = this.#turn(Number.POSITIVE_INFINITY, until)
      if (turn === 'found') return
      if (turn === 'again') continue
      await Atomics.waitAsync(this.words, this.#epoch, turn).value // Sleep
      if (this.look()) return
    }
  }
}

/** Keeps this thread off the shared words for a while: each look takes the cache line from its writer. */
export function pause(turns: number): void {
  for (let turn = 0; turn < turns; turn++);
}
