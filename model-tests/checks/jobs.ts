// What is done on the other threads of `verify`: one job after another, as they come.
import { parentPort } from 'node:worker_threads'
import { readGraph } from '../../spec/tlc/graph.ts'
import type { Model } from '../../spec/tlc/models.ts'
import { type Replay, replayTour } from '../core/edges/replay.ts'
import { readTour, SPEC } from '../core/files.ts'
import { type Core, loadCore } from '../core/load.ts'
import { checkMutant } from '../core/mutants/check.ts'
import { checkMade, type Made, wrongTogether } from '../core/mutants/made.ts'
import type { Mutant } from '../core/mutants/mutant.ts'
import { checkPair, type Pair } from '../core/mutants/pairs.ts'
import { readSamples, writeSample } from '../core/mutants/samples.ts'
import type { Sample } from '../core/mutants/trial.ts'
import { playMany } from '../core/programs/index.ts'
import { type Followed, follow, untoldOf } from '../core/proof/follow.ts'
import { multiProducer } from '../core/proof/MultiProducer.ts'
import { answersTo, queriesFor } from '../core/proof/prove.ts'
import { singleProducer } from '../core/proof/SingleProducer.ts'
import { followGraph, type Replayed } from '../core/roles/roles.ts'
import { readModel } from '../core/states/reading.ts'
import { type Draft, parseTour, type Tour } from '../core/tour.ts'
import { walkMany } from '../core/walks/index.ts'
import type { Answer } from '../harness/smt/solver.ts'
import { type Constants, readConstants } from '../harness/tla/config.ts'
import { buildTour } from '../harness/tour/build.ts'
import { printTour } from '../harness/tour/format.ts'
import { someStartsOf, startsOf, VERY_LONG } from '../harness/tour/starts.ts'
import type { Script } from '../harness/tour/tour.ts'
import type { MutantClaim, PartingPicture, ProgramClaim, WalkClaim } from '../report/claims.ts'
import { drawn } from './drawn.ts'

/** What can be asked for, and what is answered. */
export interface Jobs {
  /** Makes the tour of a model from TLC's graph and replays it on the stepper, from each start. */
  readonly tour: {
    /**
     * `samples`: the folder in which a sample is stored, to try mutants on; `start`: replays the tour from 0 and one
     * more start, chosen by this number, instead of all.
     */
    readonly ask: {
      readonly model: Model
      readonly graph: string
      readonly samples: string
      readonly start: number | null
    }
    readonly answer: Toured
  }
  /** Replays every edge of a model of Roles on the source. */
  readonly roles: {
    readonly ask: { readonly model: Model; readonly graph: string }
    readonly answer: Replayed
  }
  /** Keeps a sample of a tour that this run has not made again: of the one that is kept. */
  readonly sample: {
    readonly ask: { readonly model: string; readonly samples: string }
    readonly answer: null
  }
  /** Looks whether a bug is noticed. */
  readonly mutant: {
    readonly ask: { readonly mutant: Mutant; readonly models: readonly Model[]; readonly samples: string }
    readonly answer: MutantClaim
  }
  /** Looks whether mutants that a rule has made are noticed. */
  readonly made: {
    readonly ask: { readonly mutants: readonly Made[]; readonly samples: string }
    readonly answer: readonly MutantClaim[]
  }
  /** Looks whether mutants of two edits that rules have made are noticed. */
  readonly pairs: {
    readonly ask: { readonly pairs: readonly Pair[]; readonly samples: string }
    readonly answer: readonly MutantClaim[]
  }
  /** Looks whether all those that are excused, put in together, change nothing; says what they change. */
  readonly excused: {
    readonly ask: { readonly mutants: readonly Made[]; readonly samples: string }
    readonly answer: string | null
  }
  /** Asks some of the questions of the proof: each of `of` jobs has its part. */
  readonly prove: {
    readonly ask: {
      readonly seed: number
      readonly part: number
      readonly parts: number
      readonly isWhole: boolean
    }
    readonly answer: readonly Answer[]
  }
  /** Plays that many programs. */
  readonly program: {
    readonly ask: { readonly seed: number; readonly programs: number }
    readonly answer: ProgramClaim
  }
  /** Walks that many steps. */
  readonly walk: {
    readonly ask: { readonly seed: number; readonly steps: number }
    readonly answer: WalkClaim
  }
}

/** A tour, replayed. */
export interface Toured {
  readonly model: string
  readonly text: string
  /** Whether it is the one that is kept. */
  readonly kept: 'same' | 'differs' | 'missing'
  readonly edges: number
  /** How many edges the source has taken, from every start. */
  readonly taken: number
  readonly lines: number
  readonly starts: readonly number[]
  readonly parting: PartingPicture | null
  /** Where the model of the proof parts from it; null if nowhere, or if there are pools, which it has not. */
  readonly proof: string | null
  readonly followed: boolean
}

let core: Promise<Core> | undefined
const tours = new Map<string, Tour>()

