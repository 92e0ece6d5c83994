import type { Decision } from '../stepper/yields.ts'

/**
 * A tour of a model: scripts that together take every step of its state graph. A replay that follows them all takes
 * every step of the spec, and needs neither TLA+ nor the graph, so a port to another language can do it too.
 *
 * Sequences are relative to the start of the ring, so -1 precedes the first; add any multiple of `size`.
 */
export interface Tour extends TourHead {
  readonly scripts: readonly Script[]
}

/** What all scripts of a tour share. */
export interface TourHead {
  readonly model: string
  /** the edges of TLC's graph, and the scripts and lines that take them all */
  readonly edges: number
  readonly count: { readonly scripts: number; readonly lines: number }
  readonly size: number
  /** the producers by name, if there are several */
  readonly producers?: readonly string[]
  /** the consumers by name, each with those it follows, in the form `createRing` takes */
  readonly consumers: Readonly<Record<string, readonly string[]>>
  /** the consumers that are pools, each with its workers' threads */
  readonly pools?: Readonly<Record<string, readonly string[]>>
  readonly callers: Callers
  /** threads that close the ring, and threads that fail it after a crash */
  readonly closers?: readonly string[]
  readonly supervisors?: readonly string[]
  /** the names of the threads; lines give indices */
  readonly threads: readonly string[]
  /** the names of the words; lines give their values in this order */
  readonly words: readonly string[]
  /**
   * By how much each word grows per sequence, where not by one. A word holds the value of a line plus the start of
   * the ring times this factor.
   */
  readonly factors?: readonly number[]
  /** before the first line of each script */
  readonly initial: Arrival
}

/** The rest of a head without a graph: for a machine whose threads are sent where a test wants them. */
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
  /** whether consumers have a flush; left out if not */
  readonly flushes?: boolean
  readonly habits: readonly string[]
  /** the attempts of a call before it parks; null if it never does */
  readonly spins: number | null
  /** whether calls that wait have a time-out */
  readonly timed: boolean
}

export const NOBODY_PARKS = { spins: null, timed: false } as const

/** One behaviour, from the initial state on. */
export type Script = readonly Line[]

/** One step of one thread, and the state after it. */
export interface Line extends Arrival {
  readonly thread: number
  /** The name in the spec. Begin… and End… are steps of the caller, the others one atomic access each. */
  readonly action: string
  /** the caller's decision with this step; empty if there is none to make */
  readonly decision: Decision
  /** The access: `load cursor = 3`, `store gate c1 := 4`; null for a step of the caller. */
  readonly access: string | null
  /**
   * By how many sequences the thread sees the words set back, because others went further while it slept than the
   * model's words can tell. Stands for whole wrap-arounds of 2^32; nearly always 0.
   */
  readonly shift: number
}

/** The state that a step leads to. */
export interface Arrival {
  /** the actions enabled for each thread, no more and no fewer */
  readonly offers: readonly (readonly string[])[]
  readonly words: readonly number[]
  /** the sequence whose event each slot holds; null if never written, or half written */
  readonly slots: readonly (number | null)[]
  /** the private state of the thread that moved, by the spec's names; initially what each does */
  readonly own: Own
}

/** Private values by name. Those in `SEQUENCES` are relative to the start. */
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

/** The private name that holds a word: twice a sequence, modulo the word. */
export const DOUBLED = 'word'
