// How far a reader may go. Twin: spec/core/Barrier.tla; each atomic access names its action there.

import type { RoleContext } from './context.ts'
import { CURSOR, FINAL, NO_WORD, ownerWordOf } from './layout.ts'
import { isGone } from './Roles.ts'
import { ahead, sequenceAt, slotOf, unwrap, wrap } from './Sequence.ts'

/**
 * What a reader may handle: what is published, or, for a follower, what all its upstream consumers have handled.
 *
 * An attempt costs one load per upstream consumer; without any, one load of the cursor, or, with several producers, one
 * load per slot up to and including the first that is not published.
 */
export class Barrier {
  readonly #words: Int32Array
  readonly #size: number
  readonly #upstream: readonly number[]
  readonly #laps: number
  /** The upstream gates whose owner word says whether they may still advance: those of consumers, not of pools. */
  readonly #owned: readonly number[]
  /** The gate among these that was known before the last attempt never to advance again. */
  #goneUpstream = NO_WORD
  /** The word that the last attempt is blocked on, if it found less than required. */
  blockedOn = NO_WORD

  constructor(context: RoleContext) {
    this.#words = context.words
    this.#size = context.size
    this.#upstream = context.gates
    this.#laps = context.laps
    this.#owned = context.gates.filter((gate) => !context.pooled.includes(gate))
  }

  /**
   * Returns the last readable sequence of at most `most` from `next` on, or one below `least` if that is not readable.
   *
   * Compared relative to `next - 1`, by its word only: a reader that holds no event may be full wrap-arounds behind.
   */
  available(next: number, most: number, least = next): number {
    const end = next - 1 + most
    if (this.#upstream.length > 0) return Math.min(this.#handled(next, least), end)
    return this.#laps === 0 ? Math.min(this.#published(next), end) : this.#probed(next, end)
  }

  #published(next: number): number {
    this.blockedOn = CURSOR
    return unwrap(next - 1, Atomics.load(this.#words, CURSOR)) // LoadCursor
  }

  /** Probes slot by slot, up to the first that is not published. No producer is more than a ring ahead. */
  #probed(next: number, end: number): number {
    const furthest = Math.min(end, next - 1 + this.#size)
    let available = next - 1
    while (available < furthest && this.#isPublished(available + 1)) available++
    return available
  }

  #isPublished(sequence: number): boolean {
    const slot = slotOf(sequence, this.#size)
    this.blockedOn = this.#laps + slot
    const lap = Atomics.load(this.#words, this.blockedOn) // Probe
    return sequenceAt(lap, slot, this.#size) === wrap(sequence)
  }

  /** No upstream consumer is more than a ring ahead. Gates only grow, so they may be loaded one after another. */
  #handled(next: number, least: number): number {
    let available = next - 1 + this.#size
    for (const gate of this.#upstream) {
      available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream
      this.blockedOn = gate
      if (available < least) break
    }
    return available
  }

  /** Checks whether the upstream consumer it is blocked on is gone; the next attempt then sees all it handled. */
  checkOwner(): void {
    this.#goneUpstream = NO_WORD
    if (!this.#owned.includes(this.blockedOn)) return
    const owner = Atomics.load(this.#words, ownerWordOf(this.blockedOn)) // LoadOwner
    if (isGone(owner)) this.#goneUpstream = this.blockedOn
  }

  /** Whether nothing more can come in a failed ring, after an attempt that found nothing. */
  isExhausted(): boolean {
    return this.blockedOn === this.#goneUpstream || !this.#owned.includes(this.blockedOn)
  }

  /** Whether a closed ring ends before `next`. */
  isPastEnd(next: number): boolean {
    return ahead(Atomics.load(this.#words, FINAL), wrap(next)) <= 0 // LoadFinal
  }
}
