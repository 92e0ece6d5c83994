// How far a reader may go. Twin: spec/core/Barrier.tla; each atomic access names its action there.
import { sequenceAt, slotOf, unwrap, wrap } from './Sequence.ts'
import { CURSOR, type Seat } from './words.ts'

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

  constructor(seat: Seat) {
    this.#words = seat.words
    this.#size = seat.size
    this.#upstream = seat.gates
    this.#laps = seat.laps
  }

  /**
   * The last of at most `most` sequences from `next` on that may be read; `next - 1` if none may.
   *
   * Only the word of `next` counts: a reader that holds nothing may be whole turns of it off.
   */
  available(next: number, most: number): number {
    const end = next - 1 + most
    if (this.#upstream.length > 0) return Math.min(this.#handled(next), end)
    return this.#laps === 0 ? Math.min(this.#published(next), end) : this.#probed(next, end)
  }

  #published(next: number): number {
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
    const lap = Atomics.load(this.#words, this.#laps + slot) // Probe
    return sequenceAt(lap, slot, this.#size) === wrap(sequence)
  }

  /** Nobody is further ahead than the ring. Gates only grow, so they are loaded one after another. */
  #handled(next: number): number {
    let available = next - 1 + this.#size
    for (const gate of this.#upstream) {
      available = Math.min(available, unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream
    }
    return available
  }
}
