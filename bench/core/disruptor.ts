// Events of 32 bytes from this thread to a handler on a worker, beside bare words in a ring and objects in messages.
import type { Sample } from './child.ts'
import type { DisruptorRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import { ratiosOf, showMillions, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'

type Kinds = 'disruptor' | 'wide-ring' | 'wide-message'

const BATCHES = [1, 100]

/** What carries the events, with the events of a sample, one by one and in batches. */
const CARRIERS: readonly { name: string; kind: Kinds; events: readonly number[] }[] = [
  { name: 'disruptor', kind: 'disruptor', events: [2e6, 4e6] },
  { name: 'words in a ring', kind: 'wide-ring', events: [4e6, 10e6] },
  { name: 'postMessage of objects', kind: 'wide-message', events: [100_000, 400_000] },
]

/** Measures each carrier, one event at a time and 100 together. */
export async function measureDisruptor(run: Run): Promise<DisruptorRow[]> {
  const samples = BATCHES.flatMap((batch, b) =>
    CARRIERS.map(({ name, kind, events }): Sample<Kinds> & { readonly batch: number } => {
      const task = { batch, events: (events[b] ?? 0) * (run.quick ? 1 / 4 : 1) }
      return { name: batch === 1 ? `${name}, single` : `${name}, ${batch} at a time`, kind, batch, task }
    }),
  )
  const results = await runRounds('disruptor', samples, run)
  const figures = results.map((rounds) => rounds.map(({ eventsPerSecond }) => eventsPerSecond))
  return samples.map(({ name, batch }, s) => {
    const beside = (kind: Kinds) =>
      figures[samples.findIndex((other) => other.kind === kind && other.batch === batch)] ?? []
    const own = figures[s] ?? []
    const ratios = {
      timesRing: ratiosOf(own, beside('wide-ring')),
      timesPostMessage: ratiosOf(own, beside('wide-message')),
    }
    return { name, batch, eventsPerSecond: spreadOf(own), ...ratios }
  })
}

/** Prints the section. */
export function showDisruptor(rows: readonly DisruptorRow[]): string {
  const title = 'Events of 32 bytes, one thread to a worker: median (min … max)'
  const head = ['', 'million events/s', '× words in a ring', '× postMessage']
  const cells = rows.map(({ name, eventsPerSecond, timesRing, timesPostMessage }) => [
    name,
    showMillions(eventsPerSecond),
    showSpread(timesRing),
    showSpread(timesPostMessage),
  ])
  return tableOf(title, head, cells)
}
