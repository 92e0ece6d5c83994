import { turnedBack } from './access.ts'
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

/** What the environment does to a thread, wherever it stands: time it out, or crash it. */
const EXPIRES: ReadonlySet<string> = new Set(['Expire', 'ExpireClaim'])
const CRASHES: ReadonlySet<string> = new Set(['CrashReader', 'CrashProducer'])

/** The machine's record of a thread. */
interface Stepped {
  readonly thread: Thread
  pending: Pending
  /** its own clock, and that clock when it reached the current access */
  time: number
  since: number
  asleep: boolean
  dead: boolean
  /** the sleep of a call that stands aside, and whether it was woken meanwhile */
  aside: { readonly pending: Pending; isWoken: boolean } | null
}

/**
 * Runs stepped source: threads that stand before their next access, over real shared words.
 *
 * Threads move only by `step`, so every interleaving can be produced. A sleeper resumes only when it is notified or
 * times out.
 */
export class Machine {
  readonly #threads: readonly Stepped[]
  readonly #died: (thread: number) => void

  /** @param died called when a thread crashes */
  constructor(threads: readonly Thread[], died: (thread: number) => void = () => {}) {
    this.#died = died
    this.#threads = threads.map((thread) => {
      const pending = advance(thread)
      return { thread, pending, time: 0, since: 0, asleep: false, dead: false, aside: null }
    })
  }

  /** The actions enabled for a thread: those it could take next. */
  offers(thread: number): readonly string[] {
    const { pending, asleep, dead } = this.#at(thread)
    if (dead) return []
    if (pending.kind === 'choice') return pending.offers
    const { action, also = [] } = pending
    return asleep ? also : sleeps(pending) ? [action] : [action, ...also]
  }

  /** The index of the word that a thread is about to access; -1 in its caller's code. */
  before(thread: number): number {
    const { pending } = this.#at(thread)
    return pending.kind === 'choice' ? -1 : pending.args[1]
  }

  /** Whether a thread sleeps until it is notified or times out. */
  isAsleep(thread: number): boolean {
    return this.#at(thread).asleep
  }

  /** A private value of a thread, by name: a local, from the innermost frame outwards, or a private field. */
  own(thread: number, name: string): unknown {
    const { pending } = this.#at(thread)
    if (pending.kind === 'choice' && name in pending.own) return pending.own[name]
    const frame = pending.frames?.findLast((locals) => name in locals)
    if (frame) return frame[name]
    return pending.kind === 'choice' ? undefined : pending.fields[name]
  }

  /**
   * Takes one step of a thread: its caller's, the access it stands before, a time-out, or a crash.
   *
   * @param turned by how much the thread sees a word set back, after a sleep through wrap-arounds
   * @returns the access with its result; null for a step of the caller or of the environment
   * @throws {Stuck} if the action is not enabled for the thread
   */
  step(thread: number, action: string, decision: Decision, turned: Turned = notTurned): Done | null {
    const stepped = this.#at(thread)
    if (CRASHES.has(action)) this.#died(thread)
    if (isFate(action)) return befall(stepped, action)
    if (this.offers(thread).includes(action) && isAside(stepped.pending, action))
      return this.#asideOf(stepped, action, decision, turned)
    if (stepped.asleep || stepped.dead)
      throw new Stuck(`${action} is not enabled: the thread sleeps or is dead`)
    const { pending } = stepped
    if (pending.kind !== 'choice') return this.#access(stepped, pending, action, turned)
    if (!pending.offers.includes(action)) throw new Stuck(`${action} is not enabled`)
    const next = resume(stepped, { action, decision })
    return isCallers(action) ? null : this.#called(stepped, next, action, turned)
  }

  /** A call of the source while another stands aside, perhaps asleep. */
  #asideOf(stepped: Stepped, action: string, decision: Decision, turned: Turned): Done {
    stepped.aside = stepped.asleep ? { pending: stepped.pending, isWoken: false } : null
    stepped.asleep = false
    return this.#called(stepped, resume(stepped, { action, decision }), action, turned)
  }

  /** A call of the source begins with its first access, in the same step. */
  #called(stepped: Stepped, pending: Pending, action: string, turned: Turned): Done {
    if (pending.kind === 'choice') throw new Stuck(`the call returned without ${action}`)
    return this.#access(stepped, pending, action, turned)
  }

  #access(stepped: Stepped, access: Access, action: string, turned: Turned): Done {
    if (access.action !== action) throw new Stuck(`${action} is not enabled, ${access.action} is`)
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

  /** Asynchronous sleeps do not advance the clock: if their timer fired before, they return at once. */
  #sleep(stepped: Stepped, { op, args }: Access): Done {
    const [words, index, epoch = 0, timeout = TIMEOUT_MS] = args
    const left = timeout - (stepped.time - stepped.since)
    if (Atomics.load(words, index) === epoch && left > 0) stepped.asleep = true
    else resume(stepped, 0)
    return { op, index, operands: [epoch], result: Number(stepped.asleep) }
  }

  /** Resumes the sleepers on the word, up to their next access. */
  #notify(stepped: Stepped, { op, args }: Access): Done {
    const [, index, most = Number.POSITIVE_INFINITY] = args
    const sleepers = this.#threads.filter(
      ({ asleep, dead, pending }) => asleep && !dead && sleepsOn(pending, index),
    )
    for (const sleeper of sleepers.slice(0, most)) wake(sleeper)
    this.#wakeAside(index)
    resume(stepped, 0)
    return { op, index, operands: [], result: 0 }
  }

  /** Wakes every sleeper on the word. An abort has to: it cannot notify one particular sleeper. */
  stir(index: number): void {
    for (const stepped of this.#threads)
      if (stepped.asleep && !stepped.dead && sleepsOn(stepped.pending, index)) wake(stepped)
    this.#wakeAside(index)
  }

  #wakeAside(index: number): void {
    for (const { aside } of this.#threads) if (aside && sleepsOn(aside.pending, index)) aside.isWoken = true
  }

  #at(thread: number): Stepped {
    const stepped = this.#threads[thread]
    if (!stepped) throw new Stuck(`there is no thread ${thread}`)
    return stepped
  }
}

/** By how much the word at an index is seen set back. */
export type Turned = (index: number) => number

const notTurned: Turned = () => 0

/** An access that was made, as the memory saw it. */
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

/** Environment actions: they happen to a thread, which does not enable them itself. */
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

function sleeps(pending: Pending): boolean {
  return pending.kind !== 'choice' && (pending.op === 'wait' || pending.op === 'waitAsync')
}

function isAside(pending: Pending, action: string): boolean {
  return pending.kind !== 'choice' && (pending.also?.includes(action) ?? false)
}

function sleepsOn(pending: Pending, index: number): boolean {
  return pending.kind !== 'choice' && pending.args[1] === index
}

function resume(stepped: Stepped, answer: Answer): Pending {
  setTime(stepped.time)
  stepped.pending = advance(stepped.thread, answer)
  stepped.since = stepped.time
  const { aside } = stepped
  if (aside === null || aside.pending !== stepped.pending) return stepped.pending
  stepped.aside = null
  if (aside.isWoken) return resume(stepped, 0)
  stepped.asleep = true
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
