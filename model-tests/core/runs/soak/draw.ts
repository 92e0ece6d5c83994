// A long-lived ring, its threads and its end, as data: drawn from a seed, and printed by a failure.
import { Chance } from '../../../harness/random.ts'
import {
  describeScenario,
  POOL,
  type Producing,
  type Readers,
  type Reading,
  readersOf,
  SHAPES,
  type Way,
} from '../../scenario.ts'
import type { Plan, Victim } from '../start.ts'

/** One ring of a seed. */
export interface Drawn extends Plan {
  readonly seed: number
  /** its index among those of the seed */
  readonly number: number
}

const shapes: readonly Readers[] = [
  ...SHAPES,
  readersOf({ [POOL]: [] }, [POOL, POOL, POOL]),
  readersOf({ [POOL]: [], after: [POOL] }, [POOL, POOL, 'after']),
]
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024]
/** Just below these, words wrap. */
const STARTS = [0, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 40]
const BATCHES = [1, 1, 2, 3, 4, 8, 16]
const LIMITS = [0, 0, 1, 2, 5, 16, 64]
const SPINS = [0, 0, 20, 100]
const WAYS: readonly Way[] = ['plain', 'plain', 'timed', 'try first', 'async', 'async timed']
const SLEEPS = [200, 1000, 5000, 50_000]
const THROWS = [0, 50, 1000, 20_000]
const MOST_PRODUCERS = 3
const LIVES = { least: 400, most: 2400 }
/** Out of ten rings, those with a thread killed. */
const KILLED_OF_TEN = 6

/** The ring of that index; it depends on the seed and the index only. */
export function drawn(seed: number, number: number): Drawn {
  const own = seed ^ Math.imul(number + 1, 0x9e3779b1)
  const chance = new Chance(own)
  const { consumers, pools, names } = chance.oneOf(shapes)
  const size = chance.oneOf(SIZES)
  const producers = producersOf(chance, size)
  const readers = names.map((name) => readingOf(chance, name))
  const lives = LIVES.least + chance.below(LIVES.most - LIVES.least)
  const start = Math.max(0, chance.oneOf(STARTS) - chance.below(4096))
  const ending = chance.below(2) === 0 ? 'leave' : producers.length > 1 ? 'close' : 'first'
  const isKilled = chance.below(10) < KILLED_OF_TEN
  const killed = isKilled ? killedOf(chance, producers.length + names.length, lives) : UNKILLED
  const scenario = { seed: own, size, start, consumers, pools, producers, readers }
  return { seed, number, scenario, ...killed, ending, lives }
}

function producersOf(chance: Chance, size: number): Producing[] {
  const batches = BATCHES.filter((batch) => batch <= size)
  const habits = () => ({ ...habitsOf(chance, batches), events: null })
  return Array.from({ length: 1 + chance.below(MOST_PRODUCERS) }, habits)
}

function readingOf(chance: Chance, name: string): Reading {
  return { name, ...habitsOf(chance, LIMITS), throwsEvery: chance.oneOf(THROWS) }
}

function habitsOf(chance: Chance, batches: readonly number[]) {
  const [spins, batch, sleepsEvery] = [SPINS, batches, SLEEPS].map((values) => chance.oneOf(values))
  return { spins: spins!, batch: batch!, sleepsEvery: sleepsEvery!, ways: WAYS, end: 'leave' as const }
}

const UNKILLED = { victims: [], onDeath: 'fail' } as const

/** A thread that is killed while the ring lives, in tenths of a ms. */
function killedOf(chance: Chance, threads: number, lives: number): Pick<Plan, 'victims' | 'onDeath'> {
  const onDeath = chance.oneOf(['fail', 'discard', 'discard'] as const)
  const victim: Victim = {
    thread: chance.below(threads),
    moment: { kind: 'time', n: 10 * chance.below(lives) },
  }
  return { victims: [victim], onDeath }
}

/** The plan in one line. */
export function describePlan({ number, scenario, victims, onDeath, ending, lives }: Drawn): string {
  const [victim] = victims
  const killed = victim && `thread ${victim.thread} killed after ${victim.moment.n / 10} ms (${onDeath})`
  return `ring ${number}: ${describeScenario(scenario)}, ${lives} ms, ${killed ?? ending}`
}
