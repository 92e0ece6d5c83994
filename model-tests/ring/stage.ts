// Where src/ring is tried: a clock that goes on only when all wait for it, threads that end when they are told to.
import type { Ring } from '../../src/core/index.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { type Among, loadRing } from './load.ts'

/** The time of a stage, in ms, and the timers that wait for it. */
export class Clock {
  now = 0
  /** Turns of the event loop that were asked for. */
  immediates = 0
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>()

  /** Calls so many ms later, if the clock comes so far. */
  at(milliseconds: number, call: () => void): object {
    const timer = { at: this.now + milliseconds, call }
    this.#timers.add(timer)
    return timer
  }

  /** Goes on to the next timer, if there is one. */
  next(): void {
    const [first] = [...this.#timers].sort((a, b) => a.at - b.at)
    if (!first) return
    this.#timers.delete(first)
    this.now = Math.max(this.now, first.at)
    first.call()
  }

  drop(timer: unknown): void {
    this.#timers.delete(timer as never)
  }

  get timers(): number {
    return this.#timers.size
  }
}

/** A `Worker`, as far as src/ring knows one: it lives until it is told to end. */
export class Fake {
  threadId: number
  readonly #listeners: { readonly event: string; readonly call: (code: number) => void }[] = []

  constructor(threadId = 1) {
    this.threadId = threadId
  }

  once(event: string, call: (code: number) => void): this {
    this.#listeners.push({ event, call })
    return this
  }

  off(event: string, call: (code: number) => void): this {
    const at = this.#listeners.findIndex((each) => each.event === event && each.call === call)
    if (at >= 0) this.#listeners.splice(at, 1)
    return this
  }

  get listeners(): number {
    return this.#listeners.length
  }

  /** Ends like this. */
  end(code: number): void {
    this.threadId = -1
    for (const { event, call } of [...this.#listeners]) {
      if (event !== 'exit') continue
      this.off(event, call)
      call(code)
    }
  }
}

/** An `AbortController` that counts who listens. */
class Aborting {
  static listening = 0
  readonly signal = {
    aborted: false,
    reason: undefined,
    addEventListener: (_: string, listener: () => void): void => {
      Aborting.listening++
      this.#listeners.add(listener)
    },
    removeEventListener: (_: string, listener: () => void): void => {
      if (this.#listeners.delete(listener)) Aborting.listening--
    },
  }
  readonly #listeners = new Set<() => void>()

  abort(): void {
    this.signal.aborted = true
    for (const listener of [...this.#listeners]) listener()
  }
}

/** What a promise comes to that nobody keeps. */
const NEVER = 'for ever'

/** Turns of the event loop after which what has not come never does, and how many of them before time goes on. */
const TURNS = 1500
const TURNS_A_TIMER = 3

export class Stage {
  readonly core: Core
  readonly among: Among
  readonly clock: Clock

  private constructor(core: Core, among: Among, clock: Clock) {
    this.core = core
    this.among = among
    this.clock = clock
    Aborting.listening = 0
  }

  /** A stage for one situation; with texts of src/ring, and of the core, that are not as they should be. */
  static async of(
    text: Readonly<Record<string, string>>,
    ofCore: Readonly<Record<string, string>> = {},
  ): Promise<Stage> {
    const clock = new Clock()
    const core = await loadCore({ stepped: false, text: ofCore, bounded: true })
    return new Stage(core, await loadRing(core, hostOf(clock), text), clock)
  }

  /** How many listen for an end that has not come. */
  get listening(): number {
    return Aborting.listening
  }

  /** What a promise comes to, while all else has its turn: its value, the error as a sentence, or `for ever`. */
  async settled(promise: Promise<unknown>): Promise<unknown> {
    const never = Symbol('never')
    const told = promise.catch(sentenceOf)
    for (let turn = 1; turn <= TURNS; turn++) {
      const value = await Promise.race([told, new Promise((next) => setImmediate(next, never))])
      if (value !== never) return value
      if (turn % TURNS_A_TIMER === 0) this.clock.next()
    }
    return NEVER
  }

  /** What a call returns, or the error as a sentence; one that would block for ever is an error. */
  outcomeOf(call: () => unknown): unknown {
    try {
      return call()
    } catch (error) {
      return sentenceOf(error)
    }
  }

  /** The words of a ring. */
  words({ handle }: Ring): Int32Array {
    return new Int32Array(handle.buffer)
  }
}

/** An error as its name and what it says. */
function sentenceOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `throws ${error}`
}

function hostOf(clock: Clock) {
  const fakes = {
    AbortController: Aborting,
    performance: { now: () => clock.now },
    setTimeout: (call: () => void, milliseconds: number) => clock.at(milliseconds, call),
    clearTimeout: (timer: unknown) => clock.drop(timer),
    setInterval: (call: () => void, milliseconds: number) => clock.at(milliseconds, call),
    clearInterval: (timer: unknown) => clock.drop(timer),
    setImmediate: (call: () => void) => {
      clock.immediates++
      return setImmediate(call)
    },
  }
  // Defined, not assigned: some of these have setters, and would change the real ones.
  const global = Object.create(globalThis, Object.getOwnPropertyDescriptors(fakes))
  return { ...fakes, globalThis: global }
}
