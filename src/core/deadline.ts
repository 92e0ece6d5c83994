// How long a call may wait.
import { AbortError, ArgumentError, TimeoutError } from './errors.ts'
import { alarm, keepAlive } from './loop.ts'

/** How long a call that blocks its thread may wait. */
export interface WaitOptions {
  /** Milliseconds from 0; without one the call waits until the ring ends. */
  readonly timeout?: number
}

/** How long a call that leaves its thread to the event loop may wait; its time-out is a `setTimeout` of this thread. */
export interface AsyncWaitOptions extends WaitOptions {
  /**
   * Gives the call up, with an `AbortError` whose cause is the signal's reason. One that is aborted already, or while the
   * call has left the thread to its event loop and before it has looked, ends it before it has done anything, whatever
   * is there; so it ends a loop of calls that always find something as well. What was found is never given up.
   */
  readonly signal?: Abortable
  /** Whether the process stays alive for this call while it waits; true by default. */
  readonly ref?: boolean
}

/** What is needed of an `AbortSignal`. */
export interface Abortable {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

// Every host has one; the core knows none of them.
declare const performance: { now(): number }

/** Nobody can turn a clock on, or put another in its place, while the thread is blocked. */
const now = performance.now.bind(performance)

/** When a call gives up. */
export class Deadline {
  readonly #timeout: number
  readonly #end: number
  readonly #signal: Abortable | undefined
  readonly #isRef: boolean
  readonly #now: () => number
  /** Whether whoever measures the time has said that it is over, whatever a clock says. */
  #isOver = false

  /**
   * @param clock by which time passes
   * @throws {ArgumentError} if the time-out is no number from 0, the signal none, or `ref` neither true nor false
   * @throws {AbortError} if the signal is aborted already
   */
  constructor(options: AsyncWaitOptions = {}, clock = now) {
    checkLimit(options)
    const { timeout = Number.POSITIVE_INFINITY, signal, ref = true } = options
    this.#now = clock
    this.#timeout = timeout
    this.#end = timeout === Number.POSITIVE_INFINITY ? timeout : clock() + timeout
    this.#signal = signal
    this.#isRef = ref
    this.hear()
  }

  /** Milliseconds that are left. */
  left(): number {
    if (this.#isOver) return 0
    return this.#end === Number.POSITIVE_INFINITY ? this.#end : this.#end - this.#now()
  }

  /** A sleep has taken all the time that was left: no clock is asked any more. */
  expire(): void {
    this.#isOver = true
  }

  /** @throws {AbortError} if the call has to give up, whatever there is */
  hear(): void {
    if (this.#signal?.aborted) throw new AbortError(this.#signal.reason)
  }

  /** @throws {AbortError | TimeoutError} if the call has to give up, since there is nothing */
  check(): void {
    this.hear()
    if (this.left() <= 0) throw new TimeoutError(this.#timeout)
  }

  /**
   * Wakes the thread when this is over while it sleeps on this word, and keeps it alive, unless it need not be.
   *
   * Nothing has changed then, but it has to wake up; others who do look, and sleep again.
   *
   * @returns what ends this
   */
  hold(words: Int32Array, epoch: number): () => void {
    const stir = (): void => void Atomics.notify(words, epoch) // setup
    const ends = this.#signal ? [onAbort(this.#signal, stir)] : []
    const over = (): void => {
      this.expire()
      stir()
    }
    const left = this.left()
    if (left < Number.POSITIVE_INFINITY) ends.push(alarm(left, this.#isRef, over))
    if (this.#isRef) ends.push(keepAlive())
    return () => {
      for (const end of ends) end()
    }
  }
}

function checkLimit({ timeout = 0, signal, ref = true }: AsyncWaitOptions): void {
  if (!(typeof timeout === 'number' && timeout >= 0)) {
    throw new ArgumentError('timeout', timeout, 'milliseconds from 0, or Infinity')
  }
  if (signal !== undefined && typeof signal?.aborted !== 'boolean') {
    throw new ArgumentError('signal', signal, 'an AbortSignal')
  }
  if (typeof ref !== 'boolean') throw new ArgumentError('ref', ref, 'true or false')
}

/** Those who wait for a signal, as its only listener on this thread: hosts take many for a leak. */
const heard = new WeakMap<Abortable, { readonly all: Set<() => void>; readonly tell: () => void }>()

function onAbort(signal: Abortable, stir: () => void): () => void {
  const { all, tell } = heard.get(signal) ?? listening(signal)
  all.add(stir)
  return () => {
    all.delete(stir)
    if (all.size > 0) return
    signal.removeEventListener('abort', tell)
    heard.delete(signal)
  }
}

function listening(signal: Abortable) {
  const all = new Set<() => void>()
  const tell = (): void => {
    for (const stir of all) stir()
  }
  signal.addEventListener('abort', tell)
  heard.set(signal, { all, tell })
  return { all, tell }
}

/** Until the ring ends. */
export const FOREVER = new Deadline()
