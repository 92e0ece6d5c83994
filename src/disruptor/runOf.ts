// How a handler is run: event by event in batches, or several at once.
import type { Consumer, ConsumerOptions } from '../core/Consumer.ts'
import type { WorkPool } from '../core/WorkPool.ts'
import type { AnyEvent } from '../events/Slots.ts'
import { checkOpen } from './Handlers.ts'
import { OpenRun } from './OpenRun.ts'
import { type Ended, Run, type Running } from './Run.ts'

/** A run, and the options of the consumer that it needs. */
export interface AnyRun {
  readonly options: ConsumerOptions
  run(reader: Consumer | WorkPool): Promise<Ended>
}

/** @throws {ArgumentError} if an asynchronous handler has an `onBatchEnd` */
export function runOf<Type extends AnyEvent>(running: Running<Type>, concurrency?: number): AnyRun {
  if (concurrency === undefined) {
    const run = new Run(running)
    return { options: { flush: (last) => run.endBatch(last) }, run: (reader) => run.run(reader) }
  }
  checkOpen(running.handlers, `handler "${running.name}"`)
  const run = new OpenRun(running, concurrency)
  return { options: {}, run: (reader) => run.run(reader as Consumer) }
}
