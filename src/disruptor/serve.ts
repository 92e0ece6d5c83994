// The side of a worker: takes its role, runs the handler, and tells the thread that started it.
import { printed } from '../core/errors.ts'
import type { AnyEvent } from '../events/Slots.ts'
import { attachDisruptor } from './attach.ts'
import type { OnThrow } from './failure.ts'
import type { Handlers } from './Handlers.ts'
import type { DisruptorHandle } from './handle.ts'
import { threads } from './host.ts'
import { Progress } from './Progress.ts'
import type { FailedEvent } from './report.ts'
import { type AnyRun, runOf } from './runOf.ts'
import { tapFor } from './Tap.ts'

/** The key in `workerData` under which a worker finds its job. */
export const KEY = 'ringproof.disruptor'

/** The work of a worker. */
export interface Job {
  readonly handle: DisruptorHandle
  readonly name: string
  readonly role: 'consumer' | 'pool' | 'successor'
  readonly onThrow: OnThrow
  readonly limit: number | undefined
  readonly concurrency: number | undefined
  readonly data: unknown
  /** Events to pass over: each has killed too many workers. */
  readonly poisonous?: readonly number[]
  readonly progress: SharedArrayBuffer
  readonly row: number
}

/** What a worker tells. */
export type Told =
  | { readonly [KEY]: 'started' }
  | { readonly [KEY]: 'failed'; readonly failed: FailedEvent }
  | { readonly [KEY]: 'halted' }
  | { readonly [KEY]: 'over' }

/** The job of this thread, if a disruptor has started it. */
export function jobOf(workerData: unknown): Job | undefined {
  if (typeof workerData !== 'object' || workerData === null) return undefined
  return (workerData as { [KEY]?: Job })[KEY]
}

/** Whether a message is one of these, and not one of the handler's own. */
export function isTold(message: unknown): message is Told {
  return typeof message === 'object' && message !== null && KEY in message
}

/** Runs the handler; what it throws ends this thread, and so the ring, or this worker's share in it. */
export async function serve<Type extends AnyEvent>(event: Type, handlers: Handlers<Type>, job: Job) {
  const { shared } = attachDisruptor(event, job.handle)
  const progress = new Progress(job.progress, job.row)
  const report = (failed: FailedEvent): void => tell({ [KEY]: 'failed', failed: cloneable(failed) })
  const tap = tapFor(shared, job.name)
  const run = runOf({ ...job, ...shared, handlers, progress, report, tap }, job)
  const reader = readerOf(shared.ring, job, run.options)
  tell({ [KEY]: 'started' })
  const ended = await run.run(reader)
  tell({ [KEY]: ended.outcome })
  if (ended.outcome === 'over') return
  throw ended.error
}

type Attached = ReturnType<typeof attachDisruptor>['ring']

function readerOf(ring: Attached, { name, role }: Job, options: AnyRun['options']) {
  if (role === 'pool') return ring.pool(name)
  return role === 'successor' ? ring.takeOver(name, options) : ring.consumer(name, options)
}

function tell(message: Told): void {
  threads().parentPort?.postMessage(message)
}

/** An error that cannot be cloned goes as what it says. */
function cloneable(failed: FailedEvent): FailedEvent {
  try {
    return { ...failed, error: structuredClone(failed.error) }
  } catch {
    return { ...failed, error: new Error(textOf(failed.error)) }
  }
}

/** An object without a prototype has no text of its own. */
function textOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return printed(error)
  }
}

declare function structuredClone(value: unknown): unknown
