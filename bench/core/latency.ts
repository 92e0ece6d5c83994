// Round-trip times.
import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { Sample } from './child.ts'
import type { LatencyRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Latency, Pauses } from './samples/task.ts'
import { tableOf } from './table.ts'

/** Messages per second, a rate that `postMessage` can sustain. */
const RATE = 20_000
/** The percentiles of the plot: ten for each further nine. */
export const PERCENTILES = [0, 1, 2, 3].flatMap((nines) =>
  Array.from({ length: 9 }, (_, i) => 100 - (10 - i) * 10 ** (1 - nines)),
)

/** Measures round trips by ring and by `postMessage`, at the same rate. */
export async function measureLatency(run: Run): Promise<LatencyRow[]> {
  const task = { rate: RATE, messages: RATE * (run.quick ? 1 / 8 : 1) }
  const samples: Sample<'ring-latency' | 'message-latency'>[] = [
    { name: 'postMessage', kind: 'message-latency', task },
    ringLatency('ring', task.messages, { producer: {}, consumer: {} }),
  ]
  const results = await runRounds('latency', samples, run)
  return samples.map(({ name }, s) => rowOf(name, mergeLatencies(results[s] ?? [])))
}

export function ringLatency(name: string, messages: number, pauses: Pauses): Sample<'ring-latency'> {
  return { name, kind: 'ring-latency', task: { rate: RATE, messages, ...pauses } }
}

/** A percentile of a sample, in microseconds. */
export function percentileOf(latency: Latency, percentile: number): number {
  return mergeLatencies([latency]).getValueAtPercentile(percentile) / 1000
}

/** Merges the rounds' histograms, since percentiles cannot be averaged. */
export function mergeLatencies(rounds: readonly Latency[]): Histogram {
  const all = build({ highestTrackableValue: 60e9, numberOfSignificantValueDigits: 3 })
  for (const { histogram } of rounds) all.add(decodeFromCompressedBase64(histogram))
  return all
}

function rowOf(name: string, histogram: Histogram): LatencyRow {
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000
  return {
    name,
    rate: RATE,
    messages: histogram.totalCount,
    ...{ p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) },
    histogram: PERCENTILES.map((percentile) => ({ percentile, microseconds: at(percentile) })),
  }
}

/** Prints the section. */
export function showLatency(rows: readonly LatencyRow[]): string {
  const title = `Round trip in µs, ${RATE} messages/s, from the time each was scheduled to leave`
  const head = ['two threads', 'messages', '50 %', '90 %', '99 %', '99.9 %', 'max']
  return tableOf(title, head, rows.map(cellsOf))
}

function cellsOf({ name, messages, p50, p90, p99, p999, max }: LatencyRow): string[] {
  return [name, `${messages}`, ...[p50, p90, p99, p999, max].map((microseconds) => microseconds.toFixed(1))]
}
