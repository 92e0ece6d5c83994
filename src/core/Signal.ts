// The words on which threads sleep, and how they are woken. Twin: spec/core/Signal.tla, which is Waiter's as well.
import type { CONSUMED_EPOCH, PUBLISHED_EPOCH } from './layout.ts'

/** How the ring has ended: the lowest bits of both epochs. */
export const CLOSED = 1
export const FAILED = 2
/** The step of an epoch's count, above these bits. */
export const EPOCH_STEP = 4

/** One of the two words on which threads sleep: for changes of what is published, or of what is consumed. */
export class Signal {
  readonly #words: Int32Array
  readonly #epoch: number

  constructor(words: Int32Array, epoch: typeof PUBLISHED_EPOCH | typeof CONSUMED_EPOCH) {
    this.#words = words
    this.#epoch = epoch
  }

  /** Wakes all sleepers; called after a marked word has changed, by the thread that changed it. */
  wake(): void {
    Atomics.add(this.#words, this.#epoch, EPOCH_STEP) // Bump
    Atomics.notify(this.#words, this.#epoch) // Notify
  }
}
