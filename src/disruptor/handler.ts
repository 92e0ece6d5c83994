// The file in which a worker finds what handles its events.
import { StateError } from '../core/errors.ts'
import type { AnyEvent } from '../events/Slots.ts'
import { checkHandlers, type Handlers } from './Handlers.ts'
import { afterThis, known } from './host.ts'
import { type Job, jobOf, serve } from './serve.ts'

let served = false

/**
 * Makes a file one that workers run: `createDisruptor` is given its URL, and the worker that it starts there handles
 * events with these calls. On any other thread the file may be imported like any other; the calls are returned.
 *
 * @param event the struct of the events, the same on all threads
 * @throws {ArgumentError} if not exactly one of `onEvent` and `onBatch` is there, or a call is not a function
 * @throws {StateError} if the worker's file has a handler already
 */
export function handler<Type extends AnyEvent, Calls extends Handlers<Type>>(
  event: Type,
  handlers: Calls,
): Calls {
  checkHandlers(handlers, 'a handler')
  const job = jobOf(known()?.workerData)
  if (job) begin(event, handlers, job)
  return handlers
}

/** Once the file has been evaluated: what it declares further below may be needed. */
function begin<Type extends AnyEvent>(event: Type, handlers: Handlers<Type>, job: Job): void {
  if (served)
    throw new StateError('Cannot call handler() twice on the thread of a worker: one file, one handler')
  served = true
  afterThis(() => serve(event, handlers, job))
}
