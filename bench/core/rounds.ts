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

/**
 * Runs every sample once a round, in every other round backwards; returns, for each sample, its result in each round.
 *
 * So no sample always follows the same one, and none is always the last.
 */
export async function runRounds<K extends Kind>(
  section: string,
  samples: readonly Sample<K>[],
  { rounds, interrupt, report }: Run,
): Promise<Result<K>[][]> {
  const results = samples.map((): Result<K>[] => [])
  for (let round = 1; round <= rounds; round++) {
    const order = [...samples.entries()]
    if (round % 2 === 0) order.reverse()
    for (const [turn, [s, sample]] of order.entries()) {
      report({ section, round, rounds, sample: sample.name, isFirst: turn === 0 })
      results[s]?.push(await runSample(sample, interrupt))
    }
  }
  report(undefined)
  return results
}
