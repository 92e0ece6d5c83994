// A ring and its threads, as data: its size and start, who produces, who reads, and how each of them acts.
import { createRing, type Ring } from '../../src/index.ts'

/**
 * How a call waits: until it succeeds; again and again with a time-out; after a try; on the event loop; or not at all.
 */
export type Way = 'plain' | 'timed' | 'try first' | 'async' | 'async timed' | 'try'

/** How a thread ends unless it is killed: a producer leaves first, or the thread just ends, as a user's may. */
export type End = 'leave' | 'return' | 'throw' | 'exit 0' | 'exit 1'

/** What the calls of a thread are like. */
interface Habits {
  /** the attempts of a call before it parks */
  readonly spins: number
  /** the turns of an empty loop between attempts; the ring's own number if left out */
  readonly pause?: number
  /** One of these is drawn for each row of calls. */
  readonly ways: readonly Way[]
  /** the most events of a claim or a batch; 0 for as many as available */
  readonly batch: number
  /** One call in this many is followed by a ms of sleep, so that others find the ring full or empty; 0 for none. */
  readonly sleepsEvery: number
  readonly end: End
}

export interface Producing extends Habits {
  /** how many it publishes; null if it goes on until it is stopped, or refused */
  readonly events: number | null
}

export interface Reading extends Habits {
  /** its consumer, or the pool whose worker it is */
  readonly name: string
  /** one event in this many makes its handler throw; 0 for none */
  readonly throwsEvery: number
}

/** Producers are the threads from 0 on, readers follow them. */
export interface Scenario {
  readonly seed: number
  readonly size: number
  readonly start: number
  /** the consumers by name, each with those it follows */
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
  readonly producers: readonly Producing[]
  readonly readers: readonly Reading[]
}

/** The consumers of a ring, and the consumer or pool of each of its reading threads. */
export interface Readers extends Pick<Scenario, 'consumers' | 'pools'> {
  readonly names: readonly string[]
}

export const POOL = 'pool'

/** That many consumers that see every event, or that many workers of a pool. */
export function sameReaders(many: number, pooled: boolean): Readers {
  const names = Array.from({ length: many }, (_, r) => (pooled ? POOL : `c${r}`))
  return readersOf(Object.fromEntries(names.map((name) => [name, []])), names)
}

/** Consumers and their threads; the one called `POOL` is a pool. */
export function readersOf(consumers: Scenario['consumers'], names: readonly string[]): Readers {
  return { consumers, pools: names.includes(POOL) ? [POOL] : [], names }
}

/** The shapes that every check with threads of its own has. */
export const SHAPES: readonly Readers[] = [
  readersOf({ one: [] }, ['one']),
  readersOf({ one: [], two: [] }, ['one', 'two']),
  readersOf({ one: [], two: ['one'] }, ['one', 'two']),
  readersOf({ one: [], two: [], both: ['one', 'two'] }, ['one', 'two', 'both']),
  readersOf({ [POOL]: [], one: [] }, [POOL, POOL, 'one']),
  readersOf({ one: [], [POOL]: ['one'] }, ['one', POOL, POOL]),
]

export function producersOf(many: number): string[] {
  return Array.from({ length: many }, (_, p) => `p${p}`)
}

/** The ring of a scenario, before any thread attaches it. */
export function ringOf({
  size,
  start,
  producers,
  consumers,
  pools,
}: Pick<Scenario, 'size' | 'start' | 'consumers' | 'pools'> & {
  readonly producers: readonly unknown[]
}): Ring<string, string> {
  const names = producersOf(producers.length)
  return createRing<string, string>({ size, start, producers: names, consumers, pools })
}

/** The sequences at which a word, a lap or a count of this ring wraps around. */
export function wrapsOf(size: number): readonly number[] {
  return [2 ** 30, 2 ** 31, 2 ** 32, size * 2 ** 31, size * 2 ** 32]
}

export function follows({ consumers }: Pick<Scenario, 'consumers'>, name: string): boolean {
  return (consumers[name]?.length ?? 0) > 0
}

/** A thread, whether it produces or reads. */
export function habitsOf({ producers, readers }: Scenario, thread: number): Producing | Reading | undefined {
  return producers[thread] ?? readers[thread - producers.length]
}

/** The options with which a thread takes its role. */
export function waitsOf({ spins, pause }: Habits): Pick<Habits, 'spins' | 'pause'> {
  return pause === undefined ? { spins } : { spins, pause }
}

/** The reader that a thread is, or undefined. */
export function readerOf({ producers, readers }: Scenario, thread: number): Reading | undefined {
  return readers[thread - producers.length]
}

/** The ring in a line: its size, its start, and who reads after whom. */
export function describeScenario({ size, start, producers, consumers, readers }: Scenario): string {
  const all = Object.entries(consumers).map(([name, upstream]) => {
    const threads = readers.filter((each) => each.name === name).length
    const after = upstream.length > 0 ? ` after ${upstream.join(', ')}` : ''
    return `${name}${threads > 1 ? ` × ${threads}` : ''}${after}`
  })
  return `size ${size} from ${start}, ${producers.length} to ${all.join('; ')}`
}

/** Whether producers go on until they are stopped. */
export function isEndless({ producers }: Pick<Scenario, 'producers'>): boolean {
  return producers.some(({ events }) => events === null)
}
