// Litmus tests as data: what threads do to a few words, and the possible outcomes, each with a grade and a reason.

/** Whether an outcome is expected, a violation, or a sign of what the machine can do. */
export type Grade = 'allowed' | 'forbidden' | 'interesting'

export interface Outcome {
  readonly grade: Grade
  /** one sentence */
  readonly reason: string
}

export type Outcomes<Name extends string> = { readonly [name in Name]: Outcome }

/** A program that is wrong on purpose, and how it differs from the program `of`. */
export interface Broken {
  readonly of: string
  readonly how: string
}

interface Common<Name extends string> {
  readonly name: string
  /** what is tested, and what the ring relies on */
  readonly says: string
  /** the actions of the source that make these accesses */
  readonly actions: string
  readonly outcomes: Outcomes<Name>
  /** if set, a forbidden outcome must be seen, or the harness is too weak */
  readonly broken?: Broken
}

/**
 * One thread's part of an instance; returns what it saw, as an int32. `at` is the word of the first lane; the others
 * are `LINE` apart.
 */
export type Part = (words: Int32Array, at: number) => number

/** Names the outcome from the threads' results and the words they left; `c` is 0 without a third thread. */
export type Judge<Name extends string> = (
  a: number,
  b: number,
  c: number,
  words: Int32Array,
  at: number,
) => Name

/** Accesses like the source's, on words of its own that start at 0 in each instance. */
export interface LanesProgram<Name extends string = string> extends Common<Name> {
  readonly kind: 'lanes'
  /** the number of cache lines of an instance */
  readonly lanes: number
  readonly parts: readonly Part[]
  readonly judge: Judge<Name>
}

/** How the threads of a ring wait: they spin, or they park at once. */
export type Waits = 'poll' | 'park'

/** A bug in a file of the core. */
export interface Bug {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The possible outcomes of an event. */
export type Fate = 'whole' | 'torn' | 'not the next' | 'never arrived'

/** The shipped source, called through its public API: each event is an instance. */
export interface RingProgram extends Common<Fate> {
  readonly kind: 'ring'
  readonly size: number
  readonly producers: number
  readonly waits: Waits
  /** for a broken program */
  readonly bug?: Bug
}

export type Program = LanesProgram | RingProgram

/** The words between two lanes: 128 bytes, as between the ring's own words. */
export const LINE = 32

/** A program on lanes, with the outcomes that its judge can give. */
export function lanes<Name extends string>(program: Omit<LanesProgram<Name>, 'kind'>): LanesProgram<Name> {
  return { kind: 'lanes', ...program }
}

export function threadsOf(program: Program): number {
  return program.kind === 'lanes' ? program.parts.length : program.producers + 1
}
