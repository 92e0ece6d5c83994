// What the possibility of parking costs a thread, measured on one thread alone, which other processes disturb least.
import type { Build } from './build.ts'
import type { Sample } from './child.ts'
import type { ParkingThreadRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Costs } from './samples/task.ts'
import { ratiosOf, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

const BUILDS: readonly Build[] = ['source', 'stores']
const NAMES: { readonly [K in keyof Costs]: string } = {
  sending: 'producer: claim, write, publish',
  receiving: 'consumer: poll, read, batches of up to 1000',
}
/** The least number of rounds: a few would be noise. */
const PAIRS = 7
/** The largest ratio to the cost with bare stores. */
const TARGET = 1.05

/** Measures publishing by an exchange that clears a mark, and by a bare store. */
export async function measureParkingThread(run: Run): Promise<ParkingThreadRow[]> {
  const milliseconds = run.quick ? 25 : 200
  const task = { start: 0, producers: 1, batch: 1, pool: false, milliseconds }
  const samples = BUILDS.map((build): Sample<'thread'> => {
    return { name: `parking, one thread, ${build}`, kind: 'thread', task, build }
  })
  const pairs = run.quick ? run.rounds : Math.max(PAIRS, run.rounds)
  const [parks = [], stores = []] = await runRounds('parking, one thread', samples, { ...run, rounds: pairs })
  return (['sending', 'receiving'] as const).map((side) => rowOf(side, pairs, parks, stores))
}

function rowOf(
  side: keyof Costs,
  pairs: number,
  parks: readonly Costs[],
  stores: readonly Costs[],
): ParkingThreadRow {
  const figuresOf = (rounds: readonly Costs[]): number[] => rounds.map((costs) => costs[side])
  return {
    ...{ name: NAMES[side], pairs },
    parks: spreadOf(figuresOf(parks)),
    stores: spreadOf(figuresOf(stores)),
    ratio: ratiosOf(figuresOf(parks), figuresOf(stores)),
  }
}

/** Prints the section, with the target. */
export function showParkingThread(rows: readonly ParkingThreadRow[]): string {
  const title = `What parking costs one thread, ${rows[0]?.pairs} pairs: median (min … max)`
  const cells = rows.map(({ name, parks, stores, ratio }) => {
    return [name, showSpread(parks), showSpread(stores), showSpread(ratio, 3)]
  })
  const table = tableOf(
    title,
    ['one thread', 'ns/event, parks', 'bare stores', 'parks, × bare stores'],
    cells,
  )
  const ratio = rows[0]?.ratio.median ?? Number.NaN
  const target = `a publish costs at most ${((TARGET - 1) * 100).toFixed(0)} % more than with a bare store`
  return [table, showTarget(target, ratio <= TARGET, `${((ratio - 1) * 100).toFixed(1)} %`)].join('\n')
}
