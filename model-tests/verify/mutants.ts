// The mutants: those with a name, and those that rules have made.
import type { Model } from '../../spec/tlc/models.ts'
import type { Screen } from '../../spec/tlc/progress.ts'
import {
  entryOf,
  excuseOf,
  isHarmless,
  type Made,
  mutantsOf,
  mutatedFiles,
  mutatedWatchers,
} from '../mutants/made.ts'
import type { Mutant } from '../mutants/mutant.ts'
import { entryOfPair, excuseOfPair, type Pair, samplePairs } from '../mutants/pairs.ts'
import { MUTANTS } from '../mutants/table.ts'
import type { MutantClaim, MutantClaims, MutantEntry } from '../report/claims.ts'
import { JobHung, PATIENCE_MS, type Pool } from './pool.ts'

/** What mutants are tried with. */
export interface Trying {
  readonly pool: Pool
  /** All that there are: mutants run on the kept tours of large ones as well. */
  readonly models: readonly Model[]
  /** Those whose tours were made again in this run, by name: there are samples of them. */
  readonly toured: readonly string[]
  /** The folder with samples of the tours. */
  readonly samples: string
  readonly screen: Screen
}

/** Tries all mutants, and looks whether those that are excused are still harmless. */
export async function checkMutants(trying: Trying): Promise<MutantClaims> {
  await sampleKept(trying)
  const files = [...(await mutatedFiles()), ...mutatedWatchers()]
  const made = (await Promise.all(files.map(mutantsOf))).flat()
  const excused = made.filter((mutant) => excuseOf(mutant) !== null)
  const tried = made.filter((mutant) => excuseOf(mutant) === null)
  const pairs = await pairsFrom(files, trying.screen)
  const tick = ticker(MUTANTS.length + tried.length + pairs.length, trying.screen)
  const [named, ruled, paired, wrong] = await Promise.all([
    Promise.all(MUTANTS.map((mutant) => namedOf(trying, mutant, tick))),
    Promise.all(batches(tried).map((batch) => madeOf(trying, batch, tick))),
    Promise.all(batches(pairs).map((batch) => pairsTried(trying, batch, tick))),
    trying.pool.do('excused', { mutants: excused.filter(isHarmless), samples: trying.samples }),
  ])
  return tallyOf([...named.flat(), ...ruled.flat(), ...paired.flat()], excused.length, wrong)
}

/** So many pairs of edits, and the seed that they are drawn by: another run has the same ones. */
const PAIRS = { many: 250, seed: 1 }

async function pairsFrom(files: readonly string[], screen: Screen): Promise<Pair[]> {
  const pairs = await samplePairs(files, PAIRS.many, PAIRS.seed)
  screen.write(`mutants of two edits: ${pairs.length}, drawn by seed ${PAIRS.seed}\n`)
  return pairs.filter((pair) => excuseOfPair(pair) === null)
}

async function sampleKept({ pool, models, toured, samples }: Trying): Promise<void> {
  const others = models.filter(({ name, tour }) => tour && !toured.includes(name))
  await Promise.all(others.map(({ name }) => pool.do('sample', { model: name, samples })))
}

/** No mutants were tried. */
export const NO_MUTANTS: MutantClaims = {
  total: 0,
  killed: 0,
  recorded: 0,
  equivalent: 0,
  survivors: [],
  table: [],
}

/** So many are one job: progress is shown as often, and less is sent. */
const BATCH = 20

function batches<Each>(mutants: readonly Each[]): (readonly Each[])[] {
  const many = Math.ceil(mutants.length / BATCH)
  return Array.from({ length: many }, (_, batch) => mutants.slice(batch * BATCH, (batch + 1) * BATCH))
}

function ticker(all: number, screen: Screen): (many: number) => void {
  let done = 0
  return (many) => {
    const before = Math.floor(done / STEP)
    done += many
    if (Math.floor(done / STEP) > before || done === all) screen.write(`mutants: ${done} of ${all}\n`)
  }
}

const STEP = 100

async function madeOf({ pool, samples }: Trying, mutants: readonly Made[], tick: (many: number) => void) {
  try {
    return await pool.do('made', { mutants, samples })
  } catch (error) {
    return unnoticed(mutants.map(entryOf), error)
  } finally {
    tick(mutants.length)
  }
}

async function pairsTried(
  { pool, samples }: Trying,
  pairs: readonly Pair[],
  tick: (many: number) => void,
): Promise<readonly MutantClaim[]> {
  try {
    return await pool.do('pairs', { pairs, samples })
  } catch (error) {
    return unnoticed(pairs.map(entryOfPair), error)
  } finally {
    tick(pairs.length)
  }
}

async function namedOf({ pool, models, samples }: Trying, mutant: Mutant, tick: (many: number) => void) {
  try {
    return [await pool.do('mutant', { mutant, models: toursFor(mutant, models), samples })]
  } catch (error) {
    return unnoticed([mutant], error)
  } finally {
    tick(1)
  }
}

/** A check that does not end has not noticed anything; of those that are tried in one job, any may be to blame. */
function unnoticed(mutants: readonly MutantEntry[], error: unknown): MutantClaim[] {
  if (!(error instanceof JobHung)) throw error
  return mutants.map((mutant) => ({ ...mutant, killedBy: null, milliseconds: PATIENCE_MS }))
}

/** On a larger graph a mutant is not tried: to survive there takes longer than random programs need to notice it. */
const TRIED = 30_000

/** The models on whose tours the mutated file runs. */
function toursFor({ file }: Mutant, models: readonly Model[]): Model[] {
  const runs: Readonly<Record<string, (model: Model) => boolean>> = {
    'SingleProducer.ts': ({ module }) => !module.includes('MultiProducer'),
    'MultiProducer.ts': ({ module }) => module.includes('MultiProducer'),
    'WorkPool.ts': ({ name }) => name.startsWith('WorkPool'),
  }
  return models.filter(
    (model) => model.tour && (model.distinct ?? 0) < TRIED && (runs[file]?.(model) ?? true),
  )
}

/** What notices a bug by a line of it was recorded from the source. */
const RECORDED = 'calls.txt'

function tallyOf(table: readonly MutantClaim[], equivalent: number, wrong: string | null): MutantClaims {
  const alive = table.filter(({ killedBy }) => killedBy === null)
  const survivors = alive.map(
    ({ file, name, check, from, to }) => `${name} (${file}, ${check}): ${from} → ${to}`,
  )
  if (wrong) survivors.push(`those that are excused, together: ${wrong}`)
  const recorded = table.filter(({ killedBy }) => killedBy?.startsWith(RECORDED)).length
  return { total: table.length, killed: table.length - alive.length, recorded, equivalent, survivors, table }
}
