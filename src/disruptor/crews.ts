// The threads of each handler: this one, a worker of its own, or several that share its events.
import type { AnyEvent } from '../events/Slots.ts'
import type { Shared } from './attach.ts'
import type { Crew } from './Disruptor.ts'
import { handleOf } from './handle.ts'
import { aborting } from './host.ts'
import { type HandledBy, type Here, isOnWorker, type OnWorker } from './options.ts'
import { Progress } from './Progress.ts'
import type { FailedEvent } from './report.ts'
import { runOf } from './runOf.ts'
import type { Job } from './serve.ts'
import { tapFor } from './Tap.ts'
import { Worked } from './Worked.ts'

/** A crew, and when all of its threads have their roles. */
export interface Starting extends Crew {
  readonly started: Promise<unknown>
}

/** What a crew is started with. */
export interface Start<Type extends AnyEvent> {
  readonly shared: Shared<Type, string, string>
  readonly name: string
  readonly report: (failed: FailedEvent) => void
}

/** Starts the threads of a handler. */
export function crewOf<Type extends AnyEvent>(start: Start<Type>, given: HandledBy<Type, string>): Starting {
  return isOnWorker(given) ? crewOfWorkers(start, given) : crewOfThis(start, given)
}

function crewOfWorkers<Type extends AnyEvent>(start: Start<Type>, options: OnWorker<string>): Starting {
  const rows = options.workers ?? 1
  const buffer = Progress.bufferOf(rows)
  const workers = Array.from({ length: rows }, (_, row) => worked(start, options, buffer, row))
  return {
    name: start.name,
    progress: workers.map((_, row) => new Progress(buffer, row)),
    started: Promise.all(workers.map((worker) => worker.started)),
    done: Promise.all(workers.map(({ done }) => done)),
    terminate: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  }
}

function worked<Type extends AnyEvent>(
  { shared, name, report }: Start<Type>,
  { workers, onThrow = 'halt', limit, concurrency, data, ...options }: OnWorker<string>,
  progress: SharedArrayBuffer,
  row: number,
): Worked<Type> {
  const role = workers === undefined ? 'consumer' : 'pool'
  const job: Job = { handle: handleOf(shared), name, role, onThrow, limit, concurrency, data, progress, row }
  return new Worked({ ...shared, report }, options, job)
}

/** The run is ended by a signal, since its thread cannot be. */
function crewOfThis<Type extends AnyEvent>(start: Start<Type>, handlers: Here<Type, string>): Starting {
  const { shared, name, report } = start
  const { onThrow = 'halt', limit, concurrency } = handlers
  const [progress, end] = [new Progress(Progress.bufferOf(1), 0), aborting()]
  const tap = tapFor(shared, name)
  const given = { handlers, progress, onThrow, limit, data: undefined, signal: end.signal, tap }
  const run = runOf({ ...shared, name, report, ...given }, { role: 'consumer', concurrency })
  const consumer = shared.ring.consumer(name, run.options)
  const done = run.run(consumer).then(({ outcome }) => {
    if (outcome === 'halted') shared.ring.fail({ consumers: [name] })
  })
  const terminate = async (): Promise<void> => end.abort()
  return { name, progress: [progress], started: Promise.resolve(), done, terminate }
}
