// The event loop of this thread: calls that never need to wait must not keep it from its other work.

/** The part of a `MessageChannel`'s port that is used. */
interface Port {
  onmessage: (() => void) | null
  postMessage(message: unknown): void
  ref?(): void
  unref?(): void
}

interface Channel {
  readonly port1: Port
  readonly port2: Port
}

interface Host {
  readonly performance?: { now(): number }
  readonly setImmediate?: (callback: () => void) => void
  readonly setTimeout?: SetTimeout
  readonly MessageChannel?: new () => Channel
}

type SetTimeout = (callback: () => void, milliseconds: number) => Timer
type Timer = { unref?(): void }

// Looked up at each use: a time-out is measured by the clock of the code that sets it, fake or not.
declare const setTimeout: SetTimeout
declare const clearTimeout: (timer: Timer) => void

/** The host's own, taken before a test can replace them: with these a thread always makes progress. */
const host = globalThis as unknown as Host
const { performance: clock, setImmediate: immediate, setTimeout: later, MessageChannel: Messages } = host
const now = clock ? clock.now.bind(clock) : () => 0

/** Calls back after timers and outside events have had their turn; one call at a time. */
const soon = immediate ?? (Messages ? posting(new Messages()) : (then: () => void) => void later?.(then, 0))

function posting({ port1, port2 }: Channel): (then: () => void) => void {
  return (then) => {
    port1.onmessage = then
    port2.postMessage(null)
  }
}

/** When asynchronous calls began to keep this thread, since its last round of the event loop; undefined if none has. */
let since: number | undefined
const waiting: (() => void)[] = []

function keep(): number {
  soon(wentRound)
  since = now()
  return since
}

/** Resumes one caller per round: each then has time of its own, and all have their turn. */
function wentRound(): void {
  since = undefined
  const next = waiting.shift()
  if (!next) return
  keep()
  next()
}

/** Resolves after a round of the event loop; for a caller whose `Pace` says that this is due. */
export function goneRound(): Promise<void> {
  return new Promise((resolve) => waiting.push(resolve))
}

/** The most events, and calls, between two readings of the clock; fewer if they take long. */
const EVENTS = 64
const CALLS = 8
/** The most events that a worker takes at first. */
const TAKEN = 16
/** Between two readings of the clock, at most the allowed time divided by this should pass. */
const PARTS = 8
const NEVER = Number.POSITIVE_INFINITY

/** How long an asynchronous caller may keep the thread, together with all others on it. */
export class Pace {
  readonly #after: number
  /** When the clock was last read between calls, how many have passed since, and how many may pass. */
  #asked = 0
  #passed = 0
  #calls = 1
  /** When it was last read within a batch, how many events may pass, and the sequence at which it is read next. */
  #looked = 0
  #events = 1
  #next = 0
  /** The most events that may be taken at once. */
  #most: number

  /** Without a clock, no time passes. */
  constructor(yieldAfter: number) {
    this.#after = clock ? yieldAfter : NEVER
    this.#most = yieldAfter === 0 ? 1 : TAKEN
    if (this.#after === NEVER) this.#next = NEVER
  }

  /**
   * Whether the thread has been kept for so long that this call must first yield to the event loop.
   *
   * @param calls how many calls it counts for; Infinity for one that must read the clock
   */
  isDue(calls = 1): boolean {
    if (this.#after === NEVER) return false
    const begun = since ?? keep()
    this.#passed += calls
    if (this.#passed < this.#calls) return false
    const at = now()
    const isDue = at - begun >= this.#after
    this.#calls = isDue ? 1 : this.#grown(this.#calls, CALLS, at - this.#asked)
    this.#asked = at
    this.#passed = 0
    return isDue
  }

  /** How far a batch goes on before the next reading of the clock, and its last sequence: `next` if time is up. */
  stretch(next: number, last: number): [end: number, last: number] {
    if (next >= this.#next) {
      const isOver = this.#look() - (since ?? keep()) >= this.#after
      this.#next = next + this.#events
      if (isOver) return [next, next]
    }
    return [Math.min(this.#next - 1, last), last]
  }

  /** How many events may be taken, all of which must be handled before the thread yields. */
  most(): number {
    return this.#after === NEVER ? NEVER : this.#most
  }

  /** When the handling of taken events begins; see `took`. */
  begin(): number {
    return this.#after === NEVER ? 0 : now()
  }

  /** They are handled: adapts how many may be taken next to the time that this took. */
  took(begun: number): void {
    if (this.#after === NEVER) return
    this.#most = this.#grown(this.#most, EVENTS, now() - begun)
    // A few such calls may take long.
    this.#passed = CALLS
  }

  #look(): number {
    const at = now()
    this.#events = this.#grown(this.#events, EVENTS, at - this.#looked)
    this.#looked = at
    return at
  }

  /** Doubles the number, up to `most`; or 1 if it took too long. */
  #grown(many: number, most: number, took: number): number {
    return took < this.#after / PARTS ? Math.min(2 * many, most) : 1
  }
}

let channel: Channel | undefined
let waits = 0

/** Keeps the thread alive during a wait, as `Atomics.waitAsync` does not; returns a function that ends this. */
export function keepAlive(): () => void {
  channel ??= Messages && new Messages()
  if (waits++ === 0) channel?.port1.ref?.()
  return () => {
    if (--waits === 0) channel?.port1.unref?.()
  }
}

const LONGEST = 2 ** 31 - 1

/**
 * Calls back after that many milliseconds by the current clock; returns a function that ends this.
 *
 * A host's own timer may fire early, since it counts from the start of a round of the event loop, so it is armed again.
 * It is believed if the clock stands still.
 */
export function alarm(left: number, isRef: boolean, ring: () => void): () => void {
  const [set, clear, end] = [setTimeout, clearTimeout, now() + left]
  let timer: Timer
  const arm = (rest: number): void => {
    const over = (): void => {
      const more = set === later ? end - now() : rest - LONGEST
      if (more > 0 && more < rest) arm(more)
      else ring()
    }
    timer = set(over, Math.min(Math.ceil(rest), LONGEST))
    if (!isRef) timer.unref?.()
  }
  arm(left)
  return () => clear(timer)
}
