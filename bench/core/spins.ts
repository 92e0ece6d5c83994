// Spins before parking: DEFAULT_SPINS in src/ring/roleOptions.ts is chosen from this table.
import type { Sample } from './child.ts'
import { IN, OUT, ringFan } from './fan.ts'
import { percentileOf, ringLatency } from './latency.ts'
import type { SpinsRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Latency, Pauses, Throughput } from './samples/task.ts'
import { showMillions, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'

const CHOICES = [0, 100, 1000, 10_000, Number.POSITIVE_INFINITY]

/** Measures single events between two threads and between four, and round trips, for each choice. */
export async function measureSpins(run: Run): Promise<SpinsRow[]> {
  const samples = CHOICES.flatMap((spins) => samplesOf(spins, run.quick ? 1 / 8 : 1))
  const results = await runRounds('spins', samples, run)
  const perChoice = results.length / CHOICES.length
  return CHOICES.map((spins, c) => {
    const mine = results.slice(c * perChoice, (c + 1) * perChoice)
    return rowOf(spins, mine as [Throughput[], Throughput[], Throughput[], Throughput[], Latency[]])
  })
}

function samplesOf(spins: number, share: number) {
  const pauses: Pauses = { producer: { spins }, consumer: { spins } }
  const two = (size: number, events: number): Sample<'ring-throughput'> => {
    const task = { start: 0, size, batch: 1, events: events * share, ...pauses }
    return { name: `${spins} spins, ring of ${size}`, kind: 'ring-throughput', task }
  }
  return [
    two(2 ** 16, 4e6),
    two(2 ** 8, 1e6),
    ringFan(`${spins} spins, 3 to 1`, { ...IN, events: 3e6 * share, ...pauses }),
    ringFan(`${spins} spins, 1 to 3`, { ...OUT, events: 3e6 * share, ...pauses }),
    ringLatency(`${spins} spins, round trip`, 10_000 * share, pauses),
  ]
}

function rowOf(
  spins: number,
  [large, small, fanIn, fanOut, latency]: [Throughput[], Throughput[], Throughput[], Throughput[], Latency[]],
): SpinsRow {
  const rateOf = (rounds: Throughput[]) => spreadOf(rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  const at = (percentile: number) => spreadOf(latency.map((each) => percentileOf(each, percentile)))
  return {
    // JSON has no Infinity.
    spins: `${spins}`,
    ...{ eventsPerSecond: rateOf(large), eventsPerSecondSmallRing: rateOf(small) },
    ...{ fanIn: rateOf(fanIn), fanOut: rateOf(fanOut), p50: at(50), p99: at(99) },
  }
}

/** Prints the section. */
export function showSpins(rows: readonly SpinsRow[]): string {
  const head = [
    'spins',
    'M/s, ring of 65536',
    'ring of 256',
    '3 to 1',
    '1 to 3',
    'round trip µs, 50 %',
    '99 %',
  ]
  return tableOf('Spins before parking: median (min … max)', head, rows.map(cellsOf))
}

function cellsOf(row: SpinsRow): string[] {
  const rates = [row.eventsPerSecond, row.eventsPerSecondSmallRing, row.fanIn, row.fanOut]
  return [row.spins, ...rates.map(showMillions), showSpread(row.p50), showSpread(row.p99)]
}
