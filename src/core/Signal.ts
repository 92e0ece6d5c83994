// The words on which threads sleep, and how they are woken. Twin: spec/core/Signal.tla, which is Waiter's as well.
import type { CONSUMED, PUBLISHED } from './layout.ts'

/** How the ring ends, in the lowest bits of both epochs. */
export const CLOSED = 1
export const FAILED = 2
/** An epoch counts by this. */
export const COUNT = 4

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
