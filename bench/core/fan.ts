// Throughput with more than two threads.
import type { Sample } from './child.ts'
import { takeTurns, thisMachine } from './machine.ts'
import type { FanRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { FanTask, RingFanTask } from './samples/task.ts'
import { ratiosOf, showMillions, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

type Fans = 'ring-fan' | 'message-fan'

const SINGLE = 'ring, 3 producers to 1 consumer, single events'
const FAN_IN = 'postMessage, 3 threads to 1'
const FAN_OUT = 'postMessage, 1 thread to 3'

/**
 * The slots of the ring: more than are filled in a time slice. A producer preempted with a claim in its hands blocks
 * all others once the ring is full.
 */
const SIZE = 2 ** 18

/** The least speed-up over `postMessage` from three threads to one. */
const TARGET = 10

export const IN = { senders: 3, receivers: 1 }
export const OUT = { senders: 1, receivers: 3 }

/** Measures rings with several producers, consumers and workers, and `postMessage` beside them. */
export async function measureFan(run: Run): Promise<FanRow[]> {
  const samples = samplesOf(run.quick ? 1 / 4 : 1)
  const results = await runRounds('fan', samples, run)
  const figures = results.map((rounds) => rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  const figuresOf = (name: string): number[] =>
    figures[samples.findIndex((sample) => sample.name === name)] ?? []
  return samples.map(({ name, task: { senders, receivers } }, s) => ({
    name,
    threads: senders + receivers,
    takeTurns: takeTurns(senders + receivers, thisMachine().cores),
    eventsPerSecond: spreadOf(figures[s] ?? []),
    timesFanIn: ratiosOf(figures[s] ?? [], figuresOf(FAN_IN)),
    timesFanOut: ratiosOf(figures[s] ?? [], figuresOf(FAN_OUT)),
  }))
}

function samplesOf(share: number): Sample<Fans>[] {
  return [
    { name: FAN_IN, kind: 'message-fan', task: { ...IN, events: 240_000 * share } },
    { name: FAN_OUT, kind: 'message-fan', task: { ...OUT, events: 60_000 * share } },
    ringFan(SINGLE, { ...IN, events: 3e6 * share }),
    ringFan('ring, 3 producers to 1 consumer, batches of 10', { ...IN, batch: 10, events: 6e6 * share }),
    ringFan('ring, 1 producer to 3 consumers, single events', { ...OUT, events: 3e6 * share }),
    ringFan('ring, 1 producer to a pool of 3, limit 1', { ...OUT, limit: 1, events: 2e6 * share }),
    ringFan('ring, 1 producer to a pool of 3, limit 10', { ...OUT, limit: 10, events: 2e6 * share }),
  ]
}

/** A sample of a ring shared by several threads, by default with single events and the package's own pauses. */
export function ringFan(name: string, task: FanTask & Partial<RingFanTask>): Sample<'ring-fan'> {
  return { name, kind: 'ring-fan', task: { size: SIZE, batch: 1, producer: {}, consumer: {}, ...task } }
}

/** Prints the section, with a warning if threads outnumber cores, and the target. */
export function showFan(rows: readonly FanRow[]): string {
  const head = ['four threads', 'million events/s', '× postMessage 3 to 1', '× postMessage 1 to 3']
  const table = tableOf('Several threads: median (min … max)', head, rows.map(cellsOf))
  return [table, ...turnsOf(rows), verdictOf(rows)].join('\n')
}

function cellsOf({ name, eventsPerSecond, timesFanIn, timesFanOut }: FanRow): string[] {
  return [name, showMillions(eventsPerSecond), showSpread(timesFanIn), showSpread(timesFanOut)]
}

/** A warning for each number of threads above the number of cores. */
function turnsOf(rows: readonly FanRow[]): string[] {
  const crowds = new Set(rows.filter((row) => row.takeTurns).map(({ threads }) => threads))
  const { cores } = thisMachine()
  return [...crowds].map((threads) => `${threads} threads on ${cores} cores: they take turns, figures vary`)
}

function verdictOf(rows: readonly FanRow[]): string {
  const times = rows.find(({ name }) => name === SINGLE)?.timesFanIn.median ?? 0
  const target = `${SINGLE} at least ${TARGET} times ${FAN_IN}`
  return showTarget(target, times >= TARGET, `${times.toFixed(0)} times`)
}
