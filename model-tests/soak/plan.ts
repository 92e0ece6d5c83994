// What the threads of a ring do, and how it ends, as data: drawn from a seed, shown by a failure.
import { Chance } from '../outcomes/chance.ts'

/** How a thread looks before it parks, and in how many calls it does what. */
interface Part {
  /** How often it looks before it parks. */
  readonly spins: number
  /** Events that are claimed, or handled, at once, at most; 0: as many as there are. */
  readonly batch: number
  /** Of so many calls one is followed by a ms of sleep, so that others find the ring full or empty. */
  readonly sleepsEvery: number
}

export type ProducingPart = Part

export interface ReadingPart extends Part {
  /** The consumer that it is, or the pool of which it is a worker. */
  readonly name: string
  /** Of so many events one makes its handler throw before it is handled; 0: none. */
  readonly throwsEvery: number
}

/** How a ring is ended while all are alive: its producers leave, or somebody closes it while they claim. */
export type Ending = 'leave' | 'close'

/** Who is killed: producers come first, then readers. */
export interface Victim {
  readonly thread: number
  /** Milliseconds after all have begun. */
  readonly after: number
  /** What a consumer's death is to lead to. */
  readonly onDeath: 'fail' | 'discard'
}

/** One ring, from its beginning to its end. */
export interface Plan {
  /** Which of the rings of its seed. */
  readonly number: number
  readonly seed: number
  readonly size: number
  readonly start: number
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
  readonly producers: readonly ProducingPart[]
  readonly readers: readonly ReadingPart[]
  /** Milliseconds until it is ended, unless it fails before. */
  readonly lives: number
  readonly ending: Ending
  readonly victim: Victim | null
}

const POOL = 'pool'

/** Who follows whom, and how many threads each has. */
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
/** Where words wrap. */
const STARTS = [0, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40]
const BATCHES = [1, 1, 2, 3, 4, 8, 16]
const LIMITS = [0, 0, 1, 2, 5, 16, 64]
const SPINS = [0, 0, 20, 100]
const SLEEPS = [200, 1000, 5000, 50_000]
const THROWS = [0, 50, 1000, 20_000]
const MOST_PRODUCERS = 3
const LIVES = { least: 400, most: 2400 }
/** Of ten rings, those in which a thread is killed. */
const KILLED_OF_TEN = 6

/** The ring of that number: the same for the same seed, whatever came before. */
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

/** Whether a consumer follows others. */
export function follows({ consumers }: Plan, name: string): boolean {
  return (consumers[name]?.length ?? 0) > 0
}

/** The producers of a ring, by name. */
export function namesOf({ producers }: Plan): string[] {
  return producers.map((_, p) => `p${p}`)
}

/** A ring in a line. */
export function describePlan(plan: Plan): string {
  const { number, size, start, producers, consumers, readers, ending, victim, lives } = plan
  const who = Object.entries(consumers).map(([name, after]) => {
    const threads = readers.filter((each) => each.name === name).length
    return `${name}${threads > 1 ? ` × ${threads}` : ''}${after.length > 0 ? ` after ${after.join(', ')}` : ''}`
  })
  const end = victim ? `thread ${victim.thread} killed after ${victim.after} ms (${victim.onDeath})` : ending
  return `ring ${number}: size ${size} from ${start}, ${producers.length} to ${who.join('; ')}, ${lives} ms, ${end}`
}
