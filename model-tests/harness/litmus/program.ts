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

/** What every program has. */
export interface Common<Name extends string = string> {
  readonly name: string
  /** what is tested, and what the source relies on */
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

/** The words between two lanes: 128 bytes. */
export const LINE = 32

/** A program on lanes, with the outcomes that its judge can give. */
export function lanes<Name extends string>(program: Omit<LanesProgram<Name>, 'kind'>): LanesProgram<Name> {
  return { kind: 'lanes', ...program }
}
