// A check: one file with this interface, and one line in list.ts.
import type { Option } from 'commander'
import type { Model } from '../../spec/tlc/models.ts'
import type { Screen } from '../../spec/tlc/progress.ts'
import type { RunOptions } from '../../spec/tlc/run.ts'
import type { Replayed } from '../core/roles/roles.ts'
import type { Claim } from '../report/claim.ts'
import type { Toured } from './jobs.ts'
import type { JobPool } from './pool.ts'

export interface Check<Flags extends object = object> {
  /** The name of `npm run check -- NAME`. */
  readonly name: string
  /** What it checks, in one sentence. */
  readonly says: string
  /** `quick`: part of every `npm run verify`; `slow`: only of `--all`. */
  readonly tier: 'quick' | 'slow'
  /** First, since others need what it makes; beside others; or alone, since its threads share nothing with others. */
  readonly when: 'first' | 'beside' | 'alone'
  /** What `npm run check -- NAME` takes beside `--seed`. */
  readonly options?: readonly Option[]
  /** The names that it takes as arguments: of models, say. */
  readonly takes?: string
  run(
    context: Context,
    flags: Partial<Flags> & { readonly names?: readonly string[] },
  ): Promise<readonly Claim[]>
}

/** What every check is given. */
export interface Context {
  /** The models asked for, and all that there are. */
  readonly models: readonly Model[]
  readonly known: readonly Model[]
  /** Finds TLC; it throws a TlcError if there is none. */
  readonly tools: () => Promise<Tools>
  readonly pool: JobPool
  /** A folder that is gone after the run; samples of tours are in it. */
  readonly folder: string
  /** Where progress goes, a line at a time. */
  readonly screen: Screen
  /** Every random choice comes from it. */
  readonly seed: number
  /** Whether as much is checked as there is, or what a newcomer waits for. */
  readonly isWhole: boolean
  /** Whether to pin what was found, instead of comparing. */
  readonly isUpdate: boolean
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal
  /** What the first check leaves to the others: the tours that were made again, and how TLC introduces itself. */
  readonly toured: Toured[]
  /** The graphs of roles that the source has followed, by model. */
  readonly followed: Map<string, Replayed>
  readonly banners: string[]
}

export type Tools = Pick<RunOptions, 'java' | 'jar'>
