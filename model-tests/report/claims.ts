import type { Arrival, Line } from '../harness/tour/tour.ts'

/** What walks of the stepped source have shown where there are too many states for TLC. */
export interface WalkClaim {
  /** Gives the same walks again: npm run verify -- --seed <seed> */
  readonly seed: number
  readonly walks: number
  readonly steps: number
  /** States that were told apart: by where threads stand, how far apart words are, and how the ring ends. */
  readonly seen: number
  /** Events that were published, and how often one was handled. */
  readonly published: number
  readonly handled: number
  /** How often a thread slept, had its time up, and died, and how often a ring was closed. */
  readonly sleeps: number
  readonly expired: number
  readonly deaths: number
  readonly closings: number
  /** The walk that went wrong, made short: on what ring, a line for each step, and what is wrong. */
  readonly failure: readonly string[] | null
  /** The same as a picture. */
  readonly picture: WalkPicture | null
}

/** A walk that went wrong, made short. */
export interface WalkPicture {
  readonly title: string
  /** The roles of the ring's threads. */
  readonly cast: string
  readonly threads: readonly string[]
  readonly lines: PartingPicture['lines']
  /** The invariant that does not hold after the last step, and why. */
  readonly what: string
  /** The command that walks it again. */
  readonly command: string
}

/** What random programs of the stepped source have shown: threads that park, give up, throw, close and die. */
export interface ProgramClaim {
  /** Gives the same programs again. */
  readonly seed: number
  readonly programs: number
  readonly steps: number
  /** How often a thread slept, had its time up, was aborted, and died: programs in which nothing happens show nothing. */
  readonly sleeps: number
  readonly expired: number
  readonly aborted: number
  readonly deaths: number
  /** How often an event was handled. */
  readonly handled: number
  /** The program that went wrong: who is in it, a line for each step, and what is wrong. */
  readonly failure: readonly string[] | null
}

/** What small programs have shown on real threads without instruments. */
export interface OutcomeClaims {
  /** Of the delays between threads: npm run check -- outcomes --seed <seed> */
  readonly seed: number
  readonly programs: number
  readonly runs: number
  /** How often an outcome was seen that is forbidden, or interesting, in programs that are not broken on purpose. */
  readonly forbidden: number
  readonly interesting: number
  readonly table: readonly OutcomeClaim[]
}

/** One program, and what came of it. */
export interface OutcomeClaim {
  readonly name: string
  readonly says: string
  /** The actions of the source whose accesses these are. */
  readonly actions: string
  /** What is wrong on purpose, compared with which program: then a forbidden outcome has to be seen. */
  readonly broken: { readonly of: string; readonly how: string } | null
  readonly runs: number
  /** Of these, those before which the threads were known to run at once; null where that is not looked for. */
  readonly met: number | null
  readonly seconds: number
  readonly rows: readonly OutcomeRow[]
  readonly failure: string | null
}

export interface OutcomeRow {
  readonly outcome: string
  readonly grade: 'allowed' | 'forbidden' | 'interesting'
  readonly seen: number
  readonly reason: string
}

/** What logs of free threads have shown: each access of theirs, in one order, followed by TLC. */
export interface LogClaims {
  readonly files: number
  readonly accesses: number
  /** Logs with one thing wrong that were rejected. */
  readonly rejected: number
  readonly table: readonly LogClaim[]
}

/** What the logs of one configuration have shown. */
export interface LogClaim {
  readonly configuration: string
  /** Threads are free, so the same seed does not give the same logs again: only what callers do is drawn from it. */
  readonly seed: number
  readonly files: number
  readonly lines: number
  /** How many of the lines are atomic accesses; the others are callers' steps. */
  readonly accesses: number
  /** Logs with one thing wrong, and how many of them were rejected. */
  readonly corrupted: number
  readonly rejected: number
  /** What is wrong, and where. */
  readonly failure: readonly string[] | null
}

/** One bug in the source. */
export interface MutantEntry {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** The check that has to kill it. */
  readonly check: string
}

/** One bug in the source, and what noticed it. */
export interface MutantClaim extends MutantEntry {
  /** Where it was noticed; null if it survived. */
  readonly killedBy: string | null
  readonly milliseconds: number
  /** Of a mutant made by a rule: its name in the file of looks, and the look that noticed it. */
  readonly key?: string
  readonly look?: number | null
}

/** What became of the specs, each guard and each UNCHANGED of them broken by rule. */
export interface SpecMutantClaims {
  readonly total: number
  readonly killed: number
  /** Of these, those that violate nothing: they only differ from the unbroken spec in the same run. */
  readonly compared: number
  /** How many break nothing, each for a reason. */
  readonly equivalent: number
  /** The names of those that nothing has noticed. */
  readonly survivors: readonly string[]
  /** What is said to break nothing, and was noticed or is not there; what only differs, without a reason: a sentence each. */
  readonly wrong: readonly string[]
  readonly seconds: number
  readonly table: readonly SpecMutantClaim[]
}

/** One place of a spec that was broken, and what noticed it. */
export interface SpecMutantClaim {
  readonly module: string
  readonly action: string
  readonly rule: string
  readonly what: string
  /** A property, a count of steps, or an error of TLC's; null if nothing did. */
  readonly killedBy: string | null
  /** The model in which it was tried: that which has killed it, or the last. */
  readonly model: string
  /** Why it breaks nothing, where it does not. */
  readonly reason: string | null
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
