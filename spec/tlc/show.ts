import Table from 'cli-table3'
import type picocolors from 'picocolors'
import { compare, type Result } from './compare.ts'
import { type Context, endingOf } from './ending.ts'
import { MalformedValueError } from './errors.ts'
import { layOut } from './layout.ts'
import type { Model } from './models.ts'
import { type Row, rowsOf } from './rows.ts'
import type { Outcome } from './run.ts'
import type { Counterexample } from './trace.ts'

/** Functions that colour text, or leave it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>

// Lines of TLC's that say nothing about the model.
const NOISE =
  /^(TLC2 Version|Warning: Please run the Java VM|\(Use the -nowarning|Running breadth-first|Parsing file|Semantic processing|Starting\.\.\.|Computing initial|Finished |Progress\(|The average outdegree|Residual stack trace|tla2sany\.)/

/** The models and what each shows, one below the other. */
export function listModels(models: readonly Model[], colors: Colors): string {
  return models.map(({ name, says, expected }) => `${colors.bold(name)} (${expected})\n  ${says}`).join('\n')
}

/** What came of many models, a row each. */
export function resultTable(results: readonly Result[], colors: Colors): string {
  const head = ['model', 'verdict', 'distinct', 'depth', 'seconds', '']
  const colAligns = ['left', 'left', 'right', 'right', 'right', 'left'] as const
  // The table's own colours are switched off: it would use them on a pipe too.
  const table = new Table({ head, colAligns: [...colAligns], style: { head: [], border: [], compact: true } })
  for (const { model, outcome } of results) {
    const good = compare(model, outcome).length === 0
    const mark = good ? colors.green('as pinned') : colors.red('differs')
    const { verdict, distinct, depth, seconds } = outcome
    table.push([model.name, verdict, thousands(distinct), thousands(depth), seconds.toFixed(1), mark])
  }
  return table.toString()
}

/** A finished model in one line. */
export function resultLine({ model, outcome }: Result, colors: Colors): string {
  const good = compare(model, outcome).length === 0
  const { verdict, distinct, depth, seconds } = outcome
  const counts = `${thousands(distinct)} distinct states, depth ${thousands(depth)}, ${seconds.toFixed(1)} s`
  return `${model.name}: ${verdict} (${counts})${good ? '' : colors.red(' differs')}`
}

/** How evidence is shown. */
export interface Looks {
  readonly colors: Colors
  /** The width of the screen, in characters. */
  readonly columns: number
  /** Whether TLC's own text is to be shown, all of it. */
  readonly full: boolean
}

/** A run that is to be shown, and what its property is. */
export interface Case extends Result {
  readonly context: Context
}

/** One model in full: its sentence, the evidence, the verdict, and whether that was expected. */
export function resultInFull(shown: Case, looks: Looks): string {
  const { model, outcome } = shown
  const { bold, green, red } = looks.colors
  const expected = outcome.verdict === model.expected
  const verdict = expected ? green(`${outcome.verdict}, as expected`) : red(outcome.verdict)
  const counts = `${thousands(outcome.distinct)} distinct states, depth ${thousands(outcome.depth)}`
  const lines = [`${bold(model.name)}: ${model.says}`, '', ...evidence(shown, looks)]
  return [...lines, `${model.name} ${verdict} (${counts}, ${outcome.seconds.toFixed(1)} s)`].join('\n')
}

/**
 * Why a run did not pass: the counterexample as a row a step, and where the property broke; TLC's complaint
 * where there is no counterexample, and before it where TLC ended in an error. Nothing where it passed.
 */
export function evidence({ outcome, context }: Case, looks: Looks): string[] {
  const { verdict, counterexample, output } = outcome
  if (looks.full) return [output.trimEnd(), '']
  if (verdict === 'passes') return []
  const rows = counterexample && readable(counterexample, output)
  if (!counterexample || !rows) return [essence(output), '']
  const said = ERRORS.includes(verdict) ? [withoutStates(essence(output)), ''] : []
  const ending = endingOf(outcome, counterexample, context)
  return [...said, ...layOut(rows, looks), '', looks.colors.red(ending[0] ?? ''), ...ending.slice(1), '']
}

const ERRORS: readonly Outcome['verdict'][] = ['fails an assertion', 'cannot be evaluated', 'broke']

/** Null where a state isn't one as TLC prints it: then TLC's text has to do. */
function readable(counterexample: Counterexample, output: string): Row[] | null {
  // Where there are several initial states, which of them it was has to be said.
  const whole = counterexample.steps.length === 1 || !/^Finished computing initial states: 1 /m.test(output)
  try {
    return rowsOf(counterexample, { whole })
  } catch (error) {
    if (error instanceof MalformedValueError) return null
    throw error
  }
}

function withoutStates(text: string): string {
  const states = /^State \d+: <.*>\n(?:.+\n?)*|^Error: The behavior up to this point is:\n/gm
  return text
    .replace(states, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** TLC's text without the lines that say nothing about the model. */
export function essence(output: string): string {
  const lines = output.split('\n').filter((line) => !NOISE.test(line))
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** A number with separated thousands, or a dash. */
export function thousands(count: number | null): string {
  return count === null ? '–' : count.toLocaleString('en')
}
