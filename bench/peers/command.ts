// npm run bench -- peers: what others reach at the same work.
import { Command, InvalidArgumentError } from 'commander'
import { withFolder } from '../../spec/tlc/temporary.ts'
import { buildPackage } from '../core/build.ts'
import { BenchError } from '../core/errors.ts'
import { describe, type Machine, thisMachine, warnings } from '../core/machine.ts'
import { showProgress, showStep } from '../core/progress.ts'
import { writeSections } from '../core/report.ts'
import { type Building, built, CannotBuildError, type Recipe } from './build.ts'
import { bundle } from './bundle.ts'
import { contest, type Entrant, type PeerRow, samplesOf } from './contest.ts'
import { CONTESTANTS, type Contestant } from './contestants.ts'
import { writePage } from './page.ts'
import type { Length, Sample } from './sample.ts'
import { showPeers } from './show.ts'
import { WORKS, type Work } from './works.ts'

const MOST_SECONDS = 60
/** The share of the timed phase that the last one before it should last. */
const WARM_UP = 1 / 4

export interface PeersOptions {
  readonly rounds?: number
  readonly seconds?: number
  readonly quick?: boolean
  readonly only?: readonly string[]
}

/** What a run measures. */
export interface Selection {
  readonly works: readonly Work[]
  readonly contestants: readonly Contestant[]
}

/** How a run was made: what coverage/bench.json holds under `peersRun`. */
export interface PeersRun extends Machine {
  readonly rounds: number
  readonly seconds: number
  /** when it ended */
  readonly date: string
  /** a line for each contestant that could not be built here */
  readonly leftOut: readonly string[]
}

/** The command; `act` runs it, and reports its errors. */
export function peersCommand(
  parseRounds: (given: string) => number,
  act: (options: PeersOptions) => Promise<void>,
): Command {
  return new Command('peers')
    .description(
      'Compares the ring with what others reach at the same work, in Java, Rust, Go and JavaScript.',
    )
    .option('--rounds <n>', 'samples of each measurement (default: 5)', parseRounds)
    .option('--seconds <s>', 'what a timed phase should take at least (default: 1)', parseSeconds)
    .option('--quick', 'two rounds of 0.05 s: a smoke test, and no figures')
    .option('--only <names>', `works and contestants, with commas: ${namesOf().join(', ')}`, parseOnly)
    .addHelpText('after', HELP)
    .action(act)
}

const HELP = `
What needs Java and Maven, Cargo, Go or npm is built first, and kept in the user's cache. What cannot be built here is
left out. Results: coverage/peers.html, and coverage/bench.json under "peers".

Example: npm run bench -- peers --only 1P1C,ping-pong,ours,lmax --rounds 3`

function namesOf(): string[] {
  return [...WORKS, ...CONTESTANTS].map(({ name }) => name)
}

function parseSeconds(given: string): number {
  const seconds = Number(given)
  if (given.trim() !== '' && seconds >= 0.01 && seconds <= MOST_SECONDS) return seconds
  throw new InvalidArgumentError(`Allowed: seconds from 0.01 to ${MOST_SECONDS}.`)
}

function parseOnly(given: string): readonly string[] {
  const names = given.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !namesOf().includes(name))
  if (unknown === undefined) return names
  throw new InvalidArgumentError(`Unknown: "${unknown}". Allowed: ${namesOf().join(', ')}.`)
}

/** The works and the contestants among some names; all of either, if none of it is named. */
export function selectionOf(only: readonly string[] = []): Selection {
  const among = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] => {
    const named = all.filter(({ name }) => only.includes(name))
    return named.length > 0 ? named : all
  }
  return { works: among(WORKS), contestants: among(CONTESTANTS) }
}

/**
 * Builds, measures, prints and writes.
 *
 * @throws {BenchError} if a sample fails, or there is nothing to measure
 */
export async function runPeers(options: PeersOptions, interrupt: AbortSignal): Promise<void> {
  const machine = thisMachine()
  console.log(describe(machine))
  buildPackage()
  await withFolder(async (folder) => {
    const selection = selectionOf(options.only)
    const { entrants, leftOut } = await prepare(selection.contestants, folder, {
      interrupt,
      report: showStep,
    })
    const samples = samplesToTake(selection.works, entrants, folder)
    const { rounds, length } = extentOf(options)
    console.error(planOf(samples, rounds, length))
    const rows = await contest(samples, { rounds, interrupt, report: showProgress }, length, machine.cores)
    publish(rows, selection, { ...machine, rounds, seconds: length.seconds, date: now(), leftOut })
  })
}

function now(): string {
  return new Date().toISOString()
}

function extentOf({ quick = false, rounds, seconds }: PeersOptions): { rounds: number; length: Length } {
  const timed = seconds ?? (quick ? 0.05 : 1)
  return { rounds: rounds ?? (quick ? 2 : 5), length: { seconds: timed, warmup: timed * WARM_UP } }
}

interface Prepared {
  readonly entrants: readonly Entrant[]
  readonly leftOut: readonly string[]
}

/** Builds what is not built yet; says in a line what cannot be. */
export async function prepare(
  contestants: readonly Contestant[],
  folder: string,
  building: Building,
): Promise<Prepared> {
  const [found, leftOut] = [new Map<string, string>(), new Set<string>()]
  for (const { name, recipe } of contestants) {
    const outcome = recipe === undefined ? { folder: '' } : await tried(recipe, building)
    if ('folder' in outcome) found.set(name, outcome.folder)
    else leftOut.add(outcome.missing)
  }
  building.report(undefined)
  for (const line of leftOut) console.error(line)
  await bundle(folder, found.get('ringbuf'))
  const ready = contestants.filter(({ name }) => found.has(name))
  const entrants = ready.map(({ launch, ...rest }) => ({
    ...rest,
    start: launch(found.get(rest.name) ?? '', folder),
  }))
  return { entrants, leftOut: [...leftOut] }
}

async function tried(recipe: Recipe, building: Building): Promise<{ folder: string } | { missing: string }> {
  try {
    return { folder: await built(recipe, building) }
  } catch (error) {
    if (error instanceof CannotBuildError) return { missing: error.message }
    throw error
  }
}

function samplesToTake(works: readonly Work[], entrants: readonly Entrant[], folder: string): Sample[] {
  const bare = CONTESTANTS.find(({ name }) => name === 'bare')?.launch('', folder)
  const samples = bare ? samplesOf(works, entrants, bare) : []
  if (samples.length > 1) return samples
  throw new BenchError(
    `nothing to measure: no contestant that is here does ${works.map(({ name }) => name).join(', ')}`,
  )
}

function planOf(samples: readonly Sample[], rounds: number, { seconds, warmup }: Length): string {
  const each = seconds + 2 * warmup + 0.5
  const minutes = Math.ceil((samples.length * rounds * each) / 60)
  return `${samples.length} samples in each of ${rounds} rounds: about ${minutes} min if nothing else runs`
}

function publish(rows: readonly PeerRow[], { works, contestants }: Selection, run: PeersRun): void {
  console.log(showPeers(rows, works, contestants))
  for (const line of run.leftOut) console.log(line)
  for (const warning of warnings(run.cores, thisMachine().load)) console.log(`\n${warning}`)
  console.log(`\nwrote ${writeSections({ peers: rows, peersRun: run })}`)
  console.log(`wrote ${writePage(rows, contestants, run)}`)
}
