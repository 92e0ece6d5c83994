// Has TLC follow free runs of all configurations, and reject the same logs when corrupted.
import { Chance } from '../../harness/random.ts'
import type { LogClaim, LogClaims } from '../../report/claims.ts'
import { type Cast, castNamed, castOf } from './cast.ts'
import { CONFIGURATIONS } from './configurations.ts'
import { type Corrupted, corrupt, KINDS } from './corrupt.ts'
import { LogError } from './errors.ts'
import { type Asked, followLogs, type Tools, type Verdict } from './follow.ts'
import { keepLog, readKept, replayOf } from './kept.ts'
import { accessesOf, type Log } from './log.ts'
import { runFreely, type Threads, threadsOf } from './make.ts'
import { showParting } from './show.ts'

export interface LogsOptions {
  /** The least number of logs, and of accesses in all of them. */
  readonly files: number
  readonly accesses: number
  readonly seed: number
  /** only the configuration of this name */
  readonly only?: string
  /** only this number of configurations, which the seed chooses */
  readonly rings?: number
  readonly tools: Tools
  readonly onClaim?: (claim: LogClaim) => void
  /** where logs that are not behaviours are stored; by default coverage/logs */
  readonly folder?: string
}

/** About three of five lines are accesses. */
const LINES_AN_ACCESS = 5 / 3
const LINES = { least: 200, most: 10_000 } as const
/** the lines of a log that is corrupted */
const LINES_OF_WRONG = 200

/**
 * Makes logs and follows them; one configuration is followed while the next one runs.
 *
 * @throws {UnknownConfigurationError} if there is no configuration of that name
 */
export async function checkLogs(options: LogsOptions): Promise<LogClaims> {
  const casts = castsOf(options)
  const threads = await threadsOf()
  const claims: Promise<LogClaim>[] = []
  for (const [number, cast] of casts.entries()) {
    const made = await make(cast, threads, shareOf(options, number, casts.length))
    await claims.at(-1)
    const claim = follow(made, options)
    claim.then(options.onClaim, () => {})
    claims.push(claim)
  }
  return totalsOf(await Promise.all(claims))
}

/** Neighbours are of one kind, so those that are chosen lie apart. */
function castsOf({ only, rings = CONFIGURATIONS.length, seed }: LogsOptions): Cast[] {
  if (only !== undefined) return [castNamed(only)]
  const apart = Math.max(1, Math.floor(CONFIGURATIONS.length / rings))
  return CONFIGURATIONS.filter((_, number) => number % apart === seed % apart).map(castOf)
}

function totalsOf(table: readonly LogClaim[]): LogClaims {
  const sum = (of: 'files' | 'accesses' | 'rejected') => table.reduce((all, claim) => all + claim[of], 0)
  return { files: sum('files'), accesses: sum('accesses'), rejected: sum('rejected'), table }
}

/** The part of a check that one configuration contributes. */
interface Share {
  readonly files: number
  readonly accesses: number
  readonly lines: number
  readonly seed: number
}

function shareOf({ files, accesses, seed }: LogsOptions, number: number, of: number): Share {
  const share = {
    files: Math.ceil(files / of),
    accesses: Math.ceil(accesses / of),
    seed: seed + number * SEEDS,
  }
  return { ...share, lines: linesFor(share.accesses / share.files) }
}

function linesFor(accesses: number): number {
  return Math.min(LINES.most, Math.max(LINES.least, Math.ceil(LINES_AN_ACCESS * accesses)))
}

const SEEDS = 1000

interface Made {
  readonly cast: Cast
  readonly seed: number
  readonly logs: readonly Log[]
  readonly error: string | null
}

async function make(cast: Cast, threads: Threads, share: Share): Promise<Made> {
  const logs: Log[] = []
  try {
    await makeInto(logs, cast, threads, share)
    return { cast, seed: share.seed, logs, error: null }
  } catch (error) {
    if (error instanceof LogError) return { cast, seed: share.seed, logs, error: error.message }
    throw error
  }
}

