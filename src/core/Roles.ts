// Which thread owns which role of a ring. Twin: spec/core/Roles.tla; each atomic access names its action there.
import { CURSOR, STOPPED } from './layout.ts'

/**
 * The state of a role, in the lowest two bits of its owner word: never taken; taken; its thread has died; its thread
 * has left. The next ten bits count take-overs, the rest is the thread: no other thread writes the same word, so a
 * compare-exchange of it is about that thread alone.
 */
export const OWNER = { none: 0, taken: 1, dead: 2, left: 3 } as const
export type Owner = keyof typeof OWNER

const STATE = 3
const TURN = 4
const TURNS = 0xffc
const THREAD = 0x1000

/** An unknown thread: the host does not number its threads. */
export const NOBODY = 0

/** The state of an owner word. */
export function stateOf(word: number): number {
  return word & STATE
}

/** The thread of an owner word, or NOBODY. */
export function threadOf(word: number): number {
  return (word & ~(THREAD - 1)) >>> 0
}

/** The thread bits of an owner word, for the thread with this number in its process. */
export function threadWord(threadId: number): number {
  return Math.imul(threadId + 1, THREAD) >>> 0
}

/** Whether the role was owned and no longer is. */
export function isGone(word: number): boolean {
  return stateOf(word) >= OWNER.dead
}

/** The word with another state and the same thread. */
export function as(word: number, state: number): number {
  return (word & ~STATE) | state
}

/** A role of a ring, as a thread takes it, leaves it, or takes it over. */
export class Role {
  readonly #words: Int32Array
  readonly #at: number

  /** @param at the index of its owner word */
  constructor(words: Int32Array, at: number) {
    this.#words = words
    this.#at = at
  }

  /** Takes a role that was never taken; returns its owner word, or undefined if it was. */
  attach(thread: number): number | undefined {
    const mine = thread | OWNER.taken | 0
    const found = Atomics.compareExchange(this.#words, this.#at, OWNER.none, mine) // Attach
    return found === OWNER.none ? mine : undefined
  }

  /** Leaves the role, unless this thread was marked dead. */
  leave(mine: number): void {
    Atomics.compareExchange(this.#words, this.#at, mine, as(mine, OWNER.left)) // Leave
  }

  /**
   * Takes the role over from the thread of this owner word, which is gone, or from nobody; undefined if that thread is
   * not known to be gone, or the word has changed since: then what was read of it meanwhile is void.
   */
  takeOver(is: number, thread: number): number | undefined {
    if (stateOf(is) === OWNER.taken) return undefined
    const mine = thread | ((is + TURN) & TURNS) | OWNER.taken | 0
    return Atomics.compareExchange(this.#words, this.#at, is, mine) === is ? mine : undefined // TakeOver
  }

  /** The owner word now. */
  says(): number {
    return Atomics.load(this.#words, this.#at) // LoadHolder
  }
}

/** What may be withdrawn: a claim, or the ring as a whole. */
export class Withdrawal {
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Gives a claim back: moves the cursor from the word after it to its first, unless it has changed since. */
  giveBack(behind: number, first: number): boolean {
    return Atomics.compareExchange(this.#words, CURSOR, behind, first) === behind // GiveBack
  }

  /** Says, before the ring ends, that it was stopped and that nobody died. */
  sayStopped(): void {
    Atomics.store(this.#words, STOPPED, 1) // SayStopped
  }
}
