// How a ring ends. Twin: spec/core/Lifecycle.tla; each atomic access names its action there.

import { CONSUMED, CURSOR, FINAL, PUBLISHED, UNKNOWN } from './layout.ts'
import { as, OWNER } from './Roles.ts'
import { CLOSED, COUNT, FAILED } from './Signal.ts'

/** The lowest bit of the cursor of several producers: the ring is closed. */
const SHUT = 1

/** Whether a word of the cursor of several producers says that the ring is closed. */
export function isShut(word: number): boolean {
  return (word & SHUT) !== 0
}

/** The word of somebody's role, and what it said when its thread was known to be gone. */
export type Grave = readonly [word: number, is: number]

/** Ends a ring, once for all; any thread may. */
export class Lifecycle {
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Closes a ring of several producers. */
  close(): void {
    const word = this.#shut()
    if (!isShut(word)) this.closeAt(word)
  }

  /** Closes a ring at the sequence of this word, the first that will not come. Its only producer calls it. */
  closeAt(final: number): void {
    this.#settleAt(final)
    this.#end(CLOSED)
  }

  /**
   * Fails a ring of several producers, or of one, again for whoever dies later.
   *
   * @param dead marked first, so that who hears of the end can see for whom it is
   * @param state what their words are to say
   */
  fail(several: boolean, dead: readonly Grave[] = [], state: number = OWNER.dead): void {
    this.bury(dead, state)
    const word = several ? this.#shut() : SHUT
    if (!isShut(word)) this.#settleAt(word)
    this.#end(FAILED)
  }

  /** Marks those who are gone, but for whom was taken over since, or has changed its word: whoever has the role lives. */
  bury(dead: readonly Grave[], state: number = OWNER.dead): void {
    for (const [word, is] of dead) {
      Atomics.compareExchange(this.#words, word, is, as(is, state)) // Bury
    }
  }

  /** Tells what whoever was closing the ring has decided, and may not have told. */
  finish(): void {
    this.#end(CLOSED)
  }

  /** One access decides which claims are accepted; whoever closes first learns of all of them. */
  #shut(): number {
    return Atomics.or(this.#words, CURSOR, SHUT) // CloseCursor
  }

  #settleAt(final: number): void {
    Atomics.store(this.#words, FINAL, final) // StoreFinal
  }

  /**
   * Or-ed, never stored: a ring that was closed may fail, and one that has failed may be closed.
   *
   * Where it said so already somebody else has died, which those must notice who are about to sleep.
   */
  #end(ending: typeof CLOSED | typeof FAILED): void {
    for (const epoch of [PUBLISHED, CONSUMED]) {
      const told = Atomics.or(this.#words, epoch, ending) // Tell
      if ((told & ending) !== 0) Atomics.add(this.#words, epoch, COUNT) // TellAgain
      Atomics.notify(this.#words, epoch) // NotifyAll
    }
  }
}

/** Whether the word of FINAL says where the ring ends: nobody has stored it, or whoever was about to has died. */
export function isKnown(final: number): boolean {
  return (final & UNKNOWN) === 0
}
