// The contest: every contestant that can do a work does it, and rows are made of what they show.
import { PERCENTILES } from '../core/latency.ts'
import { interleave, type Run } from '../core/rounds.ts'
import { ratiosOf, type Spread, spreadOf } from '../core/spread.ts'
import { type Contestant, type Launch, OURS } from './contestants.ts'
import { type Length, type Result, runSample, type Sample } from './sample.ts'
import { PAYLOADS, type Payload, STORE, type Work, waitOf } from './works.ts'

/** One contestant at one work: what coverage/bench.json holds under `peers`. */
export interface PeerRow {
  readonly work: string
  readonly contestant: string
  /** of a payload */
  readonly bytes: Payload
  /** whether threads that find nothing spin, or give their core away */
  readonly wait: 'spin' | 'park'
  /** over the rounds: the rate, or the median round trip */
  readonly median: number
  readonly low: number
  readonly high: number
  readonly unit: Work['unit']
  /** our figure divided by this one, in the same round; null if we were not measured */
  readonly oursToTheirs: Spread | null
  /** cores that other processes kept busy meanwhile, the median; null if the system does not say */
  readonly others: number | null
  /** of round trips, in nanoseconds, over the rounds */
  readonly percentiles?: Readonly<Record<'p50' | 'p99' | 'p999', Spread>>
  /** of the round trips of all rounds */
  readonly curve?: readonly { readonly percentile: number; readonly nanoseconds: number }[]
}

/** A contestant that is ready. */
export interface Entrant extends Pick<Contestant, 'name' | 'absence'> {
  readonly start: Launch
}

/** The bare stores come first, and are no work of a contestant. */
export function samplesOf(works: readonly Work[], entrants: readonly Entrant[], bare: Launch): Sample[] {
  const store = { name: STORE.title, work: STORE, bytes: 4, contestant: STORE.name, launch: bare } as const
  const sampleOf = (work: Work, bytes: Payload, { name, start }: Entrant): Sample => {
    return { name: `${work.name}, ${bytes} bytes, ${name}`, work, bytes, contestant: name, launch: start }
  }
  const all = works.flatMap((work) => {
    const able = entrants.filter(({ absence }) => absence(work) === undefined)
    return PAYLOADS.flatMap((bytes) => able.map((entrant) => sampleOf(work, bytes, entrant)))
  })
  return [store, ...all]
}

/** Runs every sample once a round. */
export async function contest(
  samples: readonly Sample[],
  run: Omit<Run, 'quick'>,
  length: Length,
  cores: number,
): Promise<PeerRow[]> {
  const results = await interleave('peers', samples, run, (sample) =>
    runSample(sample, length, cores, run.interrupt),
  )
  return rowsOf(samples, results, cores)
}

/** Rows of results by sample and round. */
export function rowsOf(
  samples: readonly Sample[],
  results: readonly (readonly Result[])[],
  cores: number,
): PeerRow[] {
  const figures = samples.map(({ work }, s) => (results[s] ?? []).map((result) => figureOf(work, result)))
  return samples.map((sample, s) => {
    const own = figures[s] ?? []
    const ours = samples.findIndex((other) => other.contestant === OURS && isSame(other, sample))
    const oursToTheirs = ours < 0 ? null : ratiosOf(figures[ours] ?? [], own)
    return { ...rowOf(sample, own, results[s] ?? [], cores), oursToTheirs }
  })
}

function rowOf(
  { work, bytes, contestant }: Sample,
  figures: readonly number[],
  rounds: readonly Result[],
  cores: number,
): Omit<PeerRow, 'oursToTheirs'> {
  const { median, min: low, max: high } = spreadOf(figures)
  const identity = { work: work.name, contestant, bytes, wait: waitOf(work, cores) }
  return {
    ...identity,
    median,
    low,
    high,
    unit: work.unit,
    others: othersOf(rounds),
    ...tripsOf(work, rounds),
  }
}

function isSame(a: Sample, b: Sample): boolean {
  return a.work.name === b.work.name && a.bytes === b.bytes
}

function figureOf({ unit }: Work, { events, nanoseconds, latencies }: Result): number {
  return unit === 'ns' ? percentileOf(latencies, 50) : events / (nanoseconds / 1e9)
}

function othersOf(rounds: readonly Result[]): number | null {
  const cores = rounds.map(({ others }) => others).filter((others) => others !== null)
  return cores.length === 0 ? null : spreadOf(cores).median
}

function tripsOf({ unit }: Work, rounds: readonly Result[]): Pick<PeerRow, 'percentiles' | 'curve'> {
  if (unit !== 'ns') return {}
  const at = (percentile: number): Spread =>
    spreadOf(rounds.map(({ latencies }) => percentileOf(latencies, percentile)))
  const all = merged(rounds.map(({ latencies }) => latencies))
  return {
    percentiles: { p50: at(50), p99: at(99), p999: at(99.9) },
    curve: PERCENTILES.map((percentile) => ({ percentile, nanoseconds: percentileOf(all, percentile) })),
  }
}

type Trips = Result['latencies']

/** The trips of all rounds, ascending, since percentiles cannot be averaged. */
function merged(rounds: readonly Trips[]): Trips {
  return rounds.flat().sort(([a], [b]) => a - b)
}

/** The least value that this share of a distribution does not exceed. */
export function percentileOf(trips: Trips, percentile: number): number {
  const total = trips.reduce((sum, [, count]) => sum + count, 0)
  // A product like 99.9 % of 1000 is a little more than 999 in floating point.
  let left = Math.max(1, Math.ceil((percentile / 100) * total - 1e-6))
  for (const [nanoseconds, count] of trips) {
    left -= count
    if (left <= 0) return nanoseconds
  }
  return Number.NaN
}
