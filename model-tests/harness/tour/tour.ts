import type { Decision } from '../stepper/yields.ts'

/**
 * A tour of a model: scripts that together take every step of its state graph. A replay that follows them all takes
 * every step of the spec, and needs neither TLA+ nor the graph, so a port to another language can do it too.
 *
 * Sequences are relative to the start, so -1 precedes the first; add any multiple of `size`.
 */
export type Tour<Given extends Head = Head> = Given & { readonly scripts: readonly Script[] }

/** What all scripts of a tour share, whatever it is a tour of. */
export interface Head {
  readonly model: string
  /** the edges of TLC's graph, and the scripts and lines that take them all */
  readonly edges: number
  readonly count: { readonly scripts: number; readonly lines: number }
  readonly size: number
  /** the names of the threads; lines give indices */
  readonly threads: readonly string[]
  /** the names of the words; lines give their values in this order */
  readonly words: readonly string[]
  /**
   * By how much each word grows per sequence, where not by one. A word holds the value of a line plus the start
   * times this factor.
   */
  readonly factors?: readonly number[]
  /** before the first line of each script */
  readonly initial: Arrival
}

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

/** Private values by name. Those that hold sequences are relative to the start. */
export type Own = Readonly<Record<string, number | boolean | readonly number[]>>
