// The stage for monitor and supervise: a clock that advances only when all wait for it, threads that end on demand.
import type { Ring } from '../../src/index.ts'
import { type Core, loadCore } from '../core/load.ts'
import { settled } from '../harness/stepper/settled.ts'
import { type Among, loadRing } from './load.ts'

/** A stage's time, in ms, and its timers. */
export class Clock {
  now = 0
  /** Turns of the event loop that were asked for. */
  immediates = 0
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>()

  /** Calls back `milliseconds` later, if the clock gets there. */
  at(milliseconds: number, call: () => void): object {
    const timer = { at: this.now + milliseconds, call }
    this.#timers.add(timer)
    return timer
  }

  /** Advances to the next timer, if any. */
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

/** A `Worker`, as far as a supervisor needs one, that lives until `end`. */
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

  /** Ends with this exit code. */
  end(code: number): void {
    this.threadId = -1
    for (const { event, call } of [...this.#listeners]) {
      if (event !== 'exit') continue
      this.off(event, call)
      call(code)
    }
  }
}

/** An `AbortController` that counts its listeners. */
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

/** Turns of the event loop before time goes on. */
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

  /** A stage for one situation, with mutated texts of what watches and of all else. */
  static async of(
    text: Readonly<Record<string, string>>,
    ofCore: Readonly<Record<string, string>> = {},
  ): Promise<Stage> {
    const clock = new Clock()
    const core = await loadCore({ stepped: false, text: ofCore, bounded: true })
    return new Stage(core, await loadRing(core, hostOf(clock), text), clock)
  }

  /** The number of listeners on abort signals. */
  get listening(): number {
    return Aborting.listening
  }

  /** Drives the event loop and the clock until a promise settles: its value, its error as a sentence, or `for ever`. */
  async settled(promise: Promise<unknown>): Promise<unknown> {
    return await settled(promise.catch(sentenceOf), (turn) => {
      if (turn % TURNS_A_TIMER === 0) this.clock.next()
    })
  }

  /** What a call returns, or its error as a sentence; a call that would block for ever throws. */
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

/** An error as its name and message. */
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
  // Defined, not assigned: some globals have setters, which would change the real ones.
  const global = Object.create(globalThis, Object.getOwnPropertyDescriptors(fakes))
  return { ...fakes, globalThis: global }
}
