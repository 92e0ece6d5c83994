// The cost of an idle ring.
import type { Sample } from './child.ts'
import type { IdleRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { IdleTask } from './samples/task.ts'
import { type Spread, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

/** The milliseconds for which an idle ring is watched, in a process of its own. */
const WATCHED = 5000
/** The largest share of one core. */
const TARGET = 0.01

/** Measures rings with all threads parked; two rounds are enough, since each takes seconds. */
export async function measureIdle(run: Run): Promise<IdleRow[]> {
  const milliseconds = run.quick ? WATCHED / 5 : WATCHED
  const samples = samplesOf(milliseconds)
  const results = await runRounds('idle', samples, { ...run, rounds: Math.min(run.rounds, 2) })
  return samples.map(({ name }, s) => {
    const share = spreadOf((results[s] ?? []).map((each) => each.share))
    return { name, seconds: milliseconds / 1000, share }
  })
}

function samplesOf(milliseconds: number): Sample<'idle' | 'full'>[] {
  const readers = (name: string, shape: Omit<IdleTask, 'milliseconds'>): Sample<'idle'> => {
    return { name, kind: 'idle', task: { ...shape, milliseconds }, milliseconds }
  }
  const writers = (name: string, producers: number): Sample<'full'> => {
    return { name, kind: 'full', task: { producers, milliseconds }, milliseconds }
  }
  return [
    readers('1 producer, 3 waiting consumers', { producers: 1, consumers: 3, workers: 0 }),
    readers('3 producers, a waiting consumer and a waiting pool of 3', {
      producers: 3,
      consumers: 1,
      workers: 3,
    }),
    writers('full, 1 waiting producer', 1),
    writers('full, 3 waiting producers', 3),
  ]
}

/** Prints the section, with the target. */
export function showIdle(rows: readonly IdleRow[]): string {
  const cells = rows.map(({ name, seconds, share }) => [name, `${seconds}`, showPercent(share)])
  const table = tableOf(
    'Idle rings, all waiting threads parked: median (min … max)',
    ['idle ring', 'seconds', '% of a core'],
    cells,
  )
  const worst = Math.max(...rows.map(({ share }) => share.max))
  const target = `an idle ring takes less than ${100 * TARGET} % of a core`
  return [table, showTarget(target, worst < TARGET, `at most ${(100 * worst).toFixed(3)} %`)].join('\n')
}

function showPercent({ median, min, max }: Spread): string {
  return showSpread({ median: 100 * median, min: 100 * min, max: 100 * max }, 3)
}
