// Mutants as jobs of the pool.
import { type Model, TIERS } from '../../spec/tlc/models.ts'
import type { Mutant } from '../core/mutants/mutant.ts'
import { JobHung, PATIENCE_MS } from '../harness/threads/pool.ts'
import type { MutantClaim, MutantEntry } from '../report/claims.ts'
import type { Context } from './check.ts'
import type { JobPool } from './pool.ts'

/** What mutants are tried with. */
export interface Trying {
  readonly pool: JobPool
  /** All that there are: a mutant that the tours of quick models do not notice runs on those of slow ones. */
  readonly models: readonly Model[]
  /** The folder with samples of the tours. */
  readonly samples: string
  /** Called with the number of mutants just tried. */
  readonly tick: (many: number) => void
}

const sampled = new WeakMap<JobPool, Promise<unknown>>()

/** Samples the stored tours of models that were not toured in this run, once for all checks of it. */
export async function sampleStored({ pool, models, toured, folder }: Context): Promise<void> {
  const others = models.filter(({ name, tour }) => tour && !toured.some(({ model }) => model === name))
  const sampling =
    sampled.get(pool) ??
    Promise.all(others.map(({ name }) => pool.do('sample', { model: name, samples: folder })))
  sampled.set(pool, sampling)
  await sampling
}

/** As many are one job. */
const BATCH = 20

/** Tries mutants in batches; in a batch that hangs, any may be to blame. */
export async function inBatches<Each>(
  { pool, tick }: Trying,
  mutants: readonly Each[],
  entryOf: (each: Each) => MutantEntry,
  attempt: (pool: JobPool, batch: readonly Each[]) => Promise<readonly MutantClaim[]>,
): Promise<readonly MutantClaim[]> {
  const starts = Array.from({ length: Math.ceil(mutants.length / BATCH) }, (_, batch) => batch * BATCH)
  const tables = starts.map(async (start) => {
    const batch = mutants.slice(start, start + BATCH)
    try {
      return await attempt(pool, batch)
    } catch (error) {
      return unnoticed(batch.map(entryOf), error)
    } finally {
      tick(batch.length)
    }
  })
  return (await Promise.all(tables)).flat()
}

/** Tries one mutant that has a name, on the tours on which its file runs. */
export async function named(trying: Trying, mutant: Mutant): Promise<readonly MutantClaim[]> {
  const { pool, models, samples, tick } = trying
  try {
    return [await pool.do('mutant', { mutant, models: toursFor(mutant, models), samples })]
  } catch (error) {
    return unnoticed([mutant], error)
  } finally {
    tick(1)
  }
}

/** A check that does not end has not noticed anything. */
function unnoticed(mutants: readonly MutantEntry[], error: unknown): MutantClaim[] {
  if (!(error instanceof JobHung)) throw error
  return mutants.map((mutant) => ({ ...mutant, killedBy: null, milliseconds: PATIENCE_MS }))
}

/** On a larger graph a mutant is not tried: to survive there takes longer than random programs need to notice it. */
const MOST_STATES = 30_000

/** The models on whose tours the mutated file runs. */
function toursFor({ file }: Mutant, models: readonly Model[]): Model[] {
  const runs: Readonly<Record<string, (model: Model) => boolean>> = {
    'SingleProducer.ts': ({ module }) => !module.includes('MultiProducer'),
    'MultiProducer.ts': ({ module }) => module.includes('MultiProducer'),
    'WorkPool.ts': ({ name }) => name.startsWith('WorkPool'),
  }
  const toured = models.filter(
    (model) => model.tour && (model.distinct ?? 0) < MOST_STATES && (runs[file]?.(model) ?? true),
  )
  return toured.toSorted((one, other) => TIERS.indexOf(one.tier) - TIERS.indexOf(other.tier))
}
