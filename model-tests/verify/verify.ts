import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import picocolors from 'picocolors'
import { compare, type Result } from '../../spec/tlc/compare.ts'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { type Model, readModels, selectModels, TIERS, type Tier } from '../../spec/tlc/models.ts'
import { updatePins } from '../../spec/tlc/pins.ts'
import { runModels } from '../../spec/tlc/pool.ts'
import { liveReporter, plainReporter, type Screen } from '../../spec/tlc/progress.ts'
import { withFolder } from '../../spec/tlc/temporary.ts'
import { checkLogs, type LogsOptions } from '../logs/index.ts'
import { runOutcomes } from '../outcomes/index.ts'
import { type Proof, prove } from '../proof/prove.ts'
import type {
  Claims,
  EdgeClaim,
  LogClaims,
  ModelClaim,
  MutantClaims,
  OutcomeClaims,
  PartingPicture,
  ProgramClaim,
  SoakClaim,
  SpecMutantClaims,
  WalkClaim,
} from '../report/claims.ts'
import { readProvenance, sayProof, withTools, writeReport } from '../report/index.ts'
import type { Provenance } from '../report/provenance.ts'
import { outcomeLine, walkLine } from '../report/wording.ts'
import { type Soak, soak as soakAll } from '../soak/index.ts'
import { checkSpecMutants, type SpecMutantsProgress } from '../spec-mutants/index.ts'
import { Riders } from '../threads/ride.ts'
import { SPEC, tourFile, writeTour } from '../tour/files.ts'
import { parseTour } from '../tour/format.ts'
import { START_ON_THREADS } from '../tour/starts.ts'
import { drawn } from './drawn.ts'
import type { Toured } from './jobs.ts'
import { checkMutants, NO_MUTANTS } from './mutants.ts'
import { Pool } from './pool.ts'

/** What `verify` is asked for. */
export interface VerifyOptions {
  /** Only these models, by name, no mutants and no proof. */
  readonly only?: readonly string[]
  /** The big models as well, which take minutes. */
  readonly all?: boolean
  /** Only the models of this tier; of `large` no mutants and no proof. */
  readonly tier?: Tier
  /** Pin what TLC finds, and keep the tours. */
  readonly update?: boolean
  /** From which the random walks are made: those of another run, if it is that run's. */
  readonly seed?: number
}

const ROOT = join(SPEC, '..')

/** Where the report goes. */
const COVERAGE = join(ROOT, 'coverage')

/**
 * Checks every claim and writes the report into coverage/.
 *
 * @throws {TlcError} if it can't be done here: no Java, no TLC, a list of models that is not one
 */
export async function verify(options: VerifyOptions, screen: Screen): Promise<Claims> {
  const { only, all = false, tier = 'main', seed = Math.floor(Math.random() * 2 ** 31) } = options
  const since = performance.now()
  const known = await readModels(SPEC)
  const models = selectModels(known, only ?? [], all ? TIERS : [tier])
  const tools = { java: await findJava(), jar: await findJar() }
  const whole = only === undefined && (all || tier === 'main')
  const part = {
    asked: only ? 'only' : all ? 'everything' : tier,
    models: models.length,
    known: known.length,
  } as const
  const provenance = await readProvenance(ROOT, { seed: whole ? seed : null, part })
  const pool = new Pool()
  try {
    const given = { models, tools, pool, screen, seed, whole }
    const found = await withFolder((folder) => find({ ...given, folder }, options))
    const seconds = (performance.now() - since) / 1000
    const claims = conclude({ ...found, seconds, provenance: withTools(provenance, outputOf(found)) })
    await writeReport(claims, COVERAGE)
    return claims
  } finally {
    await pool.close()
  }
}

/** TLC says in each run which version it is. */
function outputOf({ results: [first] }: Pick<Found, 'results'>): string {
  return first?.outcome.output ?? ''
}

/** What all checks are given; `whole` is false where only some models were asked for. */
interface Given extends Check {
  readonly seed: number
  readonly whole: boolean
}

async function find(
  given: Given,
  { update = false }: VerifyOptions,
): Promise<Omit<Found, 'seconds' | 'provenance'>> {
  const { pool, screen, seed, whole } = given
  const { results, toured } = await checkModels(given)
  const pins = update ? await keep(results, toured, screen) : differences(results, toured)
  const proof = whole ? await proveAll(pool, seed, screen) : null
  const beside = await findBeside(given, toured)
  // By themselves: they show nothing where their threads take turns with others.
  const outcomes = await tellOutcomes(whole, seed, screen)
  const soak = whole ? await soakRings(seed, screen) : null
  return { results, toured, pins, proof, outcomes, soak, ...beside }
}

