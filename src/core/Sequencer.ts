import type { ClaimedBy } from './callOptions.ts'
import type { AsyncWaitOptions, WaitOptions } from './deadline.ts'

/** Sequences that are claimed and not published: from `first` to `last`, both included. */
export interface Claimed {
  readonly first: number
  readonly last: number
}

/**
 * The contract of every producer. Twin: spec/core/Sequencer.tla, which each producer's spec refines.
 *
 * A claim takes the next places in line; what was claimed is written by the caller and then published.
 * Consumers handle what is published without a gap. Sequences count from the ring's start, exact up to 2^53 - 1.
 */
export interface Sequencer {
  /**
   * Claims the next `n` sequences, waiting for room, and returns the first of them.
   *
   * It looks some times, see `spins`, then it parks. With a time-out, one of several producers claims only where there
   * is room, and can starve beside others that claim at once; so does one whose thread has another role of the ring.
   * A main thread that is blocked for two seconds is warned of, once a process, with the code `RINGPROOF_BLOCKED`.
   *
   * @param n from 1 to the size of the ring; 1 by default; or all options in one place, `{ n, timeout }`. While some of what this producer has claimed is not
   * published, the only producer of a ring may claim so much less, one of several nothing
   * @throws {ClaimError} before anything has changed, if `n` is not in that range, sequences are exhausted, or, without
   * a time-out, this thread has to act first, as another role of the ring: as a consumer, as a worker that holds an event
   * or of a pool that no other thread has joined so far, or as a producer that has not published; only the claim of one of several producers beyond the last sequence leaves a hole,
   * behind which nothing comes
   * @throws {ClosedError} if the ring is closed
   * @throws {FailedError} if there is no room and the ring has failed
   * @throws {TimeoutError} after `timeout` milliseconds; nothing is held then
   * @throws {HandlerError} while `claimAsync` of this producer waits
   * @throws {ArgumentError} if an option is out of range, or has a name that means nothing here
   */
  claim(n?: ClaimedBy<WaitOptions>, options?: WaitOptions): number

  /**
   * As `claim`, for a thread that has an event loop to serve: it parks at once, without blocking, and leaves the thread to
   * that for a round, before it looks, if the thread has been kept for long; see `yieldAfter`.
   *
   * @throws {AbortError} if `signal` is aborted; nothing is held then
   */
  claimAsync(n?: ClaimedBy<AsyncWaitOptions>, options?: AsyncWaitOptions): Promise<number>

  /**
   * As `claim`, but returns `undefined` at once where `claim` would wait; nothing is held then.
   *
   * It waits in one case: one of several producers stood still between its look and its claim while others claimed 2^31
   * sequences. Then it has claimed what has no room yet, and a claim can't be undone.
   */
  tryClaim(n?: number): number | undefined

  /**
   * Publishes the claimed sequences `first` to `last`, both included: consumers may read their slots from now on.
   *
   * @param last `first` by default: one event
   * @throws {PublishError} before anything has changed, if one of them is not claimed or is published already,
   * or where a producer can only publish in order and they are not the next in line
   */
  publish(first: number, last?: number): void

  /** What this producer has claimed and not published; undefined if nothing. It costs nothing. */
  readonly unpublished: Claimed | undefined

  /**
   * Gives back all that is claimed and not published, as if it had not been claimed: after a write that threw, say.
   *
   * False, and nothing has changed, where that is too late: another producer has claimed behind it, or the ring was
   * closed behind it. It has to be published then, for readers get no further: say in its slots that it is void.
   *
   * @throws {HandlerError} if another call waits
   */
  giveBack(): boolean

  /**
   * Closes the ring: claims are refused from now on, those of other producers as well.
   *
   * What is claimed may still be published; readers handle all of it, and then end. Does nothing the second time.
   */
  close(): void

  /**
   * Says that this producer claims no more, so that its thread may end while others go on.
   *
   * The last of a ring's producers to leave closes it: the only one does so at once. Does nothing the second time.
   *
   * @throws {ClaimError} before anything has changed, while some of what it has claimed is not published
   */
  leave(): void
}
