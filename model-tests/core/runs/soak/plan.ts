// A ring's threads and its end, as data: drawn from a seed, and printed by a failure.
import { Chance } from '../../../harness/random.ts'

/** How a thread waits, and how much each of its calls does. */
interface Part {
  /** the attempts of a call before it parks */
  readonly spins: number
  /** the most events of a claim or a batch; 0 for as many as available */
  readonly batch: number
  /** One call in this many is followed by a ms of sleep, so that others find the ring full or empty. */
  readonly sleepsEvery: number
}

export type ProducingPart = Part

export interface ReadingPart extends Part {
  /** its consumer, or the pool whose worker it is */
  readonly name: string
  /** one event in this many makes its handler throw; 0 for none */
  readonly throwsEvery: number
}

/** How a ring without a failure ends: its producers leave, or it is closed while they claim. */
export type Ending = 'leave' | 'close'

/** The thread to kill: producers come first, then readers. */
export interface Victim {
  readonly thread: number
  /** milliseconds after the start */
  readonly after: number
  /** the policy for a consumer's death */
  readonly onDeath: 'fail' | 'discard'
}

/** One ring. */
export interface Plan {
  /** the ring's index among those of its seed */
  readonly number: number
  readonly seed: number
  readonly size: number
  readonly start: number
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
  readonly producers: readonly ProducingPart[]
  readonly readers: readonly ReadingPart[]
  /** milliseconds until it is ended, unless it fails before */
  readonly lives: number
  readonly ending: Ending
  readonly victim: Victim | null
}

const POOL = 'pool'

/** The consumers of a ring, each with those it follows, and the names of its readers' threads. */
const SHAPES: readonly (readonly [consumers: Plan['consumers'], readers: readonly string[]])[] = [
  [{ one: [] }, ['one']],
  [{ one: [], two: [] }, ['one', 'two']],
  [{ one: [], two: ['one'] }, ['one', 'two']],
  [{ one: [], two: [], both: ['one', 'two'] }, ['one', 'two', 'both']],
  [{ [POOL]: [] }, [POOL, POOL, POOL]],
  [{ [POOL]: [], one: [] }, [POOL, POOL, 'one']],
  [{ one: [], [POOL]: ['one'] }, ['one', POOL, POOL]],
  [{ [POOL]: [], after: [POOL] }, [POOL, POOL, 'after']],
]
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024]
/** Just below these, words wrap. */
const STARTS = [0, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40]
const BATCHES = [1, 1, 2, 3, 4, 8, 16]
const LIMITS = [0, 0, 1, 2, 5, 16, 64]
const SPINS = [0, 0, 20, 100]
const SLEEPS = [200, 1000, 5000, 50_000]
const THROWS = [0, 50, 1000, 20_000]
const MOST_PRODUCERS = 3
const LIVES = { least: 400, most: 2400 }
/** Out of ten rings, those with a thread killed. */
const KILLED_OF_TEN = 6

/** The ring of that index; it depends on the seed and the index only. */
export function planOf(seed: number, number: number): Plan {
  const chance = new Chance(seed ^ Math.imul(number + 1, 0x9e3779b1))
  const [consumers, names] = one(chance, SHAPES)
  const pools = names.includes(POOL) ? [POOL] : []
  const size = one(chance, SIZES)
  const parts = partsOf(chance, size, names)
  const lives = LIVES.least + chance.below(LIVES.most - LIVES.least)
  const start = startOf(chance)
  const ending = one(chance, ['leave', 'close'] as const)
  const isKilled = chance.below(10) < KILLED_OF_TEN
  const victim = isKilled ? victimOf(chance, parts.producers.length + names.length, lives) : null
  return { number, seed, size, start, consumers, pools, ...parts, lives, ending, victim }
}

function partsOf(
  chance: Chance,
  size: number,
  names: readonly string[],
): Pick<Plan, 'producers' | 'readers'> {
  const batches = BATCHES.filter((batch) => batch <= size)
  const producers = many(1 + chance.below(MOST_PRODUCERS), () => partOf(chance, batches))
  return { producers, readers: names.map((name) => readingOf(chance, name)) }
}

function one<Value>(chance: Chance, values: readonly Value[]): Value {
  return values[chance.below(values.length)]!
}

function many<Value>(number: number, make: () => Value): Value[] {
  return Array.from({ length: number }, make)
}

function startOf(chance: Chance): number {
  return Math.max(0, one(chance, STARTS) - chance.below(4096))
}

function partOf(chance: Chance, batches: readonly number[]): Part {
  return { spins: one(chance, SPINS), batch: one(chance, batches), sleepsEvery: one(chance, SLEEPS) }
}

function readingOf(chance: Chance, name: string): ReadingPart {
  return { name, ...partOf(chance, LIMITS), throwsEvery: one(chance, THROWS) }
}

function victimOf(chance: Chance, threads: number, lives: number): Victim {
  const onDeath = one(chance, ['fail', 'discard', 'discard'] as const)
  return { thread: chance.below(threads), after: chance.below(lives), onDeath }
}

export function follows({ consumers }: Plan, name: string): boolean {
  return (consumers[name]?.length ?? 0) > 0
}

export function namesOf({ producers }: Plan): string[] {
  return producers.map((_, p) => `p${p}`)
}

/** The plan in one line. */
export function describePlan(plan: Plan): string {
  const { number, size, start, producers, consumers, readers, ending, victim, lives } = plan
  const who = Object.entries(consumers).map(([name, after]) => {
    const threads = readers.filter((each) => each.name === name).length
    return `${name}${threads > 1 ? ` × ${threads}` : ''}${after.length > 0 ? ` after ${after.join(', ')}` : ''}`
  })
  const end = victim ? `thread ${victim.thread} killed after ${victim.after} ms (${victim.onDeath})` : ending
  return `ring ${number}: size ${size} from ${start}, ${producers.length} to ${who.join('; ')}, ${lives} ms, ${end}`
}
