// What every check comes to, whatever it checks: the terminal, the page and `.ci/count` are loops over this.
import type { PartingPicture, WalkPicture } from './claims.ts'
import type { Provenance } from './provenance.ts'

/** One sentence that must hold, how much of it was seen to, and what was found instead. */
export interface Claim {
  /** The name of the check, as `npm run check` takes it. */
  readonly check: string
  /** What holds, in one sentence. */
  readonly says: string
  /** Shows it again, with the seed where there is one. */
  readonly command: string
  /** How many of how many hold. */
  readonly done: number
  readonly of: number
  /** Of what: a plural noun, as in `edges on source`. */
  readonly unit: string
  /** Other numbers that the summary shows, each with its noun. */
  readonly figures: readonly Figure[]
  readonly tables: readonly Table[]
  readonly pictures: readonly Picture[]
  readonly failures: readonly Failure[]
}

export interface Figure {
  readonly count: number
  readonly noun: string
}

/** What is wrong: a sentence, and the lines that show it. */
export interface Failure {
  readonly says: string
  readonly lines?: readonly string[]
}

/** A step-by-step picture: of a replay that diverged, or of a walk that broke an invariant. */
export type Picture = PartingPicture | WalkPicture

export interface Table {
  readonly title: string
  /** What a reader has to know, in one sentence. */
  readonly says?: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Where it is shown; everywhere by default. */
  readonly on?: 'page' | 'terminal'
  /** Whether the page shows only its title until it is opened. */
  readonly isFolded?: boolean
}

export interface Column {
  readonly name: string
  readonly is: 'text' | 'figure'
}

/** Text; a number; nothing; or what is marked. */
export type Cell =
  | string
  | number
  | null
  | { readonly kind: 'good' | 'bad' | 'soft' | 'code'; readonly text: string }
  | { readonly kind: 'model'; readonly name: string; readonly says: string }
  | { readonly kind: 'edit'; readonly from: string; readonly to: string }
  | { readonly kind: 'part'; readonly some: number; readonly of: number; readonly most: number }

/** A whole run: its claims in the order of the checks, the seconds of each, and where it comes from. */
export interface Run {
  readonly node: string
  readonly provenance: Provenance | null
  readonly seconds: number
  readonly checks: readonly { readonly name: string; readonly seconds: number }[]
  readonly claims: readonly Claim[]
}

/** A claim without tables and pictures, unless they are given. */
export function claim(
  given: Partial<Claim> & Pick<Claim, 'check' | 'says' | 'command' | 'unit' | 'done' | 'of'>,
): Claim {
  return { figures: [], tables: [], pictures: [], failures: [], ...given }
}

/** Whether it holds: nothing failed, nothing of it is missing, and there was something to check. */
export function holds({ done, of, failures }: Claim): boolean {
  return failures.length === 0 && done === of && of > 0
}

/** Whether all claims of a run hold, of which there must be some. */
export function allHold({ claims }: Pick<Run, 'claims'>): boolean {
  return claims.length > 0 && claims.every(holds)
}

/** What a claim failed with; one that falls short without a word for it gets one. */
export function failuresOf(given: Claim): readonly Failure[] {
  if (holds(given) || given.failures.length > 0) return given.failures
  return [{ says: `${given.check}: ${given.done} of ${given.of} ${given.unit}` }]
}

/** Columns by name, those of figures marked by a leading `#`. */
export function columns(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name: name.replace(/^#/, ''), is: name.startsWith('#') ? 'figure' : 'text' }))
}

/** `found` in a table of drawn runs: nothing, or wrong. */
export function found(failure: unknown): Cell {
  return failure ? { kind: 'bad', text: 'wrong' } : 'nothing'
}
