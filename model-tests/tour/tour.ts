import type { Decision } from '../stepper/yields.ts'

/**
 * A tour of a model: scripts that together take every step of its graph, so that whoever can follow them all takes
 * every step that the spec can. To follow one needs no TLA+ and no graph: a port in another language does it as well.
 *
 * Sequences are relative to the start of the ring, so -1 is the one before the first; add any multiple of `size`.
 */
export interface Tour extends TourHead {
  readonly scripts: readonly Script[]
}

/** What all scripts of a tour have in common. */
export interface TourHead {
  readonly model: string
  /** How many edges TLC's graph has, and how many scripts and lines there are to take them all. */
  readonly edges: number
  readonly count: { readonly scripts: number; readonly lines: number }
  readonly size: number
  /** The producers by name, if there are several. */
  readonly producers?: readonly string[]
  /** The consumers by name, each with those it follows, as `createRing` takes them. */
  readonly consumers: Readonly<Record<string, readonly string[]>>
  /** Those consumers that are pools, each with the threads that are its workers. */
  readonly pools?: Readonly<Record<string, readonly string[]>>
  readonly callers: Callers
  /** Threads that close the ring, or fail it once somebody has died. */
  readonly closers?: readonly string[]
  readonly supervisors?: readonly string[]
  /** What the threads are called; lines give their numbers. */
  readonly threads: readonly string[]
  /** What the words are called; lines give what they hold in this order. */
  readonly words: readonly string[]
  /** By how much each word grows with a sequence, where that is not by one: a word holds so much more than a line says
   * as the start of the ring times this. */
  readonly factors?: readonly number[]
  /** Before the first line of each script. */
  readonly initial: Arrival
}

/** The rest of a head where there is no graph: threads on a machine that go where they are sent. */
export const NO_TOUR = {
  words: [],
  edges: 0,
  count: { scripts: 0, lines: 0 },
  initial: { offers: [], words: [], slots: [], own: {} },
} as const

/** What callers in a model may do: the constants of its config. */
export interface Callers {
  readonly claims: readonly number[]
  readonly limits: readonly number[]
  readonly waits: readonly boolean[]
  readonly throws: boolean
  /** Whether consumers are given a flush; left out where they are not. */
  readonly flushes?: boolean
  readonly habits: readonly string[]
  /** How often a call looks before it parks; null: it never does. */
  readonly spins: number | null
  /** Whether calls that wait have a time-out. */
  readonly timed: boolean
}

/** Callers who look again and again. */
export const NOBODY_PARKS = { spins: null, timed: false } as const

/** One behaviour from the initial state on. */
export type Script = readonly Line[]

/** One step of one thread, and where everybody is then. */
export interface Line extends Arrival {
  readonly thread: number
  /** The name in the spec; those called Begin… and End… are the caller's, the others one atomic access each. */
  readonly action: string
  /** What the caller decides with this step; empty where there is nothing to decide. */
  readonly decision: Decision
  /** The access: `load cursor = 3`, `store gate c1 := 4`; null where the step is the caller's. */
  readonly access: string | null
  /**
   * By how many sequences the thread sees the words turned back, since it has slept while others went further than the
   * model's words can tell: what stands for whole turns of 2^32. Nearly always 0.
   */
  readonly shift: number
}

/** Where everybody is. */
export interface Arrival {
  /** The actions that each thread could take next: what is enabled, no more and no fewer. */
  readonly offers: readonly (readonly string[])[]
  readonly words: readonly number[]
  /** The sequence whose event each slot holds, or null: never written, or half written. */
  readonly slots: readonly (number | null)[]
  /** What the thread that moved keeps to itself, by the spec's names; at first, what each does. */
  readonly own: Own
}

/** Private values by name. Those called in `SEQUENCES` are sequences, relative to the start like all others. */
export type Own = Readonly<Record<string, number | boolean | readonly number[]>>

/** The private names that hold sequences; the others hold counts and answers. */
export const SEQUENCES: ReadonlySet<string> = new Set([
  'claimed',
  'written',
  'cached',
  'next',
  'last',
  'available',
  'taken',
  'front',
  'kept',
])

/** The private name that holds a word: twice a sequence, and only its word counts. */
export const DOUBLED = 'word'
