// The worlds in which models are run: numbers of slots and threads, and what callers do.
import type { State, Value, World } from '../../harness/smt/evaluate.ts'

/** A ring, its threads and its callers. */
export interface Cast {
  readonly size: number
  readonly producers: number
  /** The upstream of each consumer, by number from 1. */
  readonly upstream: readonly (readonly number[])[]
  readonly claims: readonly number[]
  readonly limits: readonly number[]
  readonly waits: readonly boolean[]
  readonly throws: boolean
  readonly flushes?: boolean
  readonly takes?: boolean
  readonly meanwhile?: boolean
  readonly habits: readonly string[]
  /** The modulus at which words wrap around, which only threads with an old word notice. */
  readonly modulus: number
  /** The number of spins before a call parks; null if it never does. */
  readonly spins: number | null
  /** The modulus at which epochs wrap around; 0 for never. */
  readonly epochs: number
  readonly timed: boolean
  /** The threads that may crash, by the names of tours. */
  readonly mortals: readonly string[]
  /** The threads that close the ring, or fail it. */
  readonly others: readonly ('closer' | 'supervisor')[]
}

/** Callers that spin, on a ring that never ends. */
export const NOBODY_ENDS: Pick<Cast, 'spins' | 'epochs' | 'timed' | 'mortals' | 'others'> = {
  spins: null,
  epochs: 0,
  timed: false,
  mortals: [],
  others: [],
}

/** The values of everything the models leave open. */
export function worldOf(cast: Cast): World {
  return { fixed: fixedOf(cast), sorts: sortsOf(cast), sequences: sequencesOf(cast) }
}

function fixedOf(cast: Cast): World['fixed'] {
  return { ...wordsOf(cast), ...orderOf(cast), ...producersOf(cast), ...habitsOf(cast), ...endsOf(cast) }
}

/** How callers wait, and how a ring may end. */
function endsOf({ spins, epochs, timed, mortals, others, habits }: Cast): World['fixed'] {
  return {
    parks: () => spins !== null,
    spins: () => spins ?? 0,
    timed: () => timed,
    supervised: () => others.includes('supervisor'),
    counted: (missed) => (epochs === 0 ? 1 : (Number(missed) + 1) % epochs),
    mortal: (c) => mortals.includes(`c${c}`),
    mayDie: (p) => mortals.includes(p === undefined ? 'producer' : `p${p}`),
    mayClose: () => habits.includes('close'),
    mayWait: () => habits.includes('timed'),
    closes: (o) => others[Number(o)] === 'closer',
  }
}

/** Slots, and what words reveal of sequences. */
function wordsOf({ size, modulus }: Cast): World['fixed'] {
  return {
    Size: () => size,
    slot: (s) => modulo(Number(s), size),
    first: (k) => k,
    alike: (a, b) => modulo(Number(a) - Number(b), modulus) === 0,
    seems: (a, b) => nearest(Number(a) - Number(b), modulus) <= size,
  }
}

/** Which consumer follows which. */
function orderOf({ upstream }: Cast): World['fixed'] {
  const follows = (c: Value, u: Value): boolean => (upstream[Number(c) - 1] ?? []).includes(Number(u))
  const followers = (c: Value): number[] => upstream.flatMap((_, d) => (follows(d + 1, c) ? [d + 1] : []))
  const end = (c: Value): number => {
    const [first] = followers(c)
    return first === undefined ? Number(c) : end(first)
  }
  return {
    follows,
    leads: (c) => (upstream[Number(c) - 1] ?? []).length === 0,
    gating: (c) => followers(c).length === 0,
    number: (c) => c,
    follower: (c) => followers(c)[0] ?? Number(c),
    end,
    one: () => end(1),
  }
}

/** Each producer has its number, and holds at most a ring. */
function producersOf({ producers, size }: Cast): World['fixed'] {
  return {
    Producers: () => producers,
    place: (p) => p,
    producerAt: (i) => i,
    most: (i) => Number(i) * size,
  }
}

/** What callers do. */
function habitsOf({
  throws,
  flushes = false,
  takes = false,
  meanwhile = false,
  habits,
}: Cast): World['fixed'] {
  return {
    mayThrow: () => throws,
    flushes: () => flushes,
    mayTake: () => takes,
    meanwhile: () => meanwhile,
    mayClaim: () => habits.includes('claim'),
    mayTry: () => habits.includes('try'),
    inParts: () => habits.includes('parts'),
    ahead: () => habits.includes('ahead'),
  }
}

function sortsOf({ size, producers, upstream, claims, limits, waits, others }: Cast): World['sorts'] {
  return {
    Other: others.map((_, o) => o),
    Producer: Array.from({ length: producers }, (_, p) => p + 1),
    Consumer: upstream.map((_, c) => c + 1),
    Slot: Array.from({ length: size }, (_, slot) => slot),
    Count: Array.from({ length: producers + 1 }, (_, i) => i),
    Claims: claims,
    Limit: limits,
    Waits: waits,
    Throws: [false, true],
    Choice: [false, true],
  }
}

/** From two rings before the slowest gate to two rings after the cursor. */
function sequencesOf({ size, upstream }: Cast): World['sequences'] {
  return (state: State) => {
    const [cursor] = state.get('cursor')?.values ?? [0]
    const gates = state.get('gate')?.values.map(Number) ?? upstream.map(() => 0)
    return [Math.min(...gates) - 2 * size, Number(cursor) + 2 * size]
  }
}

function modulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus
}

function nearest(value: number, modulus: number): number {
  const positive = modulo(value, modulus)
  return 2 * positive < modulus ? positive : positive - modulus
}
