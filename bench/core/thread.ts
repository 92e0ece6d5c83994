// What one thread pays for an event, with nobody on the other side.
import type { Sample } from './child.ts'
import type { ThreadRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Costs } from './samples/task.ts'
import { showSpread, spreadOf } from './spread.ts'
import { showStart, tableOf } from './table.ts'

const STARTS = [0, 2 ** 40]

/** Measures the producer's and the consumer's share. */
export async function measureThread(run: Run): Promise<ThreadRow[]> {
  const samples = STARTS.map((start): Sample<'thread'> => {
    return {
      name: `from ${showStart(start)}`,
      kind: 'thread',
      task: { start, milliseconds: run.quick ? 25 : 100 },
    }
  })
  const results = await runRounds('thread', samples, run)
  return samples.flatMap(({ task }, s) => rowsOf(task.start, results[s] ?? []))
}

function rowsOf(start: number, rounds: readonly Costs[]): ThreadRow[] {
  return Object.keys(rounds[0]?.nanoseconds ?? {}).map((name) => {
    const figures = rounds.map(({ nanoseconds }) => nanoseconds[name] ?? Number.NaN)
    return { name, start, nanoseconds: spreadOf(figures) }
  })
}

/** The section as it is printed. */
export function showThread(rows: readonly ThreadRow[]): string {
  const cells = rows.map(({ name, start, nanoseconds }) => [name, showStart(start), showSpread(nanoseconds)])
  return tableOf('One thread: median (min … max)', ['single events', 'first sequence', 'ns/event'], cells)
}
