// How a handler is run: event by event in batches, or several at once.
import type { Consumer, ConsumerOptions } from '../core/Consumer.ts'
import type { WorkPool } from '../core/WorkPool.ts'
import type { AnyEvent } from '../events/Slots.ts'
import { mayRewind } from './failure.ts'
import { checkOpen, checkRewound, checkShared } from './Handlers.ts'
import { OpenRun } from './OpenRun.ts'
import { Ranges } from './Ranges.ts'
import { type Ended, Run, type Running } from './Run.ts'

/** A run, and the options of the consumer that it needs. */
export interface AnyRun {
  readonly options: ConsumerOptions
  run(reader: Consumer | WorkPool): Promise<Ended>
}

/** What a handler reads from, and how. */
interface Reading {
  readonly role: 'consumer' | 'pool' | 'successor'
  readonly concurrency: number | undefined
}

/** @throws {ArgumentError} if the handler has a call that this kind of run never makes */
export function runOf<Type extends AnyEvent>(running: Running<Type>, reading: Reading): AnyRun {
  checkCalls(running, reading)
  const { concurrency } = reading
  if (concurrency === undefined) return inBatches(running)
  const run = new OpenRun(running, concurrency)
  return { options: {}, run: (reader) => run.run(reader as Consumer) }
}

function inBatches<Type extends AnyEvent>(running: Running<Type>): AnyRun {
  const run = new Run(running)
  const flush = (last: number): void => run.endBatch(last)
  if (!needsRanges(running)) return { options: { flush }, run: (reader) => run.run(reader) }
  return { options: {}, run: (reader) => run.run(new Ranges(reader as Consumer, run)) }
}

/** Whether more must be known of a batch than its next event: without, an event costs less. */
function needsRanges({ handlers, onThrow }: Running<AnyEvent>): boolean {
  const { onBatch, onBatchStart, onIdle } = handlers
  return mayRewind(onThrow) || [onBatch, onBatchStart, onIdle].some((call) => call !== undefined)
}

function checkCalls(running: Running<AnyEvent>, { role, concurrency }: Reading): void {
  const { handlers, name, onThrow } = running
  const whose = `handler "${name}"`
  if (role === 'pool') checkShared(handlers, whose)
  if (concurrency !== undefined) checkOpen(handlers, whose)
  if (mayRewind(onThrow)) checkRewound(handlers, whose)
}
