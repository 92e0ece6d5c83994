// What one thread pays for an event, with no thread on the other side.
import type { Sample } from './child.ts'
import type { ThreadRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import { ACCESSES, type Cost, type Costs, type ThreadTask } from './samples/task.ts'
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

/** Producers whose thread has no other role of the ring. */
const ALONE: readonly (Pick<ThreadTask, 'producers' | 'batch'> & { readonly name: string })[] = [
  { producers: 1, batch: 1, name: 'one producer, the only role of its thread' },
  { producers: 3, batch: 1, name: 'one of three producers, the only role of its thread' },
  { producers: 3, batch: 10, name: 'the same, batches of 10' },
]

/** Measures the producer and the reader, each by itself, and the accesses that they consist of. */
export async function measureThread(run: Run): Promise<ThreadRow[]> {
  const milliseconds = run.quick ? 25 : 100
  return [...(await measureBare(run, milliseconds)), ...(await measureRoles(run, milliseconds))]
}

async function measureBare(run: Run, milliseconds: number): Promise<ThreadRow[]> {
  const bare = ACCESSES.map((access): Sample<'access'> => {
    return { name: `bare: ${access}`, kind: 'access', task: { access, milliseconds } }
  })
  const alone = ALONE.map(({ name, ...task }): Sample<'alone'> => {
    return { name, kind: 'alone', task: { start: 0, pool: false, milliseconds, ...task } }
  })
  const results: readonly (readonly Cost[])[] = await runRounds('accesses', [...bare, ...alone], run)
  return [...bare, ...alone].map(({ name }, s) => {
    const nanoseconds = spreadOf((results[s] ?? []).map((cost) => cost.nanoseconds))
    return { name, start: 0, nanoseconds }
  })
}

async function measureRoles(run: Run, milliseconds: number): Promise<ThreadRow[]> {
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
