import type { ClaimedBy } from './callOptions.ts'
import type { AsyncWaitOptions, WaitOptions } from './deadline.ts'

/** Claimed, unpublished sequences: from `first` to `last`, both included. */
export interface Claimed {
  readonly first: number
  readonly last: number
}

/**
 * The contract of every producer. Twin: spec/core/Sequencer.tla, which each producer's spec refines.
 *
 * A claim takes the next sequences; the caller writes their slots and then publishes them. Consumers handle what is
 * published without a gap. Sequences count from the ring's start, exact up to 2^53 - 1.
 */
export interface Sequencer {
  /**
   * Claims the next `n` sequences, waiting for room, and returns the first of them.
   *
   * It spins, see `spins`, then parks. A producer beside others claims only where there is room if it has a time-out,
   * or if its thread has another role of the ring; it can then starve beside producers that claim at once. A main
   * thread that is blocked for two seconds emits one warning per process, with the code `RINGPROOF_BLOCKED`.
   *
   * @param n from 1 to the size of the ring, 1 by default; or all options in one object, `{ n, timeout }`. While
   * claimed sequences are unpublished, the only producer of a ring may claim that many fewer, a producer beside others
   * none
   * @throws {ClaimError} before anything has changed: if `n` is not in that range, or sequences are exhausted. Only a
   * claim beyond the last sequence, beside other producers, leaves a hole, behind which nothing comes
   * @throws {WaitError} without a time-out, before anything has changed, if this thread would wait for itself in
   * another role of the ring: as a consumer, as a worker that holds an event or whose pool no other thread has joined,
   * or as a producer that has not published
   * @throws {StateError} if this producer, beside others, has left
   * @throws {ClosedError} if the ring is closed
   * @throws {FailedError} if there is no room and the ring has failed
   * @throws {TimeoutError} after `timeout` milliseconds; then nothing is held
   * @throws {HandlerError} while `claimAsync` of this producer waits
   * @throws {ArgumentError} if an option is unknown or out of range
   */
  claim(n?: ClaimedBy<WaitOptions>, options?: WaitOptions): number

  /**
   * As `claim`, for a thread that must serve its event loop: it parks at once, without blocking; if asynchronous calls
   * have kept the thread for too long, it first yields to the event loop for one round, see `yieldAfter`.
   *
   * @throws {AbortError} if `signal` is aborted; then nothing is held
   */
  claimAsync(n?: ClaimedBy<AsyncWaitOptions>, options?: AsyncWaitOptions): Promise<number>

  /**
   * As `claim`, but returns `undefined` at once where `claim` would wait; then nothing is held.
   *
   * It waits in one case: a producer beside others stood still between its attempt and its claim while they claimed
   * 2^31 sequences. It has then claimed sequences without room, and such a claim cannot be undone.
   */
  tryClaim(n?: number): number | undefined

  /**
   * Publishes the claimed sequences `first` to `last`, both included: consumers may read their slots from now on.
   *
   * @param last `first` by default: one event
   * @throws {PublishError} before anything has changed, if one of them is not claimed or is already published, or they
   * are not the next in line
   */
  publish(first: number, last?: number): void

  /** The claimed, unpublished sequences of this producer, or undefined. It costs no access to shared words. */
  readonly unpublished: Claimed | undefined

  /**
   * Gives back everything claimed and unpublished, as if it had never been claimed: after a write that threw, for
   * example.
   *
   * Returns false, with nothing changed, if that is too late: another claim came after it, or the ring was closed after
   * it. Then it must be published, since readers cannot pass it: mark its slots as void.
   *
   * @throws {HandlerError} while another call of this producer waits
   */
  giveBack(): boolean

  /**
   * Closes the ring: from now on claims are refused, those of other producers too.
   *
   * Claimed sequences may still be published; readers handle all of them, then end. A second call does nothing.
   */
  close(): void

  /**
   * Leaves the ring: this producer claims no more, so its thread may end while others go on.
   *
   * The last producer to leave closes the ring; the only one does so at once. A second call does nothing.
   *
   * @throws {StateError} before anything has changed, while claimed sequences are unpublished
   */
  leave(): void
}
