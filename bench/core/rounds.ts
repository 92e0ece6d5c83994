// Samples take turns, so that whatever the machine does in the meantime hits all of them alike.
import { runSample, type Sample } from './child.ts'
import type { Kind, Result } from './samples/task.ts'

/** What a section needs to know of the run. */
export interface Run {
  readonly rounds: number
  /** Shorter samples, for tests. */
  readonly quick: boolean
  readonly interrupt: AbortSignal
  /** Says what is going on; `undefined` when a section is done. */
  readonly report: (progress: Progress | undefined) => void
}

export interface Progress {
  readonly section: string
  /** From 1. */
  readonly round: number
  readonly rounds: number
  /** The sample that begins. */
  readonly sample: string
  /** Whether it is the first of its round. */
  readonly isFirst: boolean
}

/** Runs every sample once a round; returns, for each sample, its result in each round. */
export async function runRounds<K extends Kind>(
  section: string,
  samples: readonly Sample<K>[],
  { rounds, interrupt, report }: Run,
): Promise<Result<K>[][]> {
  const results = samples.map((): Result<K>[] => [])
  for (let round = 1; round <= rounds; round++) {
    for (const [s, sample] of samples.entries()) {
      report({ section, round, rounds, sample: sample.name, isFirst: s === 0 })
      results[s]?.push(await runSample(sample, interrupt))
    }
  }
  report(undefined)
  return results
}
