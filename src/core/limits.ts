// How long a call may wait.
import { AbortError, ArgumentError, TimeoutError } from './errors.ts'
import { checkKeys } from './options.ts'

/** How long a call that blocks its thread may wait. */
export interface WaitOptions {
  /** Milliseconds from 0; without one the call waits until the ring ends. */
  readonly timeout?: number
}

/** How long a call that leaves its thread to the event loop may wait. */
export interface AsyncWaitOptions extends WaitOptions {
  /**
   * Gives the call up, with an `AbortError` whose cause is the signal's reason. One that is aborted already ends the call
   * before it has done anything, whatever is there.
   */
  readonly signal?: Abortable
}

/** How many events a call handles, where its other options stand as well. */
export interface BatchOptions {
  /** At most so many; 1 or more. */
  readonly limit?: number
}

/** How many sequences a call claims, where its other options stand as well. */
export interface ClaimOptions {
  /** So many; 1 by default. */
  readonly n?: number
}

/** How many sequences, or all options in one place. */
export type ClaimedBy<Options> = number | (ClaimOptions & Options)

/** How many events, or all options in one place. */
export type LimitedBy<Options> = number | (BatchOptions & Options)

/** What is needed of an `AbortSignal`. */
export interface Abortable {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

// Every host has these; the core knows none of them.
declare const performance: { now(): number }
declare function setInterval(callback: () => void, milliseconds: number): unknown
declare function clearInterval(timer: unknown): void

const LONGEST = 2 ** 31 - 1

/** When a call gives up. */
export class Limit {
  readonly #timeout: number
  readonly #end: number
  readonly #signal: Abortable | undefined

  /**
   * @throws {ArgumentError} if the time-out is no number from 0, or the signal none
   * @throws {AbortError} if the signal is aborted already
   */
  constructor({ timeout = Number.POSITIVE_INFINITY, signal }: AsyncWaitOptions = {}) {
    if (!(typeof timeout === 'number' && timeout >= 0)) {
      throw new ArgumentError('timeout', timeout, 'milliseconds from 0, or Infinity')
    }
    if (signal !== undefined && typeof signal?.aborted !== 'boolean') {
      throw new ArgumentError('signal', signal, 'an AbortSignal')
    }
    if (signal?.aborted) throw new AbortError(signal.reason)
    this.#timeout = timeout
    this.#end = timeout === Number.POSITIVE_INFINITY ? timeout : performance.now() + timeout
    this.#signal = signal
  }

  /** Milliseconds that are left. */
  left(): number {
    return this.#end === Number.POSITIVE_INFINITY ? this.#end : this.#end - performance.now()
  }

  /** @throws {AbortError | TimeoutError} if the call has to give up */
  check(): void {
    if (this.#signal?.aborted) throw new AbortError(this.#signal.reason)
    if (this.left() <= 0) throw new TimeoutError(this.#timeout)
  }

  /**
   * Keeps the thread alive while it sleeps on this word, which `Atomics.waitAsync` alone does not.
   *
   * Nothing has changed when it is aborted, but it has to wake up; others who do look, and sleep again.
   *
   * @returns what ends this
   */
  hold(words: Int32Array, epoch: number): () => void {
    const alive = setInterval(() => {}, LONGEST)
    const stir = (): void => void Atomics.notify(words, epoch) // setup
    this.#signal?.addEventListener('abort', stir)
    return () => {
      clearInterval(alive)
      this.#signal?.removeEventListener('abort', stir)
    }
  }
}

/** Until the ring ends. */
export const FOREVER = new Limit()

const WAITS = ['timeout', 'signal']

/**
 * The limit of a call; made only if there is one.
 *
 * @throws {ArgumentError} if an option has a name that means nothing here, or they are none: a bare number, or a signal
 */
export function limitOf(options: AsyncWaitOptions | null | undefined): Limit {
  if (options === undefined || options === null) return FOREVER
  checkWaits('a wait', options, WAITS)
  return options.timeout === undefined && options.signal === undefined ? FOREVER : new Limit(options)
}

function checkWaits(whose: string, options: object, allowed: readonly string[]): void {
  if (typeof options === 'object' && 'aborted' in options) {
    throw new ArgumentError(`options of ${whose}`, options, '{ signal }')
  }
  checkKeys(whose, options, allowed)
}

/** Whether options stand where a number may stand. */
export function isOptions(given: unknown): given is object {
  return typeof given === 'object' && given !== null
}

/** The limit of a batch and how long to wait for it, of a call whose options stand in one place. */
export function batchOf(
  usual: number,
  given: BatchOptions & AsyncWaitOptions,
  behind?: AsyncWaitOptions,
): [limit: number, options: AsyncWaitOptions] {
  const { limit = usual, ...options } = onlyOnce('a batch', 'limit', given, behind)
  return [limit, options]
}

/** As `batchOf`, of a call that never waits. */
export function limitIn(usual: number, given: BatchOptions): number {
  checkKeys('a poll', given, ['limit'])
  return given.limit ?? usual
}

/** As `batchOf`, of a claim. */
export function claimOf(
  given: ClaimOptions & AsyncWaitOptions,
  behind?: AsyncWaitOptions,
): [n: number, options: AsyncWaitOptions] {
  const { n = 1, ...options } = onlyOnce('a claim', 'n', given, behind)
  return [n, options]
}

function onlyOnce<Given extends object>(whose: string, number: string, given: Given, behind: unknown): Given {
  checkWaits(whose, given, [number, ...WAITS])
  if (behind === undefined) return given
  throw new ArgumentError(`options of ${whose}`, behind, `all of them in one place: { ${number}, timeout }`)
}
