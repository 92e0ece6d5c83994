import type { Arrival, Line } from '../tour/tour.ts'

/** What `npm run verify` has found: printed as tables, kept as coverage/claims.json, shown as coverage/index.html. */
export interface Claims {
  readonly node: string
  /** Seconds that the whole took. */
  readonly seconds: number
  readonly models: readonly ModelClaim[]
  readonly edges: readonly EdgeClaim[]
  /** A list of walks for each seed; empty where none were made. */
  readonly walks: readonly WalkClaim[]
  /** A list of programs for each seed; empty where none were played. */
  readonly programs: readonly ProgramClaim[]
  readonly mutants: MutantClaims
  /** Where spec and source parted, each as a picture. */
  readonly partings: readonly PartingPicture[]
  /** What is not as it has to be, a sentence each; empty if all claims hold. */
  readonly failures: readonly string[]
}

/** One model of spec/models.json: what has to come of it, and what came. */
export interface ModelClaim {
  readonly name: string
  readonly says: string
  readonly expected: string
  readonly verdict: string
  readonly distinct: number | null
  readonly depth: number | null
  readonly seconds: number
}

/** How many edges of a model's graph the source has taken. */
export interface EdgeClaim {
  readonly model: string
  /** Edges of TLC's graph. */
  readonly edges: number
  /** Of these, taken by the stepped source, from each start. */
  readonly source: number
  /** Of these, taken by the unmodified source on real threads; null where there are too many to be tried there. */
  readonly threads: number | null
  /** Steps of the tour that takes them. */
  readonly steps: number
  /** The sequences from which the stepper has replayed the tour. */
  readonly starts: readonly number[]
}

/** What random walks of the stepped source have shown where there are too many states for TLC. */
export interface WalkClaim {
  /** Gives the same walks again: npm run verify -- --seed <seed> */
  readonly seed: number
  readonly walks: number
  readonly steps: number
  /** Events that were published, and how often one was handled. */
  readonly published: number
  readonly handled: number
  /** The walk that went wrong, made short: where it began, a line for each step, and what is wrong. */
  readonly failure: readonly string[] | null
}

/** What random programs of the stepped source have shown: threads that park, give up, throw, close and die. */
export interface ProgramClaim {
  /** Gives the same programs again. */
  readonly seed: number
  readonly programs: number
  readonly steps: number
  /** How often a thread slept, had its time up, and died. */
  readonly sleeps: number
  readonly expired: number
  readonly deaths: number
  /** How often an event was handled. */
  readonly handled: number
  /** The program that went wrong: who is in it, a line for each step, and what is wrong. */
  readonly failure: readonly string[] | null
}

export interface MutantClaims {
  readonly total: number
  readonly killed: number
  /** The names of those that no check has noticed. */
  readonly survivors: readonly string[]
  readonly table: readonly MutantClaim[]
}

/** One bug in the source, and what noticed it. */
export interface MutantClaim {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** The check that has to kill it. */
  readonly check: string
  /** Where it was noticed; null if it survived. */
  readonly killedBy: string | null
  readonly milliseconds: number
}

/** A replay up to the step where spec and source parted. */
export interface PartingPicture {
  readonly model: string
  /** `the stepper` or `threads`. */
  readonly where: string
  readonly start: number
  readonly script: number
  readonly threads: readonly string[]
  /** The last lines up to the parting, each with its number in the script. */
  readonly lines: readonly {
    readonly number: number
    readonly line: Pick<Line, 'thread' | 'action' | 'decision' | 'access'>
  }[]
  readonly what: string
  readonly spec: string
  readonly source: string
  /** What each thread had enabled; the source's side is null where it can't be known. */
  readonly enabled: { readonly spec: Arrival['offers']; readonly source: Arrival['offers'] | null }
  /** The command that replays it. */
  readonly command: string
}
