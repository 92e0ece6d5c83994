// How a role waits by default, and the options that change it.
import type { ConsumerOptions } from '../core/Consumer.ts'
import { checkKeys } from '../core/callOptions.ts'
import type { RoleContext } from '../core/context.ts'
import { ArgumentError } from '../core/errors.ts'
import type { ProducerOptions } from '../core/SingleProducer.ts'
import type { WorkerOptions } from '../core/WorkPool.ts'
import { isInteger } from './options.ts'

/** How many attempts a waiter makes before it parks; chosen by measurement: npm run bench -- spins */
export const DEFAULT_SPINS = 100

/** How long asynchronous calls may keep the thread, in ms: with it, a timer of 10 ms is late by at most a tenth. */
export const DEFAULT_YIELD_AFTER = 1

export type RoleOptions = ConsumerOptions | ProducerOptions | WorkerOptions

/** A role's default pause, and whether it pauses between two attempts instead of after a batch. */
export interface Usual {
  readonly pause: number
  readonly betweenAttempts: boolean
}

/** Chosen by measurement: npm run bench -- pause */
export const PRODUCERS: Usual = { pause: 0, betweenAttempts: true }
export const CONSUMERS: Usual = { pause: 2000, betweenAttempts: false }
export const WORKERS: Usual = { pause: 0, betweenAttempts: true }

function checkFlush({ flush }: ConsumerOptions): void {
  if (flush === undefined || typeof flush === 'function') return
  throw new ArgumentError('"flush" option', flush, 'a function')
}

/** The part of the context that these options decide. */
type WaitSettings = Pick<RoleContext, 'spins' | 'pauseBetweenAttempts' | 'pauseAfterBatch' | 'yieldAfter'>

/** @throws {ArgumentError} if an option is unknown or out of range */
export function waitSettingsOf(options: RoleOptions, usual: Usual): WaitSettings {
  checkKeys('a role', options, ['spins', 'pause', 'yieldAfter', 'flush'])
  checkFlush(options)
  const { spins = DEFAULT_SPINS, pause = usual.pause, yieldAfter = DEFAULT_YIELD_AFTER } = options
  if (!isInteger(pause, 0)) throw new ArgumentError('"pause" option', pause, 'an integer from 0')
  if (spins !== Number.POSITIVE_INFINITY && !isInteger(spins, 0)) {
    throw new ArgumentError('"spins" option', spins, 'an integer from 0, or Infinity')
  }
  if (!(typeof yieldAfter === 'number' && yieldAfter >= 0)) {
    throw new ArgumentError('"yieldAfter" option', yieldAfter, 'a number of milliseconds from 0, or Infinity')
  }
  const [pauseBetweenAttempts, pauseAfterBatch] = usual.betweenAttempts ? [pause, 0] : [0, pause]
  return { spins, pauseBetweenAttempts, pauseAfterBatch, yieldAfter }
}
