// What threads do to a few words, and what may come of it, as data: each outcome with its grade and its reason.

/** What an outcome means: as it has to be, never to be seen, or a surprise that tells what the machine can do. */
export type Grade = 'allowed' | 'forbidden' | 'interesting'

export interface Outcome {
  readonly grade: Grade
  /** One sentence. */
  readonly reason: string
}

export type Outcomes<Name extends string> = { readonly [name in Name]: Outcome }

/** A program that is wrong on purpose: what it does otherwise than the program of that name. */
export interface Broken {
  readonly of: string
  readonly how: string
}

interface Common<Name extends string> {
  readonly name: string
  /** What it is about, and what of the ring relies on it. */
  readonly says: string
  /** The actions of the source whose accesses these are. */
  readonly actions: string
  readonly outcomes: Outcomes<Name>
  /** Its forbidden outcomes have to be seen, or the harness did not look. */
  readonly broken?: Broken
}

/**
 * What one thread does in one instance, and what it saw, in 32 bits. `at` is the word of the first lane; the others
 * are `LINE` apart.
 */
export type Part = (words: Int32Array, at: number) => number

/** What the threads of an instance saw, and the words that they left; where there is no third, `c` is 0. */
export type Judge<Name extends string> = (
  a: number,
  b: number,
  c: number,
  words: Int32Array,
  at: number,
) => Name

/** Accesses as the source's, on words of its own; each instance begins with words that are 0. */
export interface LanesProgram<Name extends string = string> extends Common<Name> {
  readonly kind: 'lanes'
  /** How many cache lines an instance has. */
  readonly lanes: number
  readonly parts: readonly Part[]
  readonly judge: Judge<Name>
}

/** How the threads of a ring wait: they look and look, or they park at once. */
export type Waits = 'poll' | 'park'

/** One bug in a file of the core. */
export interface Bug {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** What may come of an event. */
export type Fate = 'whole' | 'torn' | 'not the next' | 'waited for in vain'

/** The source that ships, through its public calls: each event is an instance. */
export interface RingProgram extends Common<Fate> {
  readonly kind: 'ring'
  readonly size: number
  readonly producers: number
  readonly waits: Waits
  /** For one that is broken. */
  readonly bug?: Bug
}

export type Program = LanesProgram | RingProgram

/** Words from one lane to the next: 128 bytes, as between the ring's own words. */
export const LINE = 32

/** A program on lanes, whose outcomes are the names that its judge gives. */
export function lanes<Name extends string>(program: Omit<LanesProgram<Name>, 'kind'>): LanesProgram<Name> {
  return { kind: 'lanes', ...program }
}

/** How many threads take part. */
export function threadsOf(program: Program): number {
  return program.kind === 'lanes' ? program.parts.length : program.producers + 1
}
