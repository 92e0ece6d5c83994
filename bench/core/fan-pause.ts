// Pauses where several threads share a ring: the defaults in src/ring/roleOptions.ts are chosen from this table.
import type { Sample } from './child.ts'
import { IN, OUT, ringFan } from './fan.ts'
import type { FanPauseRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { FanTask, RingFanTask } from './samples/task.ts'
import { showMillions, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'

interface Choice {
  readonly name: string
  readonly shape: FanTask & Partial<RingFanTask>
  /** iterations for each producer, and for each consumer or worker */
  readonly pauses: readonly (readonly [producer: number, reader: number])[]
}

const CHOICES: readonly Choice[] = [
  {
    name: '3 producers to 1 consumer',
    shape: { ...IN, events: 3e6 },
    pauses: [
      ...[0, 2000, 8000, 50_000].map((reader) => [0, reader] as const),
      ...([200, 2000] as const).map((producer) => [producer, 2000] as const),
    ],
  },
  {
    name: '1 producer to a pool of 3, limit 1',
    shape: { ...OUT, limit: 1, events: 2e6 },
    pauses: [0, 200, 1000, 4000, 20_000].map((reader) => [0, reader] as const),
  },
]

export async function measureFanPause(run: Run): Promise<FanPauseRow[]> {
  const rows = CHOICES.flatMap(({ name, shape, pauses }) =>
    pauses.map(([producer, reader]) => ({ name, shape, producer, reader })),
  )
  const samples = rows.map(({ name, shape, producer, reader }): Sample<'ring-fan'> => {
    const pauses = { producer: { pause: producer }, consumer: { pause: reader } }
    const events = shape.events * (run.quick ? 1 / 4 : 1)
    return ringFan(`${name}, pauses ${producer} and ${reader}`, { ...shape, events, ...pauses })
  })
  const results = await runRounds('pause of several threads', samples, run)
  return rows.map(({ name, producer, reader }, s) => {
    const figures = (results[s] ?? []).map(({ eventsPerSecond }) => eventsPerSecond)
    return { name, producer, reader, eventsPerSecond: spreadOf(figures) }
  })
}

/** Prints the section. */
export function showFanPause(rows: readonly FanPauseRow[]): string {
  const cells = rows.map(({ name, producer, reader, eventsPerSecond }) => [
    name,
    `${producer}`,
    `${reader}`,
    showMillions(eventsPerSecond),
  ])
  const head = ['four threads, single events', 'producers', 'readers', 'million events/s']
  return tableOf('Pause of several threads, in iterations of an empty loop: median (min … max)', head, cells)
}
