// What two threads do with a ring, as data: fast-check writes it, and a failure shows it.
import fc from 'fast-check'

/** How an operation of either side is timed. */
export interface Timing {
  /** Begins once the other thread has made so many half-steps. */
  readonly from: number
  /** Turns of an empty loop before it begins. */
  readonly before: number
  /** Turns of an empty loop in its middle: while an event is half written, or is being handled. */
  readonly inside: number
  /** Stays in its middle until the other thread has made so many half-steps more. */
  readonly lets: number
}

/** Offers `n` events as one batch: a claim that doesn't wait, the writes, one publish. */
export interface Offer extends Timing {
  readonly n: number
}

/** Polls at most `limit` events. */
export interface Poll extends Timing {
  readonly limit: number
}

/**
 * An operation makes a half-step in its middle and one at its end. Whoever waits for the other is let go if
 * the other has ended or waits as well, so that every program ends.
 */
export interface Program {
  readonly size: number
  readonly start: number
  readonly offers: readonly Offer[]
  readonly polls: readonly Poll[]
}

const PROMPT: Timing = { from: 0, before: 0, inside: 0, lets: 0 }
const MOST_TIMES = 4
const MOST_TURNS = 1000
const NEAR = [0, 2 ** 31, 2 ** 32] as const

export function offer(n: number, timing: Partial<Timing> = {}): Offer {
  return { ...PROMPT, ...timing, n }
}

export function poll(limit: number, timing: Partial<Timing> = {}): Poll {
  return { ...PROMPT, ...timing, limit }
}

const turns = fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, { arbitrary: fc.nat(MOST_TURNS), weight: 3 })
const lets = fc.oneof({ arbitrary: fc.constant(0), weight: 1 }, { arbitrary: fc.nat(4), weight: 1 })
const from = fc.oneof({ arbitrary: fc.constant(0), weight: 8 }, { arbitrary: fc.nat(12), weight: 1 })
const timing = fc.record({ from, before: turns, inside: turns, lets })

/** Some in a row are alike: what is done again and again, at one pace. */
function rowsOf<Each>(one: fc.Arbitrary<Each>): fc.Arbitrary<Each[]> {
  const row = fc.tuple(one, fc.integer({ min: 1, max: MOST_TIMES }))
  const rows = fc.array(row, { maxLength: 6, size: 'max' })
  return rows.map((each) => each.flatMap(([alike, times]) => Array<Each>(times).fill(alike)))
}

/** Sequences begin at 0, or so near to where words wrap that the program may cross it. */
const starts = fc.tuple(fc.constantFrom(...NEAR), fc.nat(16)).map(([near, less]) => Math.max(0, near - less))

export const programs: fc.Arbitrary<Program> = fc.constantFrom(1, 2, 4, 8).chain((size) =>
  fc.record({
    size: fc.constant(size),
    start: starts,
    offers: rowsOf(fc.tuple(fc.integer({ min: 1, max: size }), timing).map(([n, given]) => offer(n, given))),
    polls: rowsOf(
      fc.tuple(fc.integer({ min: 1, max: size + 1 }), timing).map(([n, given]) => poll(n, given)),
    ),
  }),
)

/** A program in a few lines: each operation with what is not 0. */
export function describeProgram({ size, start, offers, polls }: Program): string {
  const does = (parts: readonly string[]): string => parts.join(', ') || 'nothing'
  return [
    `program: size ${size}, start ${start}`,
    `  thread 0: ${does(offers.map(({ n, ...given }) => described(`offer ${n}`, given)))}`,
    `  thread 1: ${does(polls.map(({ limit, ...given }) => described(`poll ${limit}`, given)))}`,
  ].join('\n')
}

function described(what: string, given: Timing): string {
  const parts = Object.entries(given).flatMap(([name, value]) => (value === 0 ? [] : [`${name} ${value}`]))
  return parts.length > 0 ? `${what} (${parts.join(' ')})` : what
}