/** Riders take turns, so there is room for the mutants beside them. */
async function findBeside({ folder, tools, pool, screen, seed, whole }: Given, toured: readonly Toured[]) {
  const [ridden, programs, walks, logs, mutants, specMutants] = await Promise.all([
    rideAll(toured, screen),
    whole ? playAll(pool, seed, screen) : [],
    whole ? walkAll(pool, seed, screen) : [],
    logAll(whole, { tools, seed }, screen),
    whole ? checkMutants({ pool, ...(await known(toured)), samples: folder, screen }) : NO_MUTANTS,
    whole ? breakSpecs(tools, screen) : null,
  ])
  return { ridden, programs, walks, logs, mutants, specMutants }
}

interface Check {
  readonly models: readonly Model[]
  readonly folder: string
  readonly tools: { readonly java: string; readonly jar: string }
  readonly pool: Pool
  readonly screen: Screen
}

/** Runs TLC on all models; as soon as it has a graph that is toured, the tour is made and replayed. */
async function checkModels({ models, folder, tools, pool, screen }: Check) {
  const colors = picocolors.createColors(picocolors.isColorSupported)
  const reporter = (screen.isTTY ? liveReporter : plainReporter)(screen, models.length, colors)
  const graphOf = ({ name, tour }: Model): string | undefined =>
    tour ? join(folder, `${name}.dot`) : undefined
  const touring: Promise<Toured>[] = []
  try {
    const results = await runModels(models, {
      ...tools,
      specDir: SPEC,
      dumpOf: graphOf,
      onEvent: (event) => {
        reporter.onEvent(event)
        const graph = graphOf(event.model)
        if (event.kind !== 'finished' || !graph || event.outcome.verdict !== 'passes') return
        touring.push(
          pool
            .do('tour', { model: event.model, graph, samples: folder })
            .finally(() => rm(graph, { force: true })),
        )
      },
    })
    return { results, toured: await Promise.all(touring) }
  } finally {
    reporter.stop()
  }
}

/** What TLC finds has to be what is pinned, and its tours those that are kept. */
function differences(results: readonly Result[], toured: readonly Toured[]): string[] {
  const changed = toured.filter(({ kept, parting }) => kept !== 'same' && !parting)
  return [
    ...results.flatMap(({ model, outcome }) =>
      compare(model, outcome).map((sentence) => `${sentence}: npm run tlc -- ${model.name}`),
    ),
    ...changed.map(({ model, kept }) =>
      kept === 'missing'
        ? `${model}: no tour is kept in ${tourFile(model)}; npm run verify -- --update keeps it`
        : `${model}: the tour of TLC's graph, with the accesses of the source, is not the one that is kept: spec or source has changed; if both were meant to, npm run verify -- --update`,
    ),
  ]
}

async function keep(
  results: readonly Result[],
  toured: readonly Toured[],
  screen: Screen,
): Promise<string[]> {
  const changes = await updatePins(SPEC, results)
  for (const change of changes) screen.write(`${change}\n`)
  for (const { model, text, kept } of toured) if (text && kept !== 'same') await writeTour(model, text)
  return results
    .filter(({ model, outcome }) => model.expected !== outcome.verdict)
    .flatMap(({ model, outcome }) => compare(model, outcome))
}

interface Ridden {
  readonly model: string
  readonly complete: boolean
  readonly parting: PartingPicture | null
}

/** A tour of more lines is taken by the stepper only. */
const MOST_LINES_RIDDEN = 100_000

function isRidden({ text, lines }: Toured): boolean {
  return text !== '' && lines <= MOST_LINES_RIDDEN
}

/** On real threads one tour after another: each takes all the cores there are. */
async function rideAll(toured: readonly Toured[], screen: Screen): Promise<Ridden[]> {
  const riders = new Riders()
  const ridden: Ridden[] = []
  try {
    for (const { model, text, lines } of toured.filter(isRidden)) {
      const since = performance.now()
      const { parting } = await riders.replay(text, START_ON_THREADS)
      const picture =
        parting &&
        drawn(`threads (${parting.thread})`, parseTour(text), { start: START_ON_THREADS, ...parting })
      ridden.push({ model, complete: !parting, parting: picture })
      const took = ((performance.now() - since) / 1000).toFixed(1)
      screen.write(
        `${model} on threads: ${parting ? 'parted' : `${lines.toLocaleString('en')} steps`}, ${took} s\n`,
      )
    }
    return ridden
  } finally {
    await riders.close()
  }
}

