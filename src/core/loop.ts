// The event loop of this thread: calls that find what they look for must not keep it from its other work.

/** What is needed of a port of a `MessageChannel`. */
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

// The current ones: a time-out is over by the clock of whoever sets it.
declare const setTimeout: SetTimeout
declare const clearTimeout: (timer: Timer) => void

/** The host's own, taken before a test can put others in their place: by these a thread always goes on. */
const host = globalThis as unknown as Host
const { performance: clock, setImmediate: immediate, setTimeout: later, MessageChannel: Messages } = host
const now = clock ? clock.now.bind(clock) : () => 0

/** Calls back once timers and what has come from outside have had their turn; one call at a time. */
const soon = immediate ?? (Messages ? posting(new Messages()) : (then: () => void) => void later?.(then, 0))

function posting({ port1, port2 }: Channel): (then: () => void) => void {
  return (then) => {
    port1.onmessage = then
    port2.postMessage(null)
  }
}

/** When asynchronous calls began to keep this thread, since it last went round; undefined if none has. */
let since: number | undefined
const waiting: (() => void)[] = []

function keep(): number {
  soon(wentRound)
  since = now()
  return since
}

/** One caller a round: so each has time of its own, and all have their turn. */
function wentRound(): void {
  since = undefined
  const next = waiting.shift()
  if (!next) return
  keep()
  next()
}

/** Resolves once the thread has gone round; for whom its `Pace` has told that this is due. */
export function goneRound(): Promise<void> {
  return new Promise((resolve) => waiting.push(resolve))
}

/** At most so many events, and calls, pass between two looks at the clock; fewer where they take long. */
const EVENTS = 64
const CALLS = 8
/** How many events a worker takes at first. */
const TAKEN = 16
/** Between two looks no more than such a part of the time that there is should pass. */
const PARTS = 8
const NEVER = Number.POSITIVE_INFINITY

/** How long one who calls asynchronously may keep the thread, together with all others there. */
export class Pace {
  readonly #after: number
  /** When the clock was asked between calls, how many passed since, and how many may pass. */
  #asked = 0
  #passed = 0
  #calls = 1
  /** When it was asked within a batch, how many events may pass, and before which it is asked again. */
  #looked = 0
  #events = 1
  #next = 0
  /** How many may be taken at once. */
  #most: number

  /** Where there is no clock, no time passes. */
  constructor(yieldAfter: number) {
    this.#after = clock ? yieldAfter : NEVER
    this.#most = yieldAfter === 0 ? 1 : TAKEN
    if (this.#after === NEVER) this.#next = NEVER
  }

  /** Whether the thread has been kept for so long that it has to go round before this call goes on. */
  isDue(): boolean {
    if (this.#after === NEVER) return false
    const begun = since ?? keep()
    if (++this.#passed < this.#calls) return false
    const at = now()
    const isDue = at - begun >= this.#after
    this.#calls = isDue ? 1 : this.#grown(this.#calls, CALLS, at - this.#asked)
    this.#asked = at
    this.#passed = 0
    return isDue
  }

  /** Up to where a batch goes on without a look at the clock, and its last sequence: the next one, if time is over. */
  stretch(next: number, last: number): [end: number, last: number] {
    if (next >= this.#next) {
      const isOver = this.#look() - (since ?? keep()) >= this.#after
      this.#next = next + this.#events
      if (isOver) return [next, next]
    }
    return [Math.min(this.#next - 1, last), last]
  }

  /** How many events may be taken that all have to be handled before the thread goes round. */
  most(): number {
    return this.#after === NEVER ? NEVER : this.#most
  }

  /** When those that were taken begin to be handled; see `took`. */
  begin(): number {
    return this.#after === NEVER ? 0 : now()
  }

  /** They are handled: as many may be taken next as that leaves time for. */
  took(begun: number): void {
    if (this.#after === NEVER) return
    this.#most = this.#grown(this.#most, EVENTS, now() - begun)
    // Several such calls are no short time.
    this.#passed = CALLS
  }

  #look(): number {
    const at = now()
    this.#events = this.#grown(this.#events, EVENTS, at - this.#looked)
    this.#looked = at
    return at
  }

  /** Twice as many, up to `most`, but one if these took long. */
  #grown(many: number, most: number, took: number): number {
    return took < this.#after / PARTS ? Math.min(2 * many, most) : 1
  }
}

let channel: Channel | undefined
let waits = 0

/** Keeps the thread alive while somebody waits, which `Atomics.waitAsync` alone does not; returns what ends this. */
export function keepAlive(): () => void {
  channel ??= Messages && new Messages()
  if (waits++ === 0) channel?.port1.ref?.()
  return () => {
    if (--waits === 0) channel?.port1.unref?.()
  }
}

const LONGEST = 2 ** 31 - 1

/**
 * Calls back when so many milliseconds are over by the clock that there is now; returns what ends this.
 *
 * A host's own timer may be some time early, since it counts from when the thread last went round; it is believed where
 * the clock stands.
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