/** Makes logs until there are enough accesses: rings that end early give short ones. */
async function makeInto(logs: Log[], cast: Cast, threads: Threads, share: Share): Promise<void> {
  let accesses = 0
  while (logs.length < share.files || accesses < share.accesses) {
    const wanted = logs.length < share.files ? share.lines : linesFor(share.accesses - accesses)
    const lines = Math.min(share.lines, wanted)
    const log = await runFreely({ cast, threads, seed: share.seed + logs.length, lines })
    accesses += accessesOf(log)
    logs.push(log)
    if (log.failure !== null) return
  }
}

async function follow(made: Made, { tools, folder }: LogsOptions): Promise<LogClaim> {
  const { cast, seed, logs } = made
  const wrong = wrongOnes(logs, seed)
  const { verdicts, broke } = await verdictsOf(made, wrong, tools)
  const failure = failureOf(made, wrong, verdicts)
  return {
    ...{ configuration: cast.configuration.name, seed, files: logs.length },
    lines: logs.reduce((sum, { lines }) => sum + lines.length, 0),
    accesses: logs.reduce((sum, log) => sum + accessesOf(log), 0),
    corrupted: wrong.length,
    rejected: wrong.filter((_, w) => verdicts[logs.length + w]).length,
    failure: failure ? await kept(failure, folder) : broke,
  }
}

interface Answered {
  readonly verdicts: readonly Verdict[]
  readonly broke: readonly string[] | null
}

async function verdictsOf(
  { logs, cast }: Made,
  wrong: readonly Corrupted[],
  tools: Tools,
): Promise<Answered> {
  const good = logs.map(({ lines }) => ({ lines, explained: false }))
  const bad = wrong.map(({ lines }) => ({ lines, explained: true }))
  try {
    const verdicts: Verdict[] = []
    for (const some of inParts([...good, ...bad])) verdicts.push(...(await followLogs(cast, some, tools)))
    return { verdicts, broke: null }
  } catch (error) {
    if (error instanceof LogError) return { verdicts: [], broke: [error.message] }
    throw error
  }
}

/** TLC parses all logs of a run before it follows the first. */
const LINES_AT_ONCE = 50_000

function inParts(logs: readonly Asked[]): Asked[][] {
  const parts: Asked[][] = []
  let room = 0
  for (const log of logs) {
    if (log.lines.length > room || parts.length === 0) {
      parts.push([])
      room = LINES_AT_ONCE
    }
    parts.at(-1)?.push(log)
    room -= log.lines.length
  }
  return parts
}

function wrongOnes(logs: readonly Log[], seed: number): Corrupted[] {
  const chance = new Chance(seed)
  const [log] = logs
  return log ? KINDS.flatMap((kind) => corrupt(log, kind, chance, LINES_OF_WRONG) ?? []) : []
}

/** What went wrong, and the log that shows it, if any. */
interface Failure {
  readonly says: readonly string[]
  readonly log: Log | null
}

/** A log that cannot be followed, a corrupted one that can, or the error that stopped the runs. */
function failureOf(made: Made, wrong: readonly Corrupted[], verdicts: readonly Verdict[]): Failure | null {
  for (const [number, log] of made.logs.entries()) {
    const verdict = verdicts[number]
    const failed = log.failure === null ? [] : [log.failure]
    if (verdict) return { says: [...showParting(log, verdict), ...failed], log }
    if (log.failure !== null) return { says: failed, log }
  }
  if (made.error !== null) return { says: [made.error], log: null }
  const missed = wrong.find((_, w) => verdicts[made.logs.length + w] === null)
  return missed ? missedOf(made, missed) : null
}

function missedOf({ cast, logs: [log] }: Made, missed: Corrupted): Failure {
  const says = `${cast.configuration.name}: a corrupted log was followed: at line ${missed.at} ${missed.what}`
  return { says: [says], log: log ? { ...log, lines: missed.lines } : null }
}

/** Stores the log and adds the command that follows it again. */
async function kept({ says, log }: Failure, folder?: string): Promise<readonly string[]> {
  return log ? [...says, `again: ${replayOf(await keepLog(log, folder))}`] : says
}

/** Follows a stored log; returns the divergence or other failure as lines of text, or null if there is none. */
export async function followKept(file: string, tools: Tools): Promise<readonly string[] | null> {
  const log = await readKept(file)
  const [verdict] = await followLogs(log.cast, [{ lines: log.lines, explained: true }], tools)
  if (verdict) return showParting(log, verdict)
  return log.failure === null ? null : [log.failure]
}
