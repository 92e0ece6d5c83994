import type { AsyncWaitOptions, WaitOptions } from './limits.ts'

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
   * is room, and can starve beside others that claim at once.
   *
   * @param n from 1 to the size of the ring; 1 by default. While some of what this producer has claimed is not
   * published, the only producer of a ring may claim so much less, one of several nothing
   * @throws {ClaimError} before anything has changed, if `n` is not in that range, sequences are exhausted, or only
   * this thread could make room; only the claim of one of several producers beyond the last sequence leaves a hole,
   * behind which nothing comes
   * @throws {ClosedError} if the ring is closed
   * @throws {FailedError} if there is no room and the ring has failed
   * @throws {TimeoutError} after `options.timeout` milliseconds; nothing is held then
   */
  claim(n?: number, options?: WaitOptions): number

  /**
   * As `claim`, for a thread that has an event loop to serve: it parks at once, without blocking, and leaves the thread to
   * that for a round, before it looks, if the thread has been kept for long; see `yieldAfter`.
   *
   * @throws {AbortError} if `options.signal` is aborted; nothing is held then
   */
  claimAsync(n?: number, options?: AsyncWaitOptions): Promise<number>

  /** As `claim`, but returns `undefined` at once where `claim` would wait; nothing is held then. */
  tryClaim(n?: number): number | undefined

  /**
   * Publishes the claimed sequences `first` to `last`, both included: consumers may read their slots from now on.
   *
   * @throws {PublishError} before anything has changed, if one of them is not claimed or is published already,
   * or where a producer can only publish in order and they are not the next in line
   */
  publish(first: number, last: number): void

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
