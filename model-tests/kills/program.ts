// What threads do with a ring until some of them are killed, as data: fast-check writes it, a failure shows it.
import fc from 'fast-check'

/** How a thread waits: parked, after some looks, with time-outs, or on its event loop. */
export type Mode = 'park' | 'spin' | 'timed' | 'async'

/** How a thread ends that is not killed: a producer leaves first, or its thread just ends, as that of a user may. */
export type End = 'leave' | 'return' | 'throw' | 'exit 0' | 'exit 1'

export interface Producing {
  readonly mode: Mode
  readonly end: End
  readonly events: number
  /** Events that are claimed and published at once, at most. */
  readonly batch: number
}

export interface ReadingPart {
  /** The consumer that it is, or the pool of which it is a worker. */
  readonly name: string
  readonly mode: Mode
  readonly limit: number
  readonly end: End
}

/**
 * When a thread is killed: before one of its accesses, or one of those that change a word or sleep; or while it is left
 * alone, so many tenths of a ms after the start.
 */
export type Moment =
  | { readonly kind: 'access'; readonly n: number }
  | { readonly kind: 'change'; readonly n: number }
  | { readonly kind: 'time'; readonly n: number }

export interface Victim {
  /** Producers first, then readers. */
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
  /** What a consumer's death is to lead to; of a producer, `discard` is `fail`. Somebody takes a place that is vacant. */
  readonly onDeath: 'fail' | 'discard' | 'vacate'
  /**
   * Who ends the ring: the last to leave; the first producer when it is done, while others claim; the main thread, which
   * closes or stops it after so many tenths of a ms.
   */
  readonly ending: 'leave' | 'first' | 'close' | 'stop'
  readonly endsAfter: number
}

/** The values of a producer are told from those of another. */
export const VALUES = 4096
/** In place of an event: its halves don't belong together, or its sequence was not the next. */
export const TORN = -1
export const MISPLACED = -2

const MODES: readonly Mode[] = ['park', 'spin', 'timed', 'async']
const POOL = 'pool'
const MOST_EVENTS = 60
const MOST_ACCESSES = 250
const MOST_CHANGES = 60
const MOST_TENTHS = 30

const mode = fc.constantFrom(...MODES)
/** Most leave, or a ring would hardly ever come to an orderly end. */
const end = fc.constantFrom<End>('leave', 'leave', 'leave', 'leave', 'return', 'throw', 'exit 0', 'exit 1')

/** Who follows whom, and how many threads each has. */
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
      // The only producer of a ring closes it itself.
      ending: fc.constantFrom<Program['ending']>(
        ...(each.length > 1
          ? (['leave', 'first', 'first', 'close', 'stop'] as const)
          : (['leave', 'first', 'stop'] as const)),
      ),
      endsAfter: fc.nat(MOST_TENTHS),
    }),
  )
}

/** The same programs for the same seed. */
export function programsOf(seed: number, runs: number): Program[] {
  const programs = fc
    .tuple(fc.constantFrom(1, 2, 4, 8, 64), fc.constantFrom(...SHAPES))
    .chain(([size, shape]) => programOf(size, shape))
  return fc.sample(programs, { seed, numRuns: runs })
}
