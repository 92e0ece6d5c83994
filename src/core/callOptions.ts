// Options of calls, beside a number or in its place: checked at each call, and turned into a deadline.

import { type AsyncWaitOptions, Deadline, FOREVER, type WaitOptions } from './deadline.ts'
import { ArgumentError } from './errors.ts'

// Every host has one; the core knows none of them.
declare const performance: { now(): number }

/** The size of a batch, in a call whose options stand in one object. */
export interface BatchOptions {
  /** The most events to handle or to take; an integer from 1. */
  readonly limit?: number
}

/** The size of a claim, in a call whose options stand in one object. */
export interface ClaimOptions {
  /** How many sequences to claim; 1 by default. */
  readonly n?: number
}

/** The number of sequences, or all options in one object. */
export type ClaimedBy<Options> = number | (ClaimOptions & Options)

/** The most events to handle or to take, or all options in one object. */
export type LimitedBy<Options> = number | (BatchOptions & Options)

const WAITS = ['timeout', 'signal', 'ref']

/**
 * The deadline of a call; FOREVER if no option sets one.
 *
 * @throws {ArgumentError} if an option is unknown or out of range, or a number or a signal stands in their place
 */
export function deadlineOf(options: AsyncWaitOptions | null | undefined): Deadline {
  if (options === undefined || options === null) return FOREVER
  checkWaits('a wait', options, WAITS)
  const { timeout, signal, ref } = options
  if (timeout === undefined && signal === undefined && ref === undefined) return FOREVER
  return new Deadline(options, () => performance.now())
}

function checkWaits(whose: string, options: object, allowed: readonly string[]): void {
  if (signalIn(options)) throw new ArgumentError(`options of ${whose}`, options, 'given as { signal }')
  checkKeys(whose, options, allowed)
}

/** A signal given in place of options. */
function signalIn(options: object): object | undefined {
  return typeof options === 'object' && 'aborted' in options ? options : undefined
}

/** Whether options stand in place of a number. */
export function isOptions(given: unknown): given is object {
  return typeof given === 'object' && given !== null
}

/** The limit of a batch and its wait options, for a call whose options stand in one object. */
export function batchOf(
  usual: number,
  given: BatchOptions & AsyncWaitOptions,
  behind?: AsyncWaitOptions,
): [limit: number, options: AsyncWaitOptions] {
  const { limit = usual, ...options } = onlyOnce('a batch', 'limit', given, behind)
  return [limit, options]
}

/** As `batchOf`, for a call that never waits. */
export function limitIn(usual: number, given: BatchOptions, whose = 'a poll'): number {
  checkKeys(whose, given, ['limit'])
  return given.limit ?? usual
}

/** As `batchOf`, for a claim. */
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
  throw new ArgumentError(`options of ${whose}`, behind, `in one object, { ${number}, timeout }`)
}

/**
 * The deadline of a call that blocks its thread: a time-out only, by a clock that runs meanwhile.
 *
 * @throws {ArgumentError} if it has a signal, which cannot be aborted while this thread is blocked; or as `deadlineOf`
 */
export function timeoutOf(options: WaitOptions | undefined): Deadline {
  if (options === undefined || options === null) return FOREVER
  const { timeout, signal = signalIn(options) }: Unheard = options
  if (signal !== undefined) throw new ArgumentError('"signal" option', signal, UNHEARD)
  checkKeys('a wait that blocks', options, ['timeout'])
  return timeout === undefined ? FOREVER : new Deadline({ timeout })
}

/** Options of a call that blocks, with a signal that it could not observe. */
interface Unheard extends WaitOptions {
  readonly signal?: object
}

const UNHEARD =
  'left to claimAsync(), consumeAsync() and takeAsync(): a thread that blocks would not observe it'

/** @throws {ArgumentError} if the options are not an object, or one of them is unknown */
export function checkKeys(whose: string, given: unknown, allowed: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ArgumentError(`options of ${whose}`, given, `an object with some of ${allowed.join(', ')}`)
  const wrong = Object.keys(given).find((key) => !allowed.includes(key))
  if (wrong !== undefined) throw new ArgumentError(`name of an option of ${whose}`, wrong, allowed)
}
