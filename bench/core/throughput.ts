// Throughput from one thread to another.
import type { Sample } from './child.ts'
import type { ThroughputRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import { ratiosOf, showMillions, showSpread, spreadOf } from './spread.ts'
import { showStart, tableOf } from './table.ts'
import { showTarget } from './target.ts'

type Throughputs = 'ring-throughput' | 'message-throughput' | 'store'

const STORE = 'Atomics.store, one thread'
const MESSAGES = 'postMessage, one by one'
const SINGLE = 'ring, single events'
const TENS = 'ring, batches of 10'

/** The slots of the ring; with their payload they fit a second-level cache. */
const SIZE = 2 ** 16
/** A new ring, and one that has served long: above 2^31, a sequence is no small integer to V8. */
const STARTS = [0, 2 ** 40]

/** The least speed-up over `postMessage` one by one. */
const TARGETS = { [SINGLE]: 30, [TENS]: 100 }

/** Measures the ring, with `postMessage` and the limit of the hardware beside it. */
export async function measureThroughput(run: Run): Promise<ThroughputRow[]> {
  const samples = samplesOf(run.quick ? 1 / 4 : 1)
  const results = await runRounds('throughput', samples, run)
  const figures = results.map((rounds) => rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  const figuresOf = (name: string): number[] =>
    figures[samples.findIndex((sample) => sample.name === name)] ?? []
  return samples.map(({ name, task }, s) => ({
    name,
    start: 'start' in task ? task.start : 0,
    eventsPerSecond: spreadOf(figures[s] ?? []),
    timesPostMessage: ratiosOf(figures[s] ?? [], figuresOf(MESSAGES)),
    timesStore: ratiosOf(figures[s] ?? [], figuresOf(STORE)),
  }))
}

function samplesOf(share: number): Sample<Throughputs>[] {
  return [
    { name: STORE, kind: 'store', task: { milliseconds: 200 * share } },
    { name: MESSAGES, kind: 'message-throughput', task: { batch: 1, events: 100_000 * share } },
    {
      name: 'postMessage, 100 at a time',
      kind: 'message-throughput',
      task: { batch: 100, events: 2e6 * share },
    },
    ...STARTS.flatMap((start) => [
      ringSample(SINGLE, start, 1, 4e6 * share),
      ringSample(TENS, start, 10, 20e6 * share),
      ringSample('ring, batches of 1000', start, 1000, 40e6 * share),
    ]),
  ]
}

function ringSample(name: string, start: number, batch: number, events: number): Sample<'ring-throughput'> {
  return {
    name,
    kind: 'ring-throughput',
    task: { start, size: SIZE, batch, events, producer: {}, consumer: {} },
  }
}

/** Prints the section, with the targets. */
export function showThroughput(rows: readonly ThroughputRow[]): string {
  const head = [
    'one producer, one consumer',
    'first sequence',
    'million events/s',
    '× postMessage',
    '× bare store',
  ]
  const table = tableOf('Throughput: median (min … max)', head, rows.map(cellsOf))
  const targets = Object.entries(TARGETS).map(([name, target]) => verdictOf(rows, name, target))
  return [table, ...targets].join('\n')
}

function cellsOf({ name, start, eventsPerSecond, timesPostMessage, timesStore }: ThroughputRow): string[] {
  const rate = showMillions(eventsPerSecond)
  return [name, showStart(start), rate, showSpread(timesPostMessage), showSpread(timesStore)]
}

function verdictOf(rows: readonly ThroughputRow[], name: string, least: number): string {
  const times = rows.find((row) => row.name === name && row.start === 0)?.timesPostMessage.median ?? 0
  const target = `${name} at least ${least} times postMessage one by one`
  return showTarget(target, times >= least, `${times.toFixed(0)} times`)
}
