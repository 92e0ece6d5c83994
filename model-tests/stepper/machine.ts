import { turnedBack } from '../tour/access.ts'
import { setTime, TIMEOUT_MS } from './time.ts'
import {
  type Access,
  type Answer,
  accessed,
  type Decision,
  type Pending,
  Stuck,
  type Thread,
} from './yields.ts'

/** What happens to a thread, wherever it stands: its time is up, or it is gone. */
const EXPIRES: ReadonlySet<string> = new Set(['Expire', 'ExpireClaim'])
const CRASHES: ReadonlySet<string> = new Set(['CrashReader', 'CrashProducer'])

/** One thread as the machine has it. */
interface Stepped {
  readonly thread: Thread
  pending: Pending
  /** Its own time, and what it was when it came to where it stands. */
  time: number
  since: number
  asleep: boolean
  dead: boolean
}

/**
 * The machine that the stepped source runs on: threads that stand before their next access, and real shared words.
 *
 * Nothing happens but one `step` after another, so every interleaving can be had. Who sleeps is not resumed before
 * it is notified, or its time is up.
 */
export class Machine {
  readonly #threads: readonly Stepped[]
  readonly #died: (thread: number) => void

  /** @param died hears of it when a thread is gone */
  constructor(threads: readonly Thread[], died: (thread: number) => void = () => {}) {
    this.#died = died
    this.#threads = threads.map((thread) => {
      const pending = advance(thread)
      return { thread, pending, time: 0, since: 0, asleep: false, dead: false }
    })
  }

  /** The actions that a thread could take next. */
  offers(thread: number): readonly string[] {
    const { pending, asleep, dead } = this.#at(thread)
    if (asleep || dead) return []
    return pending.kind === 'choice' ? pending.offers : [pending.action]
  }

  /** The index of the word before whose access a thread stands; -1 where it stands in its caller's code. */
  before(thread: number): number {
    const { pending } = this.#at(thread)
    return pending.kind === 'choice' ? -1 : pending.args[1]
  }

  /** Whether a thread sleeps: it has to be woken, or its time to be up, before it goes on. */
  isAsleep(thread: number): boolean {
    return this.#at(thread).asleep
  }

  /** What a thread keeps to itself, by name: a local on its stack, the innermost first, or a private field. */
  own(thread: number, name: string): unknown {
    const { pending } = this.#at(thread)
    if (pending.kind === 'choice' && name in pending.own) return pending.own[name]
    const frame = pending.frames?.findLast((locals) => name in locals)
    if (frame) return frame[name]
    return pending.kind === 'choice' ? undefined : pending.fields[name]
  }

  /**
   * Lets a thread take one step: its caller's, or the one access before which it stands; or lets its time be up, or
   * ends it.
   *
   * @param turned by how much the thread sees a word turned back: what it has slept through
   * @returns the access with its result, or null where the step was the caller's, or nobody's
   * @throws {Stuck} if the thread does not offer that action
   */
  step(thread: number, action: string, decision: Decision, turned: Turned = notTurned): Done | null {
    const stepped = this.#at(thread)
    if (CRASHES.has(action)) this.#died(thread)
    if (isFate(action)) return befall(stepped, action)
    if (stepped.asleep || stepped.dead)
      throw new Stuck(`${action} is not offered by one who sleeps or is dead`)
    const { pending } = stepped
    if (pending.kind !== 'choice') return this.#access(stepped, pending, action, turned)
    if (!pending.offers.includes(action)) throw new Stuck(`${action} is not offered`)
    const next = resume(stepped, { action, decision })
    return isCallers(action) ? null : this.#called(stepped, next, action, turned)
  }

  /** A call of the source begins with its first access, in the same step. */
  #called(stepped: Stepped, pending: Pending, action: string, turned: Turned): Done {
    if (pending.kind === 'choice') throw new Stuck(`the call returned without ${action}`)
    return this.#access(stepped, pending, action, turned)
  }

  #access(stepped: Stepped, access: Access, action: string, turned: Turned): Done {
    if (access.action !== action) throw new Stuck(`${action} is not offered, but ${access.action}`)
    const { op, args } = access
    const [words, index, ...given] = args
    accessed()
    if (op === 'wait' || op === 'waitAsync') return this.#sleep(stepped, access)
    if (op === 'notify') return this.#notify(stepped, access)
    const { operands, result, seen } = turnedBack(
      op,
      turned(index),
      given as number[],
      ([first = 0, second = 0]) => perform(op, words, index, first, second),
    )
    resume(stepped, seen)
    return { op, index, operands, result }
  }

  /** Asynchronous sleeps have no time of their own: a timer that has rung meanwhile ends them at once. */
  #sleep(stepped: Stepped, { op, args }: Access): Done {
    const [words, index, epoch = 0, timeout = TIMEOUT_MS] = args
    const left = timeout - (stepped.time - stepped.since)
    if (Atomics.load(words, index) === epoch && left > 0) stepped.asleep = true
    else resume(stepped, 0)
    return { op, index, operands: [epoch], result: Number(stepped.asleep) }
  }

  /** All who sleep on the word go on, up to their next access. */
  #notify(stepped: Stepped, { op, args }: Access): Done {
    const [, index, most = Number.POSITIVE_INFINITY] = args
    const sleepers = this.#threads.filter(
      ({ asleep, dead, pending }) => asleep && !dead && sleepsOn(pending, index),
    )
    for (const sleeper of sleepers.slice(0, most)) wake(sleeper)
    resume(stepped, 0)
    return { op, index, operands: [], result: 0 }
  }

  /** Wakes all who sleep on the word: somebody whose call is aborted has to wake up, and can't tell himself apart. */
  stir(index: number): void {
    for (const stepped of this.#threads)
      if (stepped.asleep && !stepped.dead && sleepsOn(stepped.pending, index)) wake(stepped)
  }

  #at(thread: number): Stepped {
    const stepped = this.#threads[thread]
    if (!stepped) throw new Stuck(`there is no thread ${thread}`)
    return stepped
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

/** What happens to a thread without its doing: no source offers it. */
export function isFate(action: string): boolean {
  return EXPIRES.has(action) || CRASHES.has(action)
}

function befall(stepped: Stepped, action: string): null {
  if (CRASHES.has(action)) {
    stepped.dead = true
    return null
  }
  stepped.time += 2 * TIMEOUT_MS
  if (stepped.asleep) wake(stepped)
  return null
}

function wake(stepped: Stepped): void {
  stepped.asleep = false
  resume(stepped, 0)
}

function sleepsOn(pending: Pending, index: number): boolean {
  return pending.kind !== 'choice' && pending.args[1] === index
}

function resume(stepped: Stepped, answer: Answer): Pending {
  setTime(stepped.time)
  stepped.pending = advance(stepped.thread, answer)
  stepped.since = stepped.time
  return stepped.pending
}

function advance(thread: Thread | undefined, ...answer: [] | [Answer]): Pending {
  const step = thread?.next(...(answer as [Answer]))
  if (!step || step.done) throw new Stuck('the thread has ended')
  return step.value
}

function perform(op: Access['op'], words: Int32Array, index: number, first: number, second: number): number {
  if (op === 'wait' || op === 'waitAsync' || op === 'notify') throw new Stuck(`${op} changes no word`)
  if (op === 'load') return Atomics.load(words, index)
  if (op === 'compareExchange') return Atomics.compareExchange(words, index, first, second)
  return Atomics[op](words, index, first)
}
