// What is done about a handler that throws: decided for each failed attempt.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError } from '../core/errors.ts'

/** Tries an event again before it is given up. */
export interface Retry {
  /** How many times an event is tried again: an integer from 1. */
  readonly retries: number
  /** Milliseconds before the first retry, from 0; by default 0. */
  readonly delay?: number
  /** By how much the delay grows with each retry, from 1; by default 2. */
  readonly factor?: number
  /** The longest delay in milliseconds, before jitter; by default 30,000. */
  readonly mostDelay?: number
  /** By which part of it a delay is shortened at random, from 0 to 1; by default 0. */
  readonly jitter?: number
  /** What is done once all retries have failed; by default `halt`. */
  readonly finally?: 'halt' | 'skip'
}

/**
 * What is done about an event whose handler throws: `halt` fails the ring, so that nobody waits for this handler;
 * `skip` reports it and goes on with the next. A handler that returns a promise always halts: it may not have finished.
 */
export type OnThrow = 'halt' | 'skip' | Retry

/** After this many failed attempts: give up in one of two ways, or wait that many milliseconds and try again. */
export type Decision = 'halt' | 'skip' | number

const KEYS = ['retries', 'delay', 'factor', 'mostDelay', 'jitter', 'finally']
const USUAL = { delay: 0, factor: 2, mostDelay: 30_000, jitter: 0, finally: 'halt' } as const

/** @param chance from 0 up to 1, for jitter */
export function decide(onThrow: OnThrow, attempts: number, chance = Math.random()): Decision {
  if (typeof onThrow === 'string') return onThrow
  const { retries, delay, factor, mostDelay, jitter, finally: last } = { ...USUAL, ...onThrow }
  if (attempts > retries) return last
  const grown = delay * Math.min(factor ** (attempts - 1), Number.MAX_VALUE)
  return Math.min(grown, mostDelay) * (1 - jitter * chance)
}

/** Whether an event may be passed over. */
export function maySkip(onThrow: OnThrow): boolean {
  return onThrow === 'skip' || (typeof onThrow === 'object' && onThrow.finally === 'skip')
}

/** @throws {ArgumentError} if it is no such policy */
export function checkOnThrow(onThrow: unknown, whose: string): void {
  if (onThrow === 'halt' || onThrow === 'skip') return
  if (typeof onThrow !== 'object' || onThrow === null)
    throw new ArgumentError(`"onThrow" of ${whose}`, onThrow, "'halt', 'skip' or { retries }")
  checkKeys(`onThrow of ${whose}`, onThrow, KEYS)
  checkRetry({ ...USUAL, ...(onThrow as Retry) }, whose)
}

const MILLISECONDS = 'a number of milliseconds from 0 to 2^31 - 1'
const LONGEST = 2 ** 31 - 1

function checkRetry(given: Required<Retry>, whose: string): void {
  const { retries, delay, factor, mostDelay, jitter, finally: last } = given
  const refuse = (name: string, value: unknown, allowed: string | readonly string[]): never => {
    throw new ArgumentError(`"${name}" of onThrow of ${whose}`, value, allowed)
  }
  if (!(Number.isSafeInteger(retries) && retries >= 1)) refuse('retries', retries, 'an integer from 1')
  if (!isFrom(0, delay, LONGEST)) refuse('delay', delay, MILLISECONDS)
  if (!isFrom(1, factor, Number.MAX_VALUE)) refuse('factor', factor, 'a number from 1')
  if (!isFrom(0, mostDelay, LONGEST)) refuse('mostDelay', mostDelay, MILLISECONDS)
  if (!isFrom(0, jitter, 1)) refuse('jitter', jitter, 'a number from 0 to 1')
  if (last !== 'halt' && last !== 'skip') refuse('finally', last, ['halt', 'skip'])
}

function isFrom(least: number, given: unknown, most: number): boolean {
  return typeof given === 'number' && given >= least && given <= most
}