/** Random programs in all, and how many a job plays. */
const PROGRAMS = 20_000
const PLAYED_AT_ONCE = 5_000

async function playAll(pool: Pool, seed: number, screen: Screen): Promise<ProgramClaim[]> {
  const seeds = Array.from({ length: PROGRAMS / PLAYED_AT_ONCE }, (_, job) => seed + job * PROGRAMS)
  return await Promise.all(
    seeds.map(async (each) => {
      const played = await pool.do('program', { seed: each, programs: PLAYED_AT_ONCE })
      const { programs, sleeps, expired, aborted, deaths, failure } = played
      const went = [programs, sleeps, expired, aborted, deaths].map((count) => count.toLocaleString('en'))
      const found = failure ? failure.at(-1) : 'nothing found'
      screen.write(
        `programs from seed ${each}: ${went[0]}, ${went[1]} sleeps, ${went[2]} time-outs, ${went[3]} aborts, ${went[4]} deaths, ${found}\n`,
      )
      return played
    }),
  )
}

/** Steps of all walks together, some 30,000 a second, and in how many jobs they are made. */
const WALKED = 800_000
const WALKERS = 4

async function walkAll(pool: Pool, seed: number, screen: Screen): Promise<WalkClaim[]> {
  const seeds = Array.from({ length: WALKERS }, (_, walker) => seed + walker * WALKED)
  const walks = await Promise.all(
    seeds.map((each) => pool.do('walk', { seed: each, steps: WALKED / WALKERS })),
  )
  for (const walked of walks) screen.write(`${walkLine(walked)}\n`)
  return walks
}

async function known(toured: readonly Toured[]) {
  return { models: await readModels(SPEC), toured: toured.map(({ model }) => model) }
}

async function breakSpecs(tools: Check['tools'], screen: Screen): Promise<SpecMutantClaims> {
  const onProgress = ({ model, tried, killed, left }: SpecMutantsProgress): void => {
    if (tried >= WORTH_A_LINE)
      screen.write(`mutants of specs, ${model}: ${killed} of ${tried}, ${left} left\n`)
  }
  return await checkSpecMutants({ tools, onProgress })
}

/** Most models are there for a few mutants only. */
const WORTH_A_LINE = 20

/** Alone, so that its seconds are its own. */
async function proveAll(pool: Pool, seed: number, screen: Screen): Promise<Proof> {
  const proof = await prove(pool, seed)
  screen.write(`${sayProof(proof)}, ${proof.seconds.toFixed(1)} s\n`)
  return proof
}

async function tellOutcomes(all: boolean, seed: number, screen: Screen): Promise<OutcomeClaims> {
  if (!all) return { seed, programs: 0, runs: 0, forbidden: 0, interesting: 0, table: [] }
  return await runOutcomes({ seed, onProgram: (claim) => screen.write(`${outcomeLine(claim)}\n`) })
}

/** How long rings are soaked; what begins in that time is ended as it should be. */
const SOAKED_S = 60

async function soakRings(seed: number, screen: Screen): Promise<SoakClaim> {
  const onRing = ({ rings, events, kills, seconds }: Readonly<Soak>): void => {
    if (rings % 10 !== 0) return
    const went = [rings, events, kills].map((many) => many.toLocaleString('en'))
    screen.write(`soak: ${went[0]} rings, ${went[1]} events, ${went[2]} kills, ${seconds.toFixed(1)} s\n`)
  }
  const soaked = await soakAll({ seed: seed % 2 ** 31, seconds: SOAKED_S, onRing })
  const { seconds, rings, events, kills, failure } = soaked
  return { seed: soaked.seed, seconds, rings, events, kills, failure }
}

/** Logs of free threads in all, and atomic accesses in all of them. */
const LOGS = { files: 30, accesses: 50_000 }

