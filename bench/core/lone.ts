// The delay of single events to a parked reader.
import { runSample } from './child.ts'
import { mergeLatencies } from './latency.ts'
import type { LoneRow } from './report.ts'
import type { Run } from './rounds.ts'
import type { Lone, LoneTask } from './samples/task.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

/** Milliseconds between two events, long after the reader has parked. */
const GAP = 100
const EVENTS = 1000
const NO_RING = 'worker to worker, Atomics.wait and no ring'
/** The largest delay of 99 % of the events, in microseconds. */
const TARGET = 2000

/** The readers and their names; the last shows what the machine itself needs to wake a thread. */
const READERS: readonly (readonly [LoneTask['reader'], string])[] = [
  ['worker', 'worker to worker'],
  ['main', 'worker to main thread, consumeAsync'],
  ['bare', NO_RING],
]

/** Measures all readers at the same time, under the same load: each takes at most a few hundredths of a core. */
export async function measureLone({ quick, interrupt, report }: Run): Promise<LoneRow[]> {
  const events = quick ? EVENTS / 10 : EVENTS
  const milliseconds = GAP * events
  const section = `single events, ${milliseconds / 1000} s`
  report({ section, round: 1, rounds: 1, isFirst: true, sample: 'all at once' })
  const rows = READERS.map(async ([reader, name], r) => {
    const task = { gap: GAP, phase: (r * GAP) / READERS.length, events, reader }
    return rowOf(name, events, await runSample({ name, kind: 'lone', task, milliseconds }, interrupt))
  })
  return Promise.all(rows).finally(() => report(undefined))
}

function rowOf(name: string, events: number, result: Lone): LoneRow {
  const histogram = mergeLatencies([result])
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000
  const { handled, late, share } = result
  const delays = { p50: at(50), p90: at(90), p99: at(99), max: at(100) }
  return { name, gap: GAP, events, handled, late, ...delays, share }
}

/** Prints the section, with the targets. */
export function showLone(rows: readonly LoneRow[]): string {
  const title = `One event every ${GAP} ms: µs from before its claim until it is handled`
  const head = ['parked reader', 'sent', 'handled', '50 %', '90 %', '99 %', 'max', '% of a core']
  const bare = rows.find(({ name }) => name === NO_RING)?.p99 ?? Number.NaN
  const seconds = ((rows[0]?.events ?? 0) * GAP) / 1000
  return [
    tableOf(title, head, rows.map(cellsOf)),
    `took ${seconds} s, all at once; the share of a core is that of sender and reader, with the sender's timer`,
    ...rows.filter(({ name }) => name !== NO_RING).flatMap((row) => targetsOf(row, bare)),
  ].join('\n')
}

function cellsOf({ name, events, handled, p50, p90, p99, max, share }: LoneRow): string[] {
  const delays = [p50, p90, p99, max].map((microseconds) => microseconds.toFixed(1))
  return [name, `${events}`, `${handled}`, ...delays, (100 * share).toFixed(2)]
}

/** Compares with the bare wake-up: on a busy machine, that alone may miss the target. */
function targetsOf({ name, events, handled, late, p99 }: LoneRow, bare: number): string[] {
  const ms = (microseconds: number): string => `${(microseconds / 1000).toFixed(3)} ms`
  return [
    showTarget(
      `${name}: no event is lost or late`,
      handled === events && late === 0,
      `${events - handled} of ${events} lost, ${late} late`,
    ),
    showTarget(
      `${name}: 99 % within ${TARGET / 1000} ms`,
      p99 <= TARGET,
      `${ms(p99)}; with no ring ${ms(bare)}`,
    ),
  ]
}