const DO: { readonly [kind in keyof Jobs]: (ask: Jobs[kind]['ask']) => Promise<Jobs[kind]['answer']> } = {
  async tour({ model, graph, samples, start }) {
    // Calls are refused all the time, and nobody reads where.
    Error.stackTraceLimit = 0
    core ??= loadCore({ stepped: true })
    const constants = await readConstants(model, SPEC)
    const draft = buildTour(await readGraph(graph), readModel(model.name, constants))
    const [first = 0, ...others] = start === null ? startsOf(draft.tour) : someStartsOf(draft.tour, start)
    const annotated = replayTour(draft.tour, await core, first)
    const tour = { ...draft.tour, scripts: withRest(annotated.scripts, draft.tour.scripts) }
    const replays = [annotated, ...replaysOf(annotated.parting ? [] : others, tour, await core)]
    // A call that leaves its thread to its events takes the same steps, if it parks at once.
    if (tour.callers.spins === 0 && tour.count.lines <= VERY_LONG)
      replays.push(replayTour(tour, await core, first, 'asynchronous'))
    const followed = annotated.parting || tour.pools ? null : followedBy(tour, constants)
    const toured = { ...(await judged(draft, tour, replays)), starts: [first, ...others] }
    if (toured.text) await writeSample(toured.text, samples)
    return {
      ...toured,
      proof: followed?.parting ?? null,
      followed: followed !== null,
    }
  },

  async roles({ model, graph }) {
    return await followGraph(model, graph)
  },

  async walk({ seed, steps }) {
    core ??= loadCore({ stepped: true })
    return walkMany(await core, seed, steps)
  },

  async prove({ seed, part, parts, isWhole }) {
    const mine = queriesFor(isWhole).filter((_, at) => at % parts === part)
    return await answersTo(mine, seed)
  },

  async program({ seed, programs }) {
    core ??= loadCore({ stepped: true })
    return playMany(await core, seed, programs)
  },

  async sample({ model, samples }) {
    const text = await readTour(model)
    if (text !== null) await writeSample(text, samples)
    return null
  },

  async made({ mutants, samples }) {
    const claims: MutantClaim[] = []
    for (const mutant of mutants) claims.push(await checkMade(mutant, await samplesOf(samples)))
    return claims
  },

  async pairs({ pairs, samples }) {
    const claims: MutantClaim[] = []
    for (const pair of pairs) claims.push(await checkPair(pair, await samplesOf(samples)))
    return claims
  },

  async excused({ mutants, samples }) {
    return await wrongTogether(mutants, await samplesOf(samples))
  },

  async mutant({ mutant, models, samples }) {
    return await checkMutant(
      mutant,
      models.map(({ name, distinct }) => ({
        states: distinct ?? 0,
        read: () => keptTour(name),
      })),
      await samplesOf(samples),
    )
  },
}

let known: Promise<readonly Sample[]> | undefined

/** Read once: they are the same in the whole run. */
async function samplesOf(folder: string): Promise<readonly Sample[]> {
  known ??= readSamples(folder)
  return await known
}

/** What was taken, with its accesses, and then what was not reached. */
function withRest(taken: readonly Script[], scripts: readonly Script[]): Script[] {
  return scripts.map((script, number) => {
    const lines = taken[number] ?? []
    return [...lines, ...script.slice(lines.length)]
  })
}

function replaysOf(starts: readonly number[], tour: Tour, stepped: Core): Replay[] {
  return starts.map((start) => replayTour(tour, stepped, start))
}

/** The model that was proved has to take the same steps, and to have no others. */
function followedBy(tour: Tour, constants: Constants): Followed {
  const several = tour.producers !== undefined
  return follow(tour, several ? multiProducer : singleProducer, untoldOf(constants, several))
}

type Judged = Omit<Toured, 'proof' | 'followed' | 'starts'>

async function judged(draft: Draft, tour: Tour, replays: readonly Replay[]): Promise<Judged> {
  const parted = replays.find(({ parting }) => parting)?.parting ?? null
  const text = parted ? '' : printTour(tour)
  const kept = await readTour(tour.model)
  return {
    model: tour.model,
    text,
    kept: kept === null ? 'missing' : kept === text ? 'same' : 'differs',
    edges: tour.edges,
    taken: Math.min(...replays.map((replay) => edgesTaken(draft, replay.lines))),
    lines: tour.count.lines,
    parting: parted && drawn('the stepper', tour, parted),
  }
}

function edgesTaken({ edgesOf }: Draft, lines: number): number {
  return new Set(edgesOf.flat().slice(0, lines)).size
}

/** Long ones are read again each time: all of them together do not fit into memory. */
async function keptTour(model: string): Promise<Tour> {
  const known = tours.get(model)
  if (known) return known
  const tour = parseTour((await readTour(model)) ?? '')
  if (tour.count.lines <= MOST_LINES_KEPT) tours.set(model, tour)
  return tour
}

const MOST_LINES_KEPT = 60_000

async function work<Kind extends keyof Jobs>(kind: Kind, ask: Jobs[Kind]['ask']): Promise<void> {
  try {
    parentPort?.postMessage({ answer: await DO[kind](ask) })
  } catch (error) {
    parentPort?.postMessage({
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }
}

parentPort?.on('message', ({ kind, ask }: { kind: keyof Jobs; ask: never }) => void work(kind, ask))