async function logAll(
  all: boolean,
  given: Pick<LogsOptions, 'tools' | 'seed'>,
  screen: Screen,
): Promise<LogClaims> {
  if (!all) return { files: 0, accesses: 0, rejected: 0, table: [] }
  return await checkLogs({
    ...LOGS,
    ...given,
    onClaim: ({ configuration, files, accesses, corrupted, rejected, failure }) => {
      const found = failure ? failure[0] : `followed, ${rejected} of ${corrupted} corrupted ones rejected`
      screen.write(
        `logs of ${configuration}: ${files}, ${accesses.toLocaleString('en')} accesses, ${found}\n`,
      )
    },
  })
}

interface Found {
  readonly results: readonly Result[]
  readonly toured: readonly Toured[]
  readonly ridden: readonly Ridden[]
  readonly programs: readonly ProgramClaim[]
  readonly walks: readonly WalkClaim[]
  readonly outcomes: OutcomeClaims
  readonly logs: LogClaims
  readonly mutants: MutantClaims
  readonly specMutants: SpecMutantClaims | null
  readonly soak: SoakClaim | null
  readonly proof: Proof | null
  readonly pins: readonly string[]
  readonly seconds: number
  readonly provenance: Provenance
}

function conclude(found: Found): Claims {
  const {
    results,
    toured,
    ridden,
    programs,
    walks,
    outcomes,
    logs,
    mutants,
    specMutants,
    soak,
    proof,
    seconds,
    provenance,
  } = found
  const edges = toured.map((tour) => edgeClaim(tour, ridden))
  const partings = [...toured, ...ridden].flatMap(({ parting }) => parting ?? [])
  return {
    ...{ node: process.version, provenance, seconds, models: results.map(modelClaim), edges },
    ...{ programs, walks, outcomes, logs, mutants, specMutants, soak, partings },
    proof: proof && { queries: proof.queries, unsat: proof.unsat, seconds: proof.seconds },
    failures: [
      ...found.pins,
      ...specFailures(toured, partings, edges),
      ...sourceFailures(found),
      ...[...mutants.survivors, ...(specMutants?.survivors ?? [])].map((name) => `mutant "${name}" survived`),
      ...(specMutants?.wrong ?? []),
    ],
  }
}

/** Where spec, source and proof part. */
function specFailures(
  toured: readonly Toured[],
  partings: readonly PartingPicture[],
  edges: readonly EdgeClaim[],
): string[] {
  const fewer = edges.filter(({ edges, source, threads }) => source < edges || (threads ?? edges) < edges)
  return [
    ...toured.flatMap(({ model, proof }) =>
      proof === null ? [] : [`${model}, the model of the proof: ${proof}`],
    ),
    ...partings.map(
      ({ model, where, what, spec, source }) =>
        `${model} on ${where}: ${what}: spec ${spec}, source ${source}`,
    ),
    ...fewer.map(missing),
  ]
}

/** What went wrong where there is no graph. */
function sourceFailures({ walks, programs, proof, outcomes, logs, soak }: Found): string[] {
  const drawnFrom = (what: string, { seed, failure }: WalkClaim | ProgramClaim): string[] =>
    failure ? [`a ${what} from seed ${seed}: ${failure.at(-1)}`] : []
  return [
    ...walks.flatMap((walk) => drawnFrom('walk', walk)),
    ...programs.flatMap((played) => drawnFrom('program', played)),
    ...(proof?.failures ?? []),
    ...outcomes.table.flatMap(({ failure }) => failure ?? []),
    ...logs.table.flatMap(({ failure }) => failure?.[0] ?? []),
    ...(soak?.failure ? [`a soak from seed ${soak.seed}: ${soak.failure[0]}`] : []),
  ]
}

function modelClaim({ model, outcome }: Result): ModelClaim {
  const { name, says, expected } = model
  const { verdict, distinct, depth, seconds } = outcome
  return { name, says, expected, verdict, distinct, depth, seconds }
}

function edgeClaim(tour: Toured, ridden: readonly Ridden[]): EdgeClaim {
  const { model, edges, taken, lines, starts } = tour
  const complete = ridden.some((ride) => ride.model === model && ride.complete)
  const onThreads = lines > MOST_LINES_RIDDEN ? null : 0
  const proof = tour.followed ? (tour.proof === null ? edges : 0) : null
  return { model, edges, source: taken, threads: complete ? taken : onThreads, proof, steps: lines, starts }
}

function missing({ model, edges, source, threads }: EdgeClaim): string {
  const ridden = threads === null ? '' : `, ${threads} on threads`
  return `${model}: of ${edges} edges the source took ${source} on the stepper${ridden}`
}
