// How far a reader may go. Twin: spec/core/Barrier.tla; each atomic access names its action there.

import type { RoleContext } from './context.ts'
import { CURSOR, FINAL, NOWHERE, ownedOf } from './layout.ts'
import { isGone } from './Roles.ts'
import { ahead, sequenceAt, slotOf, unwrap, wrap } from './Sequence.ts'

/**
 * What a reader waits for: the gates of those upstream; without any, what is published.
 *
 * It costs a load for each consumer upstream, or one of the cursor, or one of the lap of each slot and of the first
 * that is not published yet.
 */
export class Barrier {
  readonly #words: Int32Array
  readonly #size: number
  readonly #upstream: readonly number[]
  readonly #laps: number
  /** The gates upstream whose owner says whether they may still move. */
  readonly #owned: readonly number[]
  /** The one of these that moves no more, as was known before the last look. */
  #gone = NOWHERE
  /** The word at which the last look stopped, if it found less than it had to. */
  lacks = NOWHERE

  constructor(context: RoleContext) {
    this.#words = context.words
    this.#size = context.size
    this.#upstream = context.gates
    this.#laps = context.laps
    this.#owned = context.gates.filter((gate) => !context.pooled.includes(gate))
  }

  /**
   * The last of at most `most` sequences from `next` on that may be read, or one before `least` if that may not.
   *
   * Only the word of `next` counts: a reader that holds nothing may be whole turns of it off.
   */
  available(next: number, most: number, least = next): number {
    const end = next - 1 + most
    if (this.#upstream.length > 0) return Math.min(this.#handled(next, least), end)
    return this.#laps === 0 ? Math.min(this.#published(next), end) : this.#probed(next, end)
  }

  #published(next: number): number {
    this.lacks = CURSOR
    return unwrap(next - 1, Atomics.load(this.#words, CURSOR)) // LoadCursor
  }

  /** One slot after the other, up to the first that is not published; nobody is further ahead than the ring. */
  #probed(next: number, end: number): number {
    const furthest = Math.min(end, next - 1 + this.#size)
    let available = next - 1
    while (available < furthest && this.#isPublished(available + 1)) available++
    return available
  }

  #isPublished(sequence: number): boolean {
    const slot = slotOf(sequence, this.#size)
    this.lacks = this.#laps + slot
    const lap = Atomics.load(this.#words, this.lacks) // Probe
    return sequenceAt(lap, slot, this.#size) === wrap(sequence)
  }

  /** Nobody is further ahead than the ring. Gates only grow, so they are loaded one after another. */
  #handled(next: number, least: number): number {
    let available = next - 1 + this.#size
    for (const gate of this.#upstream) {
      available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream
      this.lacks = gate
      if (available < least) break
    }
    return available
  }

  /** Asks whether whoever lacks upstream goes on: before the next look, so that all is seen that it handled before. */
  ask(): void {
    this.#gone = NOWHERE
    if (!this.#owned.includes(this.lacks)) return
    const owner = Atomics.load(this.#words, ownedOf(this.lacks)) // LoadOwner
    if (isGone(owner)) this.#gone = this.lacks
  }

  /** Whether nothing comes any more in a ring that has failed, though the last look has found nothing. */
  isOver(): boolean {
    return this.lacks === this.#gone || !this.#owned.includes(this.lacks)
  }

  /** Whether a ring that is closed ends before `next`. */
  isFinal(next: number): boolean {
    return ahead(Atomics.load(this.#words, FINAL), wrap(next)) <= 0 // LoadFinal
  }
}
