// What the possibility of parking costs busy threads.
import type { Build } from './build.ts'
import type { Sample } from './child.ts'
import type { ParkingRow } from './report.ts'
import { type Run, runRounds } from './rounds.ts'
import type { Pauses } from './samples/task.ts'
import { ratiosOf, showMillions, showSpread, spreadOf } from './spread.ts'
import { tableOf } from './table.ts'
import { showTarget } from './target.ts'

const NEVER = { spins: Number.POSITIVE_INFINITY }
const SPIN: Pauses = { producer: NEVER, consumer: NEVER }

interface Way {
  readonly name: string
  readonly build: Build
  readonly pauses: Pauses
}

const PARKS: Way = { name: 'parks', build: 'source', pauses: { producer: {}, consumer: {} } }
/** The same again: its ratio's distance from 1 is the noise in all ratios. */
const AGAIN: Way = { ...PARKS, name: 'parks, once more' }
const SPINS: Way = { name: 'never parks', build: 'source', pauses: SPIN }
/** Publishing as it was before threads could park. */
const STORES: Way = { name: 'never parks, publishes by bare stores', build: 'stores', pauses: SPIN }
const WAYS = [PARKS, AGAIN, SPINS, STORES]

/** A ring in which the producer rarely waits, and one in which it nearly always does. */
const RINGS = [
  { size: 2 ** 16, events: 4e6 },
  { size: 2 ** 8, events: 1e6 },
]
/** The least number of rounds: a few would be noise. */
const PAIRS = 7
/** The least ratio to the throughput without parking. */
const TARGET = 0.95

export async function measureParking(run: Run): Promise<ParkingRow[]> {
  const samples = RINGS.flatMap((ring) => WAYS.map((way) => sampleOf(way, ring, run.quick ? 1 / 4 : 1)))
  const rounds = run.quick ? run.rounds : Math.max(PAIRS, run.rounds)
  const results = await runRounds('parking', samples, { ...run, rounds })
  const figures = results.map((each) => each.map(({ eventsPerSecond }) => eventsPerSecond))
  return figures.map((each, s) => {
    const parks = figures[s - (s % WAYS.length)] ?? []
    const { name = '' } = WAYS[s % WAYS.length] ?? {}
    const { size = 0 } = RINGS[Math.floor(s / WAYS.length)] ?? {}
    const eventsPerSecond = spreadOf(each)
    const best = spreadOf(parks).max / eventsPerSecond.max
    return { name, size, pairs: rounds, eventsPerSecond, parks: ratiosOf(parks, each), best }
  })
}

function sampleOf(
  { name, build, pauses }: Way,
  ring: (typeof RINGS)[number],
  share: number,
): Sample<'ring-throughput'> {
  const task = { start: 0, batch: 1, size: ring.size, events: ring.events * share, ...pauses }
  return { name: `${name}, ring of ${ring.size}`, kind: 'ring-throughput', task, build }
}

/** Prints the section, with the targets. */
export function showParking(rows: readonly ParkingRow[]): string {
  const title = `What parking costs, ${rows[0]?.pairs} pairs: median (min … max)`
  const head = ['single events, 1 to 1', 'ring', 'million events/s', 'parks, × this', 'best, × best']
  const cells = rows.map(({ name, size, eventsPerSecond, parks, best }) => {
    return [name, `${size}`, showMillions(eventsPerSecond), showSpread(parks, 3), best.toFixed(3)]
  })
  return [tableOf(title, head, cells), ...[SPINS, STORES].map((way) => verdictOf(rows, way))].join('\n')
}

/** The target is for the ring in which the producer rarely waits: publishing dominates there. */
function verdictOf(rows: readonly ParkingRow[], { name }: Way): string {
  const ratio = rows.find((row) => row.name === name)?.parks.median ?? 0
  const target = `with parking at least ${100 * TARGET} % of "${name}", ring of ${RINGS[0]?.size}`
  return showTarget(target, ratio >= TARGET, `${(100 * ratio).toFixed(1)} %`)
}
