// Runs all programs, one after another, and judges the outcomes.
import { availableParallelism } from 'node:os'
import { OutcomesError } from '../../harness/litmus/errors.ts'
import { type RunOptions, run, type Seen } from '../../harness/litmus/run.ts'
import { bundle } from '../../harness/threads/bundle.ts'
import type { OutcomeClaim, OutcomeClaims, OutcomeRow } from '../../report/claims.ts'
import { byPath } from '../load.ts'
import { mutate } from '../mutants/mutant.ts'
import { select } from './catalogue.ts'
import { type Program, threadsOf } from './program.ts'
import { THREADS } from './threads.ts'

/** The runs of each program, fewer if they take too long. */
export const TIMES = 1_000_000

export interface OutcomesOptions {
  readonly seed: number
  /** only the programs of these names, and their broken versions */
  readonly only?: readonly string[]
  readonly times?: number
  readonly signal?: AbortSignal
  readonly onProgram?: (claim: OutcomeClaim) => void
}

/**
 * Runs programs, one after another, each on threads of its own.
 *
 * @throws {OutcomesError} if no program has one of the names, or if the signal is aborted
 * @throws {LostMutant} if the source no longer has the text that a bug replaces
 */
export async function runOutcomes(options: OutcomesOptions): Promise<OutcomeClaims> {
  const { seed, only = [], times = TIMES, signal, onProgram } = options
  const programs = select(only)
  const text = await textOf()
  const table: OutcomeClaim[] = []
  for (const program of programs) {
    const given = { text: (await brokenText(program)) ?? text, seed, times }
    const claim = await claimed(program, signal ? { ...given, signal } : given)
    table.push(claim)
    onProgram?.(claim)
  }
  return { seed, ...totals(table), table }
}

/** A thread that dies fails only its own program. */
async function claimed(program: Program, options: RunOptions): Promise<OutcomeClaim> {
  try {
    return claimOf(program, await run(program, THREADS, options), options.seed, null)
  } catch (error) {
    if (!(error instanceof OutcomesError) || error.code !== 'ERR_OUTCOMES_THREAD') throw error
    return claimOf(program, { counts: {}, runs: 0, met: null, seconds: 0 }, options.seed, error.message)
  }
}

async function brokenText(program: Program): Promise<string | null> {
  if (program.kind !== 'ring' || !program.bug) return null
  return await textOf(await mutate({ name: program.name, check: 'programs', ...program.bug }))
}

async function textOf(texts: Readonly<Record<string, string>> = {}): Promise<string> {
  return await bundle(new URL('./thread.ts', import.meta.url), byPath(texts))
}

/** Broken programs do not count: their forbidden outcomes are wanted. */
function totals(table: readonly OutcomeClaim[]) {
  const right = table.filter(({ broken }) => broken === null)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const graded = (grade: OutcomeRow['grade']) =>
    sum(right.flatMap(({ rows }) => rows.filter((row) => row.grade === grade).map(({ seen }) => seen)))
  return {
    programs: table.length,
    runs: sum(table.map(({ runs }) => runs)),
    forbidden: graded('forbidden'),
    interesting: graded('interesting'),
  }
}

/** The outcomes of a program and its failure, if any; `died` is the error of a program without a result. */
export function claimOf(program: Program, seen: Seen, seed: number, died: string | null): OutcomeClaim {
  const { name, says, actions, broken = null } = program
  const { counts, ...figures } = seen
  const rows = Object.entries(program.outcomes).map(([outcome, { grade, reason }]) => ({
    ...{ outcome, grade, reason },
    seen: counts[outcome] ?? 0,
  }))
  const failure = died ?? failureOf(program, rows, seen.runs)
  const again = `npm run check -- outcomes --only ${name} --seed ${seed}`
  return { name, says, actions, broken, ...figures, rows, failure: failure && `${failure}: ${again}` }
}

/** An interesting outcome that is not seen is no failure: it says something about the machine only. */
function failureOf(program: Program, rows: readonly OutcomeRow[], runs: number): string | null {
  const { name, broken } = program
  const forbidden = rows.filter(({ grade }) => grade === 'forbidden')
  const seen = forbidden.filter(({ seen }) => seen > 0)
  if (broken && seen.length > 0) return null
  if (broken) {
    const sought = forbidden.map(({ outcome }) => outcome).join('" or "')
    const short = threadsOf(program) > availableParallelism() ? ', with fewer cores than threads' : ''
    return `${name} is broken, but in ${runs} runs the harness never saw "${sought}"${short}`
  }
  const [first] = seen
  if (!first) return null
  return `${name}: forbidden "${first.outcome}" was seen ${first.seen} times in ${runs} runs: ${first.reason}`
}
