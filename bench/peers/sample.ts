// One sample: a contestant does a work in a fresh process, and what it answers is checked.
import { BenchError } from '../core/errors.ts'
import type { Launch } from './contestants.ts'
import { watchOthers } from './others.ts'
import { runCommand } from './process.ts'
import { faultOf, type Reading } from './sums.ts'
import { type Payload, type Work, waitOf } from './works.ts'

/** The slots of every ring, and the capacity of every channel. */
export const SIZE = 2 ** 16

/** The milliseconds that a sample may take beside what its phases should. */
const LIMIT = 60_000
/** A sample takes this many times its timed phase, with the phases before. */
const SLACK = 20

/** A contestant that does a work. */
export interface Sample {
  readonly name: string
  readonly work: Work
  readonly bytes: Payload
  readonly contestant: string
  readonly launch: Launch
}

/** How long the phases of a sample should take. */
export interface Length {
  /** of the timed phase, at least */
  readonly seconds: number
  /** of the last phase before it, at least */
  readonly warmup: number
}

/** What a sample has shown. */
export interface Result {
  readonly events: number
  readonly nanoseconds: number
  /** distinct round trips in nanoseconds, ascending, each with its count */
  readonly latencies: readonly (readonly [nanoseconds: number, count: number])[]
  /** cores that other processes kept busy meanwhile; null if the system does not say */
  readonly others: number | null
}

/**
 * Runs a sample; `cores` decides how its threads wait.
 *
 * @throws {BenchError} if it fails, takes too long, or has read anything but what was sent
 */
export async function runSample(
  sample: Sample,
  length: Length,
  cores: number,
  interrupt: AbortSignal,
): Promise<Result> {
  const { command, args } = sample.launch
  const milliseconds = LIMIT + SLACK * 1000 * length.seconds
  const others = watchOthers()
  const all = [...args, ...argumentsOf(sample, length, cores)]
  const ended = await runCommand({ command, args: all, milliseconds, interrupt })
  const busy = others()
  if (ended.late) throw new BenchError(`${sample.name}: not done after ${milliseconds / 1000} s`)
  if (ended.code !== 0) throw new BenchError(`${sample.name}: ended with ${ended.code}\n${ended.stderr}`)
  return { ...checked(sample, ended.stdout), others: busy }
}

function argumentsOf({ work, bytes }: Sample, { seconds, warmup }: Length, cores: number): string[] {
  const { shape, batch } = work
  const task = { work: shape, bytes, batch, wait: waitOf(work, cores), size: SIZE, seconds, warmup }
  return Object.entries(task).map(([name, value]) => `${name}=${value}`)
}

/**
 * What a sample's process has printed.
 *
 * @throws {BenchError} if it is no answer, or its counts or sums are wrong
 */
export function checked({ name, work, bytes }: Sample, stdout: string): Omit<Result, 'others'> {
  const answer = parsed(stdout)
  if (answer === undefined)
    throw new BenchError(`${name}: no answer: ${JSON.stringify(stdout.slice(0, 200))}`)
  const fault = faultOf({ shape: work.shape, bytes, ...answer })
  if (fault !== undefined) throw new BenchError(`${name}: ${fault}`)
  return answer
}

type Answer = Omit<Result, 'others'> & Pick<Reading, 'total' | 'readers'>

function parsed(stdout: string): Answer | undefined {
  try {
    const answer = JSON.parse(stdout) as Partial<Answer>
    const isWhole = [answer.events, answer.nanoseconds, answer.total].every((figure) => Number(figure) > 0)
    return isWhole && Array.isArray(answer.readers) && Array.isArray(answer.latencies)
      ? (answer as Answer)
      : undefined
  } catch {
    return undefined
  }
}
