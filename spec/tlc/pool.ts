import { availableParallelism } from 'node:os'
import type { Result } from './compare.ts'
import { AbortedError } from './errors.ts'
import type { Model } from './models.ts'
import { type Progress, type RunOptions, runModel } from './run.ts'

/** What happens to a model while many run. */
export type PoolEvent =
  | { readonly kind: 'started'; readonly model: Model }
  | { readonly kind: 'progress'; readonly model: Model; readonly progress: Progress }
  | ({ readonly kind: 'finished' } & Result)

/** What `runModels` needs. */
export interface PoolOptions extends Omit<RunOptions, 'dump' | 'onProgress'> {
  /** How many JVMs at a time, from 1; the number of cores unless given. */
  readonly jobs?: number
  /** The file to be given a model's state graph; none where it gives undefined. */
  readonly dumpOf?: (model: Model) => string | undefined
  readonly onEvent?: (event: PoolEvent) => void
}

/**
 * Runs many models, some at a time; one that fails doesn't stop the rest.
 * @returns each with its outcome, in the order of `models`.
 * @throws what `runModel` throws, after all that had begun has ended.
 */
export async function runModels(models: readonly Model[], options: PoolOptions): Promise<Result[]> {
  const results: Result[] = []
  const queue = models.entries()
  const work = async (): Promise<void> => {
    // All workers take from the one iterator.
    for (const [index, model] of queue) results[index] = await runOne(model, options)
  }
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), models.length))
  const ended = await Promise.allSettled(Array.from({ length: jobs }, work))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return results
}

async function runOne(model: Model, options: PoolOptions): Promise<Result> {
  if (options.signal?.aborted) throw new AbortedError(model.name)
  const { onEvent, dumpOf } = options
  const dump = dumpOf?.(model)
  onEvent?.({ kind: 'started', model })
  const onProgress = (progress: Progress): void => onEvent?.({ kind: 'progress', model, progress })
  const outcome = await runModel(model, { ...options, onProgress, ...(dump === undefined ? {} : { dump }) })
  onEvent?.({ kind: 'finished', model, outcome })
  return { model, outcome }
}
