import { turnedBack } from '../tour/access.ts'
import {
  type Access,
  type Answer,
  accessed,
  type Decision,
  type Pending,
  Stuck,
  type Thread,
} from './yields.ts'

/**
 * The machine that the stepped source runs on: threads that stand before their next access, and real shared words.
 *
 * Nothing happens but one `step` after another, so every interleaving can be had.
 */
export class Machine {
  readonly #threads: readonly Thread[]
  readonly #pending: Pending[]

  constructor(threads: readonly Thread[]) {
    this.#threads = threads
    this.#pending = threads.map((thread) => advance(thread))
  }

  /** The actions that a thread could take next. */
  offers(thread: number): readonly string[] {
    const pending = this.#at(thread)
    return pending.kind === 'choice' ? pending.offers : [pending.action]
  }

  /** What a thread keeps to itself, by name: a local on its stack, the innermost first, or a private field. */
  own(thread: number, name: string): unknown {
    const pending = this.#at(thread)
    if (pending.kind === 'choice' && name in pending.own) return pending.own[name]
    const frame = pending.frames?.findLast((locals) => name in locals)
    if (frame) return frame[name]
    return pending.kind === 'choice' ? undefined : pending.fields[name]
  }

  /**
   * Lets a thread take one step: its caller's, or the one access before which it stands.
   *
   * @param turned by how much the thread sees a word turned back: what it has slept through
   * @returns the access with its result, or null where the step was the caller's
   * @throws {Stuck} if the thread does not offer that action
   */
  step(thread: number, action: string, decision: Decision, turned: Turned = notTurned): Done | null {
    const pending = this.#at(thread)
    if (pending.kind !== 'choice') return this.#access(thread, pending, action, turned)
    if (!pending.offers.includes(action)) throw new Stuck(`${action} is not offered`)
    const next = this.#resume(thread, { action, decision })
    return isCallers(action) ? null : this.#called(thread, next, action, turned)
  }

  /** A call of the source begins with its first access, in the same step. */
  #called(thread: number, pending: Pending, action: string, turned: Turned): Done {
    if (pending.kind === 'choice') throw new Stuck(`the call returned without ${action}`)
    return this.#access(thread, pending, action, turned)
  }

  #access(thread: number, access: Access, action: string, turned: Turned): Done {
    if (access.action !== action) throw new Stuck(`${action} is not offered, but ${access.action}`)
    const { op, args } = access
    const [words, index, ...given] = args
    const { operands, result, seen } = turnedBack(
      op,
      turned(index),
      given as number[],
      ([first = 0, second = 0]) => perform(op, words, index, first, second),
    )
    accessed()
    this.#resume(thread, seen)
    return { op, index, operands, result }
  }

  #resume(thread: number, answer: Answer): Pending {
    const pending = advance(this.#threads[thread], answer)
    this.#pending[thread] = pending
    return pending
  }

  #at(thread: number): Pending {
    const pending = this.#pending[thread]
    if (!pending) throw new Stuck(`there is no thread ${thread}`)
    return pending
  }
}

/** By how much the word at an index is seen turned back. */
export type Turned = (index: number) => number

const notTurned: Turned = () => 0

/** An access that has happened, as the memory saw it. */
export interface Done {
  readonly op: Access['op']
  readonly index: number
  readonly operands: readonly number[]
  readonly result: number
}

/** Begin… and End… are the caller's own steps; all others are accesses of the source. */
export function isCallers(action: string): boolean {
  return /^(Begin|End)[A-Z]/.test(action)
}

function advance(thread: Thread | undefined, ...answer: [] | [Answer]): Pending {
  const step = thread?.next(...(answer as [Answer]))
  if (!step || step.done) throw new Stuck('the thread has ended')
  return step.value
}

function perform(op: Access['op'], words: Int32Array, index: number, first: number, second: number): number {
  if (op === 'load') return Atomics.load(words, index)
  if (op === 'compareExchange') return Atomics.compareExchange(words, index, first, second)
  return Atomics[op](words, index, first)
}
