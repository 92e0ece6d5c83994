import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRing } from '../../src/index.ts'
import { Crew } from './crew.ts'
import { type Leg, type Memory, POOL, type Run } from './rush.ts'

const PRODUCERS = ['north', 'east', 'south', 'west']
const CONSUMERS = 2
const WORKERS = 3
const LIMIT_MS = 60_000

/** The number of events of each producer; words wrap around half-way. */
interface Rush {
  readonly size: number
  readonly events: number
  readonly wrapped: number
}

const ALL_WORDS = 2 ** 32

// Waiters spin: where threads outnumber cores, a ring must hold what one of them does in a time slice, or all of them
// wait most of the time.
const RUSHES: readonly (Rush & { readonly what: string })[] = [
  { what: 'while sequences wrap around', size: 2 ** 17, events: 1_000_000, wrapped: ALL_WORDS },
  {
    what: 'while laps and counts wrap around',
    size: 2 ** 17,
    events: 1_000_000,
    wrapped: 2 ** 17 * ALL_WORDS,
  },
  { what: 'through a small ring', size: 2 ** 10, events: 25_000, wrapped: 2 ** 10 * ALL_WORDS },
]

function memoryFor(size: number, all: number): Memory {
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  return { slots: words(2 * size), counts: words(all), ended: words(2) }
}

function legs({ size, events, wrapped }: Rush, readers: 'consumer' | 'worker'): Leg[] {
  const all = PRODUCERS.length * events
  const start = wrapped - all / 2
  const isPool = readers === 'worker'
  const many = isPool ? WORKERS : CONSUMERS
  const names = isPool ? [POOL] : Array.from({ length: many }, (_, c) => `c${c}`)
  const consumers = Object.fromEntries(names.map((name) => [name, []]))
  const pools = isPool ? [POOL] : []
  const { handle } = createRing<string, string>({ size, start, producers: PRODUCERS, consumers, pools })
  const rest = { events, workers: isPool ? WORKERS : 0, handle, memory: memoryFor(size, all) }
  return [
    ...PRODUCERS.map((_, number) => ({ role: 'producer', number, ...rest }) as const),
    ...Array.from({ length: many }, (_, number) => ({ role: readers, number, ...rest })),
  ]
}

const sound = { defects: 0, first: null }

describe.each(RUSHES)('four producers, each event once, $what', (rush) => {
  const all = PRODUCERS.length * rush.events
  let crew: Crew<Leg, Run>
  beforeAll(() => {
    crew = new Crew('./rush.ts', PRODUCERS.length + Math.max(CONSUMERS, WORKERS), {}, LIMIT_MS)
  })
  afterAll(() => crew.close())

  it('at each of two consumers, in the order of each producer, and in the same order', {
    timeout: LIMIT_MS,
  }, async () => {
    const runs = await crew.run(legs(rush, 'consumer'))
    const [producers, consumers] = [runs.slice(0, PRODUCERS.length), runs.slice(PRODUCERS.length)]
    const checksum = consumers[0]?.checksum
    expect(producers).toEqual(
      PRODUCERS.map(() => ({ role: 'producer', events: rush.events, checksum: 0, ...sound })),
    )
    expect(consumers).toEqual(
      Array.from({ length: CONSUMERS }, () => ({ role: 'consumer', events: all, checksum, ...sound })),
    )
  })

  it('at one of three workers', { timeout: LIMIT_MS }, async () => {
    const given = legs(rush, 'worker')
    const runs = await crew.run(given)
    const counts = new Int32Array(given[0]?.memory.counts ?? new SharedArrayBuffer(0))
    expect(runs.map(({ defects, first }) => ({ defects, first }))).toEqual(given.map(() => sound))
    expect(counts.length).toBe(all)
    expect(counts.findIndex((times) => times !== 1)).toBe(-1)
    const handled = runs.slice(PRODUCERS.length).map(({ events }) => events)
    expect(handled.reduce((sum, events) => sum + events, 0)).toBe(all)
  })
})
