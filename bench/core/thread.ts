// What one thread pays for an event, with no thread on the other side.
import type { Sample } from './child.ts'
import type { ThreadRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Costs } from './samples/task.ts'
import { showSpread, spreadOf } from './spread.ts'
import { showStart, tableOf } from './table.ts'

const STARTS = [0, 2 ** 40]

/** The threads to measure on a ring, with the names of their figures. */
interface Ends {
  readonly producers: number
  readonly batch: number
  readonly pool: boolean
  readonly names: { readonly [K in keyof Costs]?: string }
}

const ENDS: readonly Ends[] = [
  {
    ...{ producers: 1, batch: 1, pool: false },
    names: { sending: 'one producer: claim, write, publish', receiving: 'consumer: poll, read' },
  },
  { ...{ producers: 1, batch: 10, pool: false }, names: { sending: 'one producer, batches of 10' } },
  {
    ...{ producers: 3, batch: 1, pool: false },
    names: {
      sending: 'one of three producers: claim, write, publish',
      receiving: 'consumer of three producers: poll, read',
    },
  },
  {
    ...{ producers: 3, batch: 10, pool: false },
    names: { sending: 'one of three producers, batches of 10' },
  },
  { ...{ producers: 1, batch: 1, pool: true }, names: { receiving: 'worker of a pool: poll, read' } },
]

/** Measures the producer and the reader, each by itself. */
export async function measureThread(run: Run): Promise<ThreadRow[]> {
  const milliseconds = run.quick ? 25 : 100
  const wanted = STARTS.flatMap((start) => ENDS.map((ends) => ({ start, ...ends })))
  const samples = wanted.map(({ start, producers, batch, pool, names }): Sample<'thread'> => {
    const task = { start, producers, batch, pool, milliseconds }
    return { name: `${Object.values(names)[0]}, from ${showStart(start)}`, kind: 'thread', task }
  })
  const results = await runRounds('thread', samples, run)
  return wanted.flatMap(({ start, names }, s) => rowsOf(start, names, results[s] ?? []))
}

function rowsOf(start: number, { sending, receiving }: Ends['names'], rounds: readonly Costs[]): ThreadRow[] {
  const rowOf = (name: string | undefined, figures: number[]): ThreadRow[] =>
    name === undefined ? [] : [{ name, start, nanoseconds: spreadOf(figures) }]
  return [
    ...rowOf(
      sending,
      rounds.map((costs) => costs.sending),
    ),
    ...rowOf(
      receiving,
      rounds.map((costs) => costs.receiving),
    ),
  ]
}

/** Prints the section. */
export function showThread(rows: readonly ThreadRow[]): string {
  const cells = rows.map(({ name, start, nanoseconds }) => [name, showStart(start), showSpread(nanoseconds)])
  return tableOf('One thread: median (min … max)', ['one thread', 'first sequence', 'ns/event'], cells)
}
