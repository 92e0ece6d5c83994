// How a ring ends. Twin: spec/core/Lifecycle.tla; each atomic access names its action there.

import { CONSUMED_EPOCH, CURSOR, FINAL, PUBLISHED_EPOCH, UNKNOWN } from './layout.ts'
import { as, OWNER } from './Roles.ts'
import { CLOSED, EPOCH_STEP, FAILED } from './Signal.ts'

/** The lowest bit of the cursor with several producers: the ring is closed. */
const CLOSED_BIT = 1

/** Whether a word of the cursor with several producers says that the ring is closed. */
export function isCursorClosed(word: number): boolean {
  return (word & CLOSED_BIT) !== 0
}

/** The index of a role's owner word, and its value when the thread was found to be gone. */
export type Grave = readonly [word: number, is: number]

/** Ends a ring, for good; any thread may. */
export class Lifecycle {
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Closes a ring with several producers. */
  close(): void {
    const word = this.#closeCursor()
    if (!isCursorClosed(word)) this.closeAt(word)
  }

  /** Closes a ring at the sequence of this word, the first that will not come. Only its single producer calls this. */
  closeAt(final: number): void {
    this.#storeFinal(final)
    this.#end(CLOSED)
  }

  /**
   * Fails a ring with one producer or several; again for every later death.
   *
   * @param dead marked first, so that a thread that observes the end can see who has died
   * @param state the state that their owner words get
   */
  fail(several: boolean, dead: readonly Grave[] = [], state: number = OWNER.dead): void {
    this.bury(dead, state)
    const word = several ? this.#closeCursor() : CLOSED_BIT
    if (!isCursorClosed(word)) this.#storeFinal(word)
    this.#end(FAILED)
  }

  /** Marks roles whose threads are gone; a word that changed since belongs to a live owner and stays. */
  bury(dead: readonly Grave[], state: number = OWNER.dead): void {
    for (const [word, is] of dead) {
      Atomics.compareExchange(this.#words, word, is, as(is, state)) // Bury
    }
  }

  /** Announces an end that the thread that closed the ring decided and may not have announced. */
  finish(): void {
    this.#end(CLOSED)
  }

  /** One access decides which claims are accepted; the first thread to close learns the end from it. */
  #closeCursor(): number {
    return Atomics.or(this.#words, CURSOR, CLOSED_BIT) // CloseCursor
  }

  #storeFinal(final: number): void {
    Atomics.store(this.#words, FINAL, final) // StoreFinal
  }

  /**
   * An `or`, never a store: a closed ring may fail, and a failed ring may be closed.
   *
   * If the bit was set already, there is another death, which a thread about to sleep must notice.
   */
  #end(ending: typeof CLOSED | typeof FAILED): void {
    for (const epoch of [PUBLISHED_EPOCH, CONSUMED_EPOCH]) {
      const previous = Atomics.or(this.#words, epoch, ending) // Tell
      if ((previous & ending) !== 0) Atomics.add(this.#words, epoch, EPOCH_STEP) // TellAgain
      Atomics.notify(this.#words, epoch) // NotifyAll
    }
  }
}

/** Whether FINAL says where the ring ends; not before it is stored, and never if the thread about to store it died. */
export function isKnown(final: number): boolean {
  return (final & UNKNOWN) === 0
}
