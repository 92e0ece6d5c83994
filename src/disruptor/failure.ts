// What is done about a handler that throws: decided for each failed attempt.
import { checkKeys } from '../core/callOptions.ts'
import { ArgumentError } from '../core/errors.ts'

/** How something is tried again before it is given up. */
export interface BackOff {
  /** Milliseconds before it is first tried again, from 0; by default 0. */
  readonly delay?: number
  /** By how much the delay grows each time, from 1; by default 2. */
  readonly factor?: number
  /** The longest delay in milliseconds, before jitter; by default 30,000. */
  readonly mostDelay?: number
  /** By which part of it a delay is shortened at random, from 0 to 1; by default 0. */
  readonly jitter?: number
  /** What is done once all attempts have failed; by default `halt`. */
  readonly finally?: 'halt' | 'skip'
}

/** Tries an event again before it is given up; or a batch, for `onBatch`. */
export interface Retry extends BackOff {
  /** How many times it is tried again: an integer from 1. */
  readonly retries: number
  readonly rewinds?: undefined
}

/**
 * Handles a batch again from its first event, before the event at which it last threw is given up. Nothing of the
 * batch is let go, counted or put into a tap meanwhile, nor is `onBatchEnd` called. Then `skip` passes over that event
 * alone: those before it end as a batch, and those behind it begin one, with attempts of its own.
 */
export interface Rewind extends BackOff {
  /** How many times a batch is handled again, whichever of its events has thrown: an integer from 1. */
  readonly rewinds: number
  readonly retries?: undefined
}

/**
 * What is done about an event whose handler throws: `halt` fails the ring, so that nobody waits for this handler;
 * `skip` reports it and goes on with the next. A handler that returns a promise always halts: it may not have finished.
 */
export type OnThrow = 'halt' | 'skip' | Retry | Rewind

/** After this many failed attempts: give up in one of two ways, or wait that many milliseconds and try again. */
export type Decision = 'halt' | 'skip' | number

const KEYS = ['retries', 'rewinds', 'delay', 'factor', 'mostDelay', 'jitter', 'finally']
const USUAL = { delay: 0, factor: 2, mostDelay: 30_000, jitter: 0, finally: 'halt' } as const

/** @param chance from 0 up to 1, for jitter */
export function decide(onThrow: OnThrow, attempts: number, chance = Math.random()): Decision {
  if (typeof onThrow === 'string') return onThrow
  const { retries, rewinds, delay, factor, mostDelay, jitter, finally: last } = { ...USUAL, ...onThrow }
  if (attempts > (rewinds ?? retries)) return last
  const grown = delay * Math.min(factor ** (attempts - 1), Number.MAX_VALUE)
  return Math.min(grown, mostDelay) * (1 - jitter * chance)
}

/** Whether a batch is handled again. */
export function mayRewind(onThrow: OnThrow): boolean {
  return typeof onThrow === 'object' && onThrow.rewinds !== undefined
}

/** Whether an event may be passed over. */
export function maySkip(onThrow: OnThrow): boolean {
  return onThrow === 'skip' || (typeof onThrow === 'object' && onThrow.finally === 'skip')
}

/** @throws {ArgumentError} if it is no such policy */
export function checkOnThrow(onThrow: unknown, whose: string): void {
  if (onThrow === 'halt' || onThrow === 'skip') return
  if (typeof onThrow !== 'object' || onThrow === null)
    throw new ArgumentError(`"onThrow" of ${whose}`, onThrow, "'halt', 'skip', { retries } or { rewinds }")
  checkKeys(`onThrow of ${whose}`, onThrow, KEYS)
  checkAgain({ ...USUAL, ...(onThrow as Retry | Rewind) }, whose)
}

const MILLISECONDS = 'a number of milliseconds from 0 to 2^31 - 1'
const LONGEST = 2 ** 31 - 1

function checkAgain(given: Required<BackOff> & (Retry | Rewind), whose: string): void {
  const { retries, rewinds, delay, factor, mostDelay, jitter, finally: last } = given
  const refuse = (name: string, value: unknown, allowed: string | readonly string[]): never => {
    throw new ArgumentError(`"${name}" of onThrow of ${whose}`, value, allowed)
  }
  const [name, times] = rewinds === undefined ? ['retries', retries] : ['rewinds', rewinds]
  if (retries !== undefined && rewinds !== undefined) refuse(name, times, 'left out beside "retries"')
  if (!(Number.isSafeInteger(times) && Number(times) >= 1)) refuse(name, times, 'an integer from 1')
  if (!isFrom(0, delay, LONGEST)) refuse('delay', delay, MILLISECONDS)
  if (!isFrom(1, factor, Number.MAX_VALUE)) refuse('factor', factor, 'a number from 1')
  if (!isFrom(0, mostDelay, LONGEST)) refuse('mostDelay', mostDelay, MILLISECONDS)
  if (!isFrom(0, jitter, 1)) refuse('jitter', jitter, 'a number from 0 to 1')
  if (last !== 'halt' && last !== 'skip') refuse('finally', last, ['halt', 'skip'])
}

function isFrom(least: number, given: unknown, most: number): boolean {
  return typeof given === 'number' && given >= least && given <= most
}
