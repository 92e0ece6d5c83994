// How threads wait and are woken. Twin: spec/core/Signal.tla; each atomic access names its action there.
import { begun, untilWarning, warnOfBlocking } from './blocked.ts'
import type { Limit } from './limits.ts'
import { goneRound, Pace } from './loop.ts'
import { MARK } from './Sequence.ts'
import { Role } from './shown.ts'
import { type CONSUMED, NOWHERE, type PUBLISHED, pause, type Seat } from './words.ts'

/** How the ring ends, in the lowest bits of both epochs. */
export const CLOSED = 1
export const FAILED = 2
/** An epoch counts by this. */
export const COUNT = 4

/** What a turn comes to: found, look again, or sleep unless the epoch is another than this one. */
type Turn = 'found' | 'again' | number

/** How many turns go by between two thoughts of a thread that does not park. */
const RARELY = 1024

/** A thread that looks for something, and waits as long as it is not there. */
export abstract class Waiting extends Role {
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
  constructor(seat: Seat, epoch: typeof PUBLISHED | typeof CONSUMED) {
    super()
    this.words = seat.words
    this.#epoch = epoch
    this.#spins = seat.spins
    this.#pause = seat.rest
    this.#waits = () => seat.waits(seat.held.role, this.lacks)
    this.pace = new Pace(seat.yieldAfter)
  }

  /** Whether what is wanted is there; if not, `lacks` is the word that has to change. */
  protected abstract look(): boolean

  /** Hears how the ring ends before a look: who follows others has to know then whether these go on. */
  protected begins(_epoch: number): void {}

  /** Throws if the call ends here, though nothing was found: the ring has ended as the epoch says, or time is up. */
  protected abstract over(epoch: number, until: Limit): void

  /** Throws if this thread would wait for itself; called only where nothing would end that. */
  protected refuse(): void {}

  /** The mark is set after the epoch was seen, and the look comes last: whatever happens in between is noticed. */
  #turn(turns: number, until: Limit): Turn {
    const epoch = Atomics.load(this.words, this.#epoch) // LoadEpoch
    this.begins(epoch)
    const marked = turns >= this.#spins ? this.lacks : NOWHERE
    if (marked !== NOWHERE) Atomics.or(this.words, marked, MARK) // Mark
    if (this.look()) return 'found'
    this.over(epoch, until)
    return this.lacks === marked ? epoch : 'again'
  }

  /** Blocks this thread until a look succeeds; call it when one has failed. */
  protected wait(until: Limit, began = begun()): void {
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
  #blocks(began: number, until: Limit): void {
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
  protected async waitAsync(until: Limit): Promise<void> {
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
  async #parked(until: Limit): Promise<void> {
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

/** One of the two words on which threads sleep: where what is published has changed, or what is consumed. */
export class Signal {
  readonly #words: Int32Array
  readonly #epoch: number

  constructor(words: Int32Array, epoch: typeof PUBLISHED | typeof CONSUMED) {
    this.#words = words
    this.#epoch = epoch
  }

  /** Wakes all who sleep; called by whoever has changed a word that was marked, and after that. */
  wake(): void {
    Atomics.add(this.#words, this.#epoch, COUNT) // Bump
    Atomics.notify(this.#words, this.#epoch) // Notify
  }
}
