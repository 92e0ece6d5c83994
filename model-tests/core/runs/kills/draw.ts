// Short scenarios with kills, as data: fast-check draws them, and a failure prints them.
import fc from 'fast-check'
import {
  type End,
  POOL,
  type Producing,
  type Readers,
  type Reading,
  readersOf,
  type Scenario,
  SHAPES,
  wrapsOf,
} from '../../scenario.ts'
import type { Moment } from '../crash.ts'
import type { Plan, Victim } from '../start.ts'

const MOST_EVENTS = 60
const MOST_ACCESSES = 250
const MOST_CHANGES = 60
const MOST_TENTHS = 30

const shapes: readonly Readers[] = [...SHAPES, readersOf({ [POOL]: [] }, [POOL, POOL])]

/** How a thread waits: parked, after some spins, with time-outs, or on its event loop. */
const waiting = fc.constantFrom<Pick<Producing, 'spins' | 'ways'>>(
  { spins: 0, ways: ['plain'] },
  { spins: 200, ways: ['plain'] },
  { spins: 10, ways: ['timed'] },
  { spins: 0, ways: ['async'] },
)

/** Most leave, or rings would rarely end in order. */
const end = fc.constantFrom<End>('leave', 'leave', 'leave', 'leave', 'return', 'throw', 'exit 0', 'exit 1')

function habitsOf<More>(most: number, more: fc.Arbitrary<More>) {
  const own = fc.record({ batch: fc.integer({ min: 1, max: most }), end, sleepsEvery: fc.constant(0) })
  return fc.tuple(waiting, own, more).map(([waits, habits, rest]) => ({ ...waits, ...habits, ...rest }))
}

const producing = habitsOf(4, fc.record({ events: fc.integer({ min: 1, max: MOST_EVENTS }) }))

function readingOf(name: string) {
  return habitsOf(8, fc.record({ name: fc.constant(name), throwsEvery: fc.constant(0) }))
}

function startsOf(size: number): fc.Arbitrary<number> {
  const near = fc.constantFrom(0, ...wrapsOf(size))
  return fc.tuple(near, fc.nat(32)).map(([wrapped, less]) => Math.max(0, wrapped - less))
}

const moments: fc.Arbitrary<Moment> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('access' as const), n: fc.nat(MOST_ACCESSES) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('change' as const), n: fc.nat(MOST_CHANGES) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('time' as const), n: fc.nat(MOST_TENTHS) }), weight: 1 },
)

function victimsOf(threads: number): fc.Arbitrary<Victim[]> {
  const victim = fc.record({ thread: fc.nat(threads - 1), moment: moments })
  return fc.uniqueArray(victim, { maxLength: 2, selector: ({ thread }) => thread })
}

function scenarioOf(size: number, { consumers, pools, names }: Readers): fc.Arbitrary<Scenario> {
  return fc.record({
    seed: fc.nat(),
    size: fc.constant(size),
    start: startsOf(size),
    consumers: fc.constant(consumers),
    pools: fc.constant(pools),
    producers: fc.array<Producing>(producing, { minLength: 1, maxLength: 3 }),
    readers: fc.tuple<Reading[]>(...names.map(readingOf)),
  })
}

/** A single producer closes its ring itself. */
function endingsOf({ producers }: Scenario): fc.Arbitrary<Plan['ending']> {
  if (producers.length === 1) return fc.constantFrom('leave', 'first', 'stop')
  return fc.constantFrom('leave', 'first', 'first', 'close', 'stop')
}

function planOf(scenario: Scenario): fc.Arbitrary<Plan> {
  const ending = fc.tuple(endingsOf(scenario), fc.nat(MOST_TENTHS)).map(([how, tenths]) => ({
    ending: how,
    lives: how === 'close' || how === 'stop' ? tenths / 10 : null,
  }))
  const rest = fc.record({
    scenario: fc.constant(scenario),
    victims: victimsOf(scenario.producers.length + scenario.readers.length),
    onDeath: fc.constantFrom<Plan['onDeath']>('fail', 'discard', 'vacate'),
  })
  return fc.tuple(rest, ending).map(([plan, ends]) => ({ ...plan, ...ends }))
}

/** The plans of a seed. */
export function plansOf(seed: number, runs: number): Plan[] {
  const plans = fc
    .tuple(fc.constantFrom(1, 2, 4, 8, 64), fc.constantFrom(...shapes))
    .chain(([size, shape]) => scenarioOf(size, shape))
    .chain(planOf)
  return fc.sample(plans, { seed, numRuns: runs })
}
