// How long a call may wait.
import { AbortError, ArgumentError, TimeoutError } from './errors.ts'
import { alarm, keepAlive } from './loop.ts'

/** How long a call that blocks its thread may wait. */
export interface WaitOptions {
  /** Milliseconds from 0; without it, the call waits until the ring ends. */
  readonly timeout?: number
}

/** How long a call that yields to the event loop may wait; its time-out is a `setTimeout` of this thread. */
export interface AsyncWaitOptions extends WaitOptions {
  /**
   * Ends the call with an `AbortError` whose cause is the signal's reason. A signal that is aborted before the call, or
   * while it has yielded to the event loop before an attempt, ends it before it has done anything, whatever is
   * available: so it also ends a loop of calls that never need to wait. What an attempt has found is never given up.
   */
  readonly signal?: Abortable
  /** Whether this call keeps the process alive while it waits; true by default. */
  readonly ref?: boolean
}

/** The part of an `AbortSignal` that is used. */
export interface Abortable {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

// Every host has one; the core knows none of them.
declare const performance: { now(): number }

/** Taken once: fake clocks cannot be installed or advanced while the thread is blocked. */
const now = performance.now.bind(performance)

/** When a call gives up. */
export class Deadline {
  readonly #timeout: number
  readonly #end: number
  readonly #signal: Abortable | undefined
  readonly #isRef: boolean
  readonly #now: () => number
  /** Whether the timer or the sleep has reported the time-out, whatever a clock says. */
  #hasExpired = false

  /**
   * @param clock the clock that measures the time-out
   * @throws {ArgumentError} if the time-out is not a number from 0, the signal not one, or `ref` not a boolean
   * @throws {AbortError} if the signal is already aborted
   */
  constructor(options: AsyncWaitOptions = {}, clock = now) {
    checkWaitOptions(options)
    const { timeout = Number.POSITIVE_INFINITY, signal, ref = true } = options
    this.#now = clock
    this.#timeout = timeout
    this.#end = timeout === Number.POSITIVE_INFINITY ? timeout : clock() + timeout
    this.#signal = signal
    this.#isRef = ref
    this.throwIfAborted()
  }

  /** Milliseconds left. */
  remaining(): number {
    if (this.#hasExpired) return 0
    return this.#end === Number.POSITIVE_INFINITY ? this.#end : this.#end - this.#now()
  }

  /** A sleep has used up the time left: the clock is not read again. */
  expire(): void {
    this.#hasExpired = true
  }

  /** @throws {AbortError} if the signal is aborted, whatever is available */
  throwIfAborted(): void {
    if (this.#signal?.aborted) throw new AbortError(this.#signal.reason)
  }

  /** @throws {AbortError | TimeoutError} if the call must end after a failed attempt */
  throwIfExpired(): void {
    this.throwIfAborted()
    if (this.remaining() <= 0) throw new TimeoutError(this.#timeout)
  }

  /**
   * Wakes the thread when the deadline passes while it sleeps on this word; keeps it alive, unless `ref` is false.
   *
   * The epoch does not change then: other sleepers that wake make an attempt and sleep again.
   *
   * @returns a function that ends both
   */
  arm(words: Int32Array, epoch: number): () => void {
    const wake = (): void => void Atomics.notify(words, epoch) // setup
    const ends = this.#signal ? [onAbort(this.#signal, wake)] : []
    const over = (): void => {
      this.expire()
      wake()
    }
    const left = this.remaining()
    if (left < Number.POSITIVE_INFINITY) ends.push(alarm(left, this.#isRef, over))
    if (this.#isRef) ends.push(keepAlive())
    return () => {
      for (const end of ends) end()
    }
  }
}

function checkWaitOptions({ timeout = 0, signal, ref = true }: AsyncWaitOptions): void {
  if (!(typeof timeout === 'number' && timeout >= 0))
    throw new ArgumentError('"timeout" option', timeout, 'a number of milliseconds from 0, or Infinity')
  if (signal !== undefined && typeof signal?.aborted !== 'boolean')
    throw new ArgumentError('"signal" option', signal, 'an AbortSignal')
  if (typeof ref !== 'boolean') throw new ArgumentError('"ref" option', ref, 'a boolean')
}

/** The waits that a signal may end, behind a single listener: hosts report many listeners as a leak. */
const heard = new WeakMap<Abortable, { readonly all: Set<() => void>; readonly tell: () => void }>()

function onAbort(signal: Abortable, wake: () => void): () => void {
  const { all, tell } = heard.get(signal) ?? listening(signal)
  all.add(wake)
  return () => {
    all.delete(wake)
    if (all.size > 0) return
    signal.removeEventListener('abort', tell)
    heard.delete(signal)
  }
}

function listening(signal: Abortable) {
  const all = new Set<() => void>()
  const tell = (): void => {
    for (const wake of all) wake()
  }
  signal.addEventListener('abort', tell)
  heard.set(signal, { all, tell })
  return { all, tell }
}

/** Until the ring ends. */
export const FOREVER = new Deadline()
