// Interleaves samples, so that whatever else the machine does affects all of them alike.
import { runSample, type Sample } from './child.ts'
import type { Kind, Result } from './samples/task.ts'

/** The part of a run that sections need. */
export interface Run {
  readonly rounds: number
  /** shorter samples, for tests */
  readonly quick: boolean
  readonly interrupt: AbortSignal
  /** reports progress; `undefined` when a section is done */
  readonly report: (progress: Progress | undefined) => void
}

export interface Progress {
  readonly section: string
  /** from 1 */
  readonly round: number
  readonly rounds: number
  /** the sample that begins */
  readonly sample: string
  /** whether it is the first of its round */
  readonly isFirst: boolean
}

/** Runs every sample once a round, each in a process of its own; returns each sample's results by round. */
export async function runRounds<K extends Kind>(
  section: string,
  samples: readonly Sample<K>[],
  run: Run,
): Promise<Result<K>[][]> {
  return await interleave(section, samples, run, (sample) => runSample(sample, run.interrupt))
}

/**
 * Takes every sample once a round, and every other round in reverse; returns each sample's results by round.
 *
 * So no sample always follows the same one, and none is always the last.
 */
export async function interleave<S extends { readonly name: string }, R>(
  section: string,
  samples: readonly S[],
  { rounds, report }: Pick<Run, 'rounds' | 'report'>,
  take: (sample: S) => Promise<R>,
): Promise<R[][]> {
  const results = samples.map((): R[] => [])
  for (let round = 1; round <= rounds; round++) {
    const order = [...samples.entries()]
    if (round % 2 === 0) order.reverse()
    for (const [turn, [s, sample]] of order.entries()) {
      report({ section, round, rounds, sample: sample.name, isFirst: turn === 0 })
      results[s]?.push(await take(sample))
    }
  }
  report(undefined)
  return results
}
