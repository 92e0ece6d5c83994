import Table from 'cli-table3'
import type picocolors from 'picocolors'
import { compare, type Result } from './compare.ts'
import type { Model } from './models.ts'
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

/** One model in full: the verdict, whether it was expected, and TLC's counterexample or its complaint. */
export function resultInFull({ model, outcome }: Result, colors: Colors): string {
  const expected = outcome.verdict === model.expected
  const verdict = expected ? colors.green(`${outcome.verdict}, as expected`) : colors.red(outcome.verdict)
  const counts = `${thousands(outcome.distinct)} distinct states, depth ${thousands(outcome.depth)}`
  const lines = [`${colors.bold(model.name)}: ${model.says}`, '', ...evidence(outcome, colors)]
  return [...lines, `${model.name} ${verdict} (${counts}, ${outcome.seconds.toFixed(1)} s)`].join('\n')
}

/** Why a run differs: TLC's counterexample, else what it complains of; nothing where it passed. */
export function evidence(outcome: Outcome, colors: Colors): string[] {
  if (outcome.verdict === 'passes') return []
  if (outcome.counterexample) return [...complaint(outcome), ...showTrace(outcome.counterexample, colors), '']
  return [essence(outcome.output), '']
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

function complaint({ output }: Outcome): string[] {
  const lines = /^Error: [\s\S]*?(?=^Error: The |^State 1:|^\/\\ |\n\n)/m.exec(output)
  return lines ? [lines[0].trimEnd(), ''] : []
}

function showTrace({ steps, end }: Counterexample, colors: Colors): string[] {
  const lines = steps.flatMap(({ number, action, text }, index) => {
    const before = new Set(steps[index - 1]?.text.split('\n'))
    const state = text.split('\n').map((line) => `    ${before.has(line) ? colors.dim(line) : line}`)
    return [`${String(number).padStart(3)} ${colors.cyan(action)}`, ...state]
  })
  if (end.kind === 'lasso')
    lines.push(`    back to state ${end.to}, by ${colors.cyan(end.action)}, and so on for ever`)
  if (end.kind === 'stuttering') lines.push('    and so it stays for ever')
  return lines
}
