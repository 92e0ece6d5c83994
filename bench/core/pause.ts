// The pauses of two threads: the defaults in src/ring/roleOptions.ts are chosen from this table.
import type { Sample } from './child.ts'
import { percentileOf, ringLatency } from './latency.ts'
import type { PauseRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Latency, Pauses, Throughput } from './samples/task.ts'
import { type Spread, showMillions, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'

/** Iterations for the producer and the consumer. */
const CHOICES = [
  ...[0, 250, 500, 1000, 2000, 4000, 8000].map((consumer) => ({ producer: 0, consumer })),
  ...[200, 1000].map((producer) => ({ producer, consumer: 2000 })),
]

/**
 * A ring in which the producer rarely waits, and one in which it nearly always does.
 *
 * The small one moves fewer events: on a contended core, it moves its slots once per time slice.
 */
const RINGS = [
  { size: 2 ** 16, events: 4e6 },
  { size: 2 ** 8, events: 1e6 },
]

export async function measurePause(run: Run): Promise<PauseRow[]> {
  const share = run.quick ? 1 / 8 : 1
  const samples = CHOICES.flatMap((choice) => samplesOf(choice, share))
  const results = await runRounds('pause', samples, run)
  const perChoice = results.length / CHOICES.length
  return CHOICES.map((choice, c) => {
    const [large, small, latency] = results.slice(c * perChoice) as [Throughput[], Throughput[], Latency[]]
    return { ...choice, ...ratesOf(large, small), ...latencyOf(latency) }
  })
}

function samplesOf(choice: { producer: number; consumer: number }, share: number) {
  const pauses: Pauses = { producer: { pause: choice.producer }, consumer: { pause: choice.consumer } }
  const name = `producer ${choice.producer}, consumer ${choice.consumer}`
  const rings = RINGS.map(({ size, events }): Sample<'ring-throughput'> => {
    const task = { start: 0, size, batch: 1, events: events * share, ...pauses }
    return { name: `${name}, ring of ${size}`, kind: 'ring-throughput', task }
  })
  return [...rings, ringLatency(`${name}, round trip`, 10_000 * share, pauses)]
}

function ratesOf(
  large: Throughput[],
  small: Throughput[],
): Pick<PauseRow, 'eventsPerSecond' | 'eventsPerSecondSmallRing'> {
  const rateOf = (rounds: Throughput[]): Spread =>
    spreadOf(rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  return { eventsPerSecond: rateOf(large), eventsPerSecondSmallRing: rateOf(small) }
}

function latencyOf(rounds: Latency[]): Pick<PauseRow, 'p50' | 'p99'> {
  const at = (percentile: number): Spread =>
    spreadOf(rounds.map((latency) => percentileOf(latency, percentile)))
  return { p50: at(50), p99: at(99) }
}

/** Prints the section. */
export function showPause(rows: readonly PauseRow[]): string {
  const head = [
    'producer',
    'consumer',
    ...RINGS.map(({ size }) => `M/s, ring of ${size}`),
    'round trip µs, 50 %',
    '99 %',
  ]
  return tableOf('Pause in iterations of an empty loop: median (min … max)', head, rows.map(cellsOf))
}

function cellsOf(row: PauseRow): string[] {
  const rates = [showMillions(row.eventsPerSecond), showMillions(row.eventsPerSecondSmallRing)]
  return [`${row.producer}`, `${row.consumer}`, ...rates, showSpread(row.p50), showSpread(row.p99)]
}
