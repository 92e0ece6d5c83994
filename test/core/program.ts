// What several threads do with a ring, as data: fast-check writes it, and a failure shows it.
import fc from 'fast-check'

/** How an operation of either side is timed. */
export interface Timing {
  /** Begins once the other threads have made so many half-steps in all. */
  readonly from: number
  /** Turns of an empty loop before it begins. */
  readonly before: number
  /** Turns of an empty loop in its middle: while an event is half written, or is being handled. */
  readonly inside: number
  /** Stays in its middle until the other threads have made so many half-steps more. */
  readonly lets: number
}

/** Offers `n` events as one batch: a claim, the writes, one publish. */
export interface Offer extends Timing {
  readonly n: number
}

/** Polls at most `limit` events. */
export interface Poll extends Timing {
  readonly limit: number
}

/** Who takes part: threads count from the first producer to the last reader. */
export interface Topology {
  readonly producers: number
  readonly readers: number
  /** The readers are the workers of one pool; else each is a consumer that sees every event. */
  readonly pooled: boolean
}

/**
 * An operation makes a half-step in its middle and one at its end. Whoever waits for the others is let go if
 * each of them has ended or waits as well, so that every program ends.
 */
export interface Program {
  readonly size: number
  readonly start: number
  readonly pooled: boolean
  /** An offer waits for its room; else it is refused where there is none. */
  readonly waits: boolean
  /** Of each producer. */
  readonly offers: readonly (readonly Offer[])[]
  /** Of each reader. */
  readonly polls: readonly (readonly Poll[])[]
}

/** The values of a thread are told from those of another. */
const VALUES_OF_THREAD = 1000
const PROMPT: Timing = { from: 0, before: 0, inside: 0, lets: 0 }
const MOST_TIMES = 4
const MOST_TURNS = 1000
/** Of all threads together: the more there are, the more orders a checker has to look at. */
const MOST_ROWS = 12

export function offer(n: number, timing: Partial<Timing> = {}): Offer {
  return { ...PROMPT, ...timing, n }
}

export function poll(limit: number, timing: Partial<Timing> = {}): Poll {
  return { ...PROMPT, ...timing, limit }
}

/** A program from what matters in it; one slot if nothing else is said. */
export function programOf(given: Pick<Program, 'offers' | 'polls'> & Partial<Program>): Program {
  return { size: 1, start: 0, pooled: false, waits: false, ...given }
}

export function topologyOf({ offers, polls, pooled }: Program): Topology {
  return { producers: offers.length, readers: polls.length, pooled }
}

/** A thread's first value; it counts up from there. */
export function firstValueOf(thread: number): number {
  return thread * VALUES_OF_THREAD + 1
}

/** The thread that offered a value. */
export function producerOf(value: number): number {
  return Math.floor(value / VALUES_OF_THREAD)
}

/** A name that is a word, such as `2-producers-3-workers`. */
export function nameOf({ producers, readers, pooled }: Topology): string {
  const many = (count: number, what: string) => `${count}-${what}${count === 1 ? '' : 's'}`
  return `${many(producers, 'producer')}-${many(readers, pooled ? 'worker' : 'consumer')}`
}

function timings(threads: number): fc.Arbitrary<Timing> {
  const weighed = (never: number, most: number, ever: number): fc.Arbitrary<number> =>
    fc.oneof({ arbitrary: fc.constant(0), weight: never }, { arbitrary: fc.nat(most), weight: ever })
  const turns = weighed(2, MOST_TURNS, 3)
  return fc.record({
    from: weighed(8, 6 * threads, 1),
    before: turns,
    inside: turns,
    lets: weighed(1, 2 * threads, 1),
  })
}

/** Some in a row are alike: what is done again and again, at one pace. */
function rowsOf<Each>(one: fc.Arbitrary<Each>, maxLength: number): fc.Arbitrary<Each[]> {
  const row = fc.tuple(one, fc.integer({ min: 1, max: MOST_TIMES }))
  const rows = fc.array(row, { maxLength, size: 'max' })
  return rows.map((each) => each.flatMap(([alike, times]) => Array<Each>(times).fill(alike)))
}

/** Sequences begin at 0, or so near to where words, laps or the counts of a pool wrap that the program may cross it. */
function startsOf(size: number): fc.Arbitrary<number> {
  const near = fc.constantFrom(0, 2 ** 31, 2 ** 32, size * 2 ** 31, size * 2 ** 32)
  return fc.tuple(near, fc.nat(16)).map(([wrapped, less]) => Math.max(0, wrapped - less))
}

/** So many lists, one for each thread of a side. */
function listsOf<Each>(count: number, list: fc.Arbitrary<Each[]>): fc.Arbitrary<Each[][]> {
  return fc.array(list, { minLength: count, maxLength: count })
}

export function programsFor({ producers, readers, pooled }: Topology): fc.Arbitrary<Program> {
  const threads = producers + readers
  const [timing, rows] = [timings(threads), Math.floor(MOST_ROWS / threads)]
  const each = <Made>(most: number, make: (n: number, timing: Timing) => Made) =>
    rowsOf(
      fc.tuple(fc.integer({ min: 1, max: most }), timing).map(([n, given]) => make(n, given)),
      rows,
    )
  return fc.constantFrom(1, 2, 4, 8).chain((size) =>
    fc.record({
      size: fc.constant(size),
      start: startsOf(size),
      pooled: fc.constant(pooled),
      waits: fc.nat(3).map((chosen) => chosen === 3),
      offers: listsOf(producers, each(size, offer)),
      polls: listsOf(readers, each(size + 1, poll)),
    }),
  )
}

/** A program in a few lines: each operation with what is not 0. */
export function describeProgram({ size, start, pooled, waits, offers, polls }: Program): string {
  const ring = [`size ${size}, start ${start}`, pooled && 'the readers are a pool', waits && 'offers wait']
  const does = [
    ...offers.map((all) => all.map(({ n, ...given }) => described(`offer ${n}`, given))),
    ...polls.map((all) => all.map(({ limit, ...given }) => described(`poll ${limit}`, given))),
  ]
  return [
    `program: ${ring.filter(Boolean).join(', ')}`,
    ...does.map((parts, thread) => `  thread ${thread}: ${parts.join(', ') || 'nothing'}`),
  ].join('\n')
}

function described(what: string, given: Timing): string {
  const parts = Object.entries(given).flatMap(([name, value]) => (value === 0 ? [] : [`${name} ${value}`]))
  return parts.length > 0 ? `${what} (${parts.join(' ')})` : what
}
