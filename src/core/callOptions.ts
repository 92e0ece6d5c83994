// What calls are given, beside a number or in its place: checked at each call, and made into a limit.

import { type AsyncWaitOptions, Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { ArgumentError } from './errors.ts'

// Every host has one; the core knows none of them.
declare const performance: { now(): number }

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

const WAITS = ['timeout', 'signal', 'ref']

/**
 * The limit of a call; made only if there is one.
 *
 * @throws {ArgumentError} if an option has a name that means nothing here, or they are none: a bare number, or a signal
 */
export function limitOf(options: AsyncWaitOptions | null | undefined): Deadline {
  if (options === undefined || options === null) return FOREVER
  checkWaits('a wait', options, WAITS)
  const { timeout, signal, ref } = options
  if (timeout === undefined && signal === undefined && ref === undefined) return FOREVER
  return new Deadline(options, () => performance.now())
}

function checkWaits(whose: string, options: object, allowed: readonly string[]): void {
  if (signalIn(options)) throw new ArgumentError(`options of ${whose}`, options, '{ signal }')
  checkKeys(whose, options, allowed)
}

/** A signal that was given in place of options. */
function signalIn(options: object): object | undefined {
  return typeof options === 'object' && 'aborted' in options ? options : undefined
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

/**
 * The limit of a call that blocks its thread: only time, by a clock that goes on meanwhile.
 *
 * @throws {ArgumentError} if it has a signal: nobody could abort it as long as this thread is blocked; or as `limitOf`
 */
export function timeOf(options: WaitOptions | undefined): Deadline {
  if (options === undefined || options === null) return FOREVER
  const { timeout, signal = signalIn(options) }: Unheard = options
  if (signal !== undefined) throw new ArgumentError('signal of a call that blocks', signal, UNHEARD)
  checkKeys('a wait that blocks', options, ['timeout'])
  return timeout === undefined ? FOREVER : new Deadline({ timeout })
}

/** What a call that blocks may be given, though it could not hear it. */
interface Unheard extends WaitOptions {
  readonly signal?: object
}

const UNHEARD = 'none, for this thread could not hear it: a timeout, claimAsync or consumeAsync'

/** @throws {ArgumentError} if options are no object, or one of them has a name that means nothing here */
export function checkKeys(whose: string, given: unknown, allowed: readonly string[]): void {
  const names = allowed.join(', ')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(`options of ${whose}`, given, `an object with some of ${names}`)
  }
  const wrong = Object.keys(given).find((key) => !allowed.includes(key))
  if (wrong !== undefined) throw new ArgumentError(`name of an option of ${whose}`, wrong, names)
}
