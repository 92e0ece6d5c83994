// Who has which role of a ring. Twin: spec/core/Roles.tla; each atomic access names its action there.
import { CURSOR, STOPPED } from './layout.ts'

/**
 * What a role's word says in its lowest two bits: nobody has had it yet, a thread has it, the thread that had it has
 * died, or has left it. Above these, in ten bits, how often it was taken over, and then the thread: so the word that a
 * thread has written is nobody else's, and a compare-exchange of it is about that thread alone.
 */
export const OWNER = { none: 0, taken: 1, dead: 2, left: 3 } as const
export type Owner = keyof typeof OWNER

const STATE = 3
const TURN = 4
const TURNS = 0xffc
const THREAD = 0x1000

/** A thread that is not known: the host says nothing of threads. */
export const NOBODY = 0

/** The state that a role's word says. */
export function stateOf(word: number): number {
  return word & STATE
}

/** The thread that a role's word names, or NOBODY. */
export function threadOf(word: number): number {
  return (word & ~(THREAD - 1)) >>> 0
}

/** What words say of the thread with this number in its process. */
export function threadWord(threadId: number): number {
  return Math.imul(threadId + 1, THREAD) >>> 0
}

/** Whether somebody has had the role who has it no more. */
export function isGone(word: number): boolean {
  return stateOf(word) >= OWNER.dead
}

/** The word with another state, of the same thread. */
export function as(word: number, state: number): number {
  return (word & ~STATE) | state
}

/** One role of a ring, as a thread takes it, leaves it, buries whoever had it, or takes it over. */
export class Role {
  readonly #words: Int32Array
  readonly #at: number

  /** @param at the word of its owner */
  constructor(words: Int32Array, at: number) {
    this.#words = words
    this.#at = at
  }

  /** Takes a role that nobody has had; what its word then says of this thread, or undefined if somebody has had it. */
  attach(thread: number): number | undefined {
    const mine = thread | OWNER.taken | 0
    const found = Atomics.compareExchange(this.#words, this.#at, OWNER.none, mine) // Attach
    return found === OWNER.none ? mine : undefined
  }

  /** Leaves it, unless it was told that this thread has died. */
  leave(mine: number): void {
    Atomics.compareExchange(this.#words, this.#at, mine, as(mine, OWNER.left)) // Leave
  }

  /** Takes it over from a thread that is gone, or from nobody; undefined if somebody who is not known to be gone has it. */
  takeOver(thread: number): number | undefined {
    const is = this.says()
    if (stateOf(is) === OWNER.taken) return undefined
    const mine = thread | ((is + TURN) & TURNS) | OWNER.taken | 0
    return Atomics.compareExchange(this.#words, this.#at, is, mine) === is ? mine : undefined // TakeOver
  }

  /** What the word says now. */
  says(): number {
    return Atomics.load(this.#words, this.#at) // LoadHolder
  }
}

/** What is taken back: a claim, or the ring as a whole. */
export class Withdrawal {
  readonly #words: Int32Array

  constructor(words: Int32Array) {
    this.#words = words
  }

  /** Gives a claim back, from the word behind it to its first, unless another was made since, or the ring was closed. */
  giveBack(behind: number, first: number): boolean {
    return Atomics.compareExchange(this.#words, CURSOR, behind, first) === behind // GiveBack
  }

  /** Says, before the ring ends, that it does so though nobody has died. */
  sayStopped(): void {
    Atomics.store(this.#words, STOPPED, 1) // SayStopped
  }
}
