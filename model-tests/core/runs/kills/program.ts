// A run with kills, as data: fast-check generates it, and a failure prints it.
import fc from 'fast-check'

/** How a thread waits: parked, after some spins, with time-outs, or on its event loop. */
export type Mode = 'park' | 'spin' | 'timed' | 'async'

/** How a thread ends unless it is killed: a producer leaves first, or the thread just ends, as a user's may. */
export type End = 'leave' | 'return' | 'throw' | 'exit 0' | 'exit 1'

export interface Producing {
  readonly mode: Mode
  readonly end: End
  readonly events: number
  /** the most events of a claim */
  readonly batch: number
}

export interface ReadingPart {
  /** its consumer, or the pool whose worker it is */
  readonly name: string
  readonly mode: Mode
  readonly limit: number
  readonly end: End
}

/**
 * When a thread is killed: before its `n`-th access, or its `n`-th that changes a word or sleeps, counted from 0; or
 * `n` tenths of a ms after the start, wherever it is.
 */
export type Moment =
  | { readonly kind: 'access'; readonly n: number }
  | { readonly kind: 'change'; readonly n: number }
  | { readonly kind: 'time'; readonly n: number }

export interface Victim {
  /** producers first, then readers */
  readonly thread: number
  readonly moment: Moment
}

export interface Program {
  readonly size: number
  readonly start: number
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
  readonly producers: readonly Producing[]
  readonly readers: readonly ReadingPart[]
  readonly victims: readonly Victim[]
  /** The policy for a consumer's death; for a producer's, `discard` means `fail`. A vacant role gets a successor. */
  readonly onDeath: 'fail' | 'discard' | 'vacate'
  /**
   * What ends the ring: the last producer that leaves; the first producer, done while others still claim; or the main
   * thread, which closes or stops it after `endsAfter` tenths of a ms.
   */
  readonly ending: 'leave' | 'first' | 'close' | 'stop'
  readonly endsAfter: number
}

/** A producer's values start at its index times this. */
export const VALUES = 4096
/** Logged instead of an event: its halves do not match, or its sequence was not the next. */
export const TORN = -1
export const MISPLACED = -2

const MODES: readonly Mode[] = ['park', 'spin', 'timed', 'async']
const POOL = 'pool'
const MOST_EVENTS = 60
const MOST_ACCESSES = 250
const MOST_CHANGES = 60
const MOST_TENTHS = 30

const mode = fc.constantFrom(...MODES)
/** Most leave, or rings would rarely end in order. */
const end = fc.constantFrom<End>('leave', 'leave', 'leave', 'leave', 'return', 'throw', 'exit 0', 'exit 1')

/** The consumers of a ring, each with those it follows, and the names of its readers' threads. */
const SHAPES: readonly (readonly [consumers: Program['consumers'], readers: readonly string[]])[] = [
  [{ one: [] }, ['one']],
  [{ one: [], two: [] }, ['one', 'two']],
  [{ one: [], two: ['one'] }, ['one', 'two']],
  [{ one: [], two: [], both: ['one', 'two'] }, ['one', 'two', 'both']],
  [{ [POOL]: [] }, [POOL, POOL]],
  [{ [POOL]: [], one: [] }, [POOL, POOL, 'one']],
  [{ one: [], [POOL]: ['one'] }, ['one', POOL, POOL]],
]

function startsOf(size: number): fc.Arbitrary<number> {
  const near = fc.constantFrom(0, 2 ** 30, 2 ** 31, 2 ** 32, size * 2 ** 31)
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

const producing: fc.Arbitrary<Producing> = fc.record({
  mode,
  end,
  events: fc.integer({ min: 1, max: MOST_EVENTS }),
  batch: fc.integer({ min: 1, max: 4 }),
})

function programOf(size: number, [consumers, names]: (typeof SHAPES)[number]): fc.Arbitrary<Program> {
  const readers = names.map((name) =>
    fc.record({ name: fc.constant(name), mode, end, limit: fc.integer({ min: 1, max: 8 }) }),
  )
  const producers = fc.array(producing, { minLength: 1, maxLength: 3 })
  return producers.chain((each) =>
    fc.record({
      size: fc.constant(size),
      start: startsOf(size),
      consumers: fc.constant(consumers),
      pools: fc.constant(names.includes(POOL) ? [POOL] : []),
      producers: fc.constant(each),
      readers: fc.tuple(...readers),
      victims: victimsOf(each.length + names.length),
      onDeath: fc.constantFrom<Program['onDeath']>('fail', 'discard', 'vacate'),
      // a single producer closes its ring itself
      ending: fc.constantFrom<Program['ending']>(
        ...(each.length > 1
          ? (['leave', 'first', 'first', 'close', 'stop'] as const)
          : (['leave', 'first', 'stop'] as const)),
      ),
      endsAfter: fc.nat(MOST_TENTHS),
    }),
  )
}

/** The programs of a seed. */
export function programsOf(seed: number, runs: number): Program[] {
  const programs = fc
    .tuple(fc.constantFrom(1, 2, 4, 8, 64), fc.constantFrom(...SHAPES))
    .chain(([size, shape]) => programOf(size, shape))
  return fc.sample(programs, { seed, numRuns: runs })
}
