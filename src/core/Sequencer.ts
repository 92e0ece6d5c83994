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
   * @param n from 1 to the size of the ring; 1 by default. While some of what this producer has claimed is not
   * published, the only producer of a ring may claim so much less, one of several nothing
   * @throws {ClaimError} before anything has changed, if `n` is not in that range or sequences are exhausted; only
   * the claim of one of several producers beyond the last sequence leaves a hole, behind which nothing comes
   */
  claim(n?: number): number

  /** As `claim`, but returns `undefined` at once where `claim` would wait; nothing is held then. */
  tryClaim(n?: number): number | undefined

  /**
   * Publishes the claimed sequences `first` to `last`, both included: consumers may read their slots from now on.
   *
   * @throws {PublishError} before anything has changed, if one of them is not claimed or is published already,
   * or where a producer can only publish in order and they are not the next in line
   */
  publish(first: number, last: number): void
}
