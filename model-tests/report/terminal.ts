// A run as it is printed at the end of a command.
import Table from 'cli-table3'
import picocolors from 'picocolors'
import { type Colors, thousands } from '../../spec/tlc/show.ts'
import { allHold, type Cell, type Claim, failuresOf, holds, type Table as Rows, type Run } from './claim.ts'
import { drawParting } from './picture.ts'
import { headline, showSeconds, summary } from './wording.ts'

/**
 * A run for a terminal: the tables of each claim, a line for each claim, what failed, the seconds of each check, and a
 * last line that says whether the claims hold. In colour only where picocolors finds that it is wanted.
 */
export function runTable(run: Run, colors: Colors = picocolors): string {
  const tables = run.claims
    .flatMap(({ tables }) => tables)
    .filter(({ on, rows }) => on !== 'page' && rows.length > 0)
  const sections = [
    ...tables.map((table) => `${colors.bold(table.title)}\n${tableOf(table, colors)}`),
    `${colors.bold('claims')}\n${run.claims.map((claim) => claimLine(claim, colors)).join('\n')}`,
    failures(run.claims, colors),
    `${colors.bold('seconds')}\n${run.checks.map(({ name, seconds }) => `${name} ${showSeconds(seconds)}`).join(', ')}`,
    lastLine(run, colors),
  ]
  return sections.filter((text) => text !== '').join('\n\n')
}

function claimLine(claim: Claim, colors: Colors): string {
  const mark = holds(claim) ? colors.green('✓') : colors.red('✗')
  return `${mark} ${claim.says} ${colors.dim(`${thousands(claim.done)} of ${thousands(claim.of)} ${claim.unit}`)}`
}

/** The last line: green if the claims hold, else red. */
function lastLine(run: Run, colors: Colors): string {
  const isGood = allHold(run)
  const text = `${headline(run)}${isGood ? ': ' : '; '}${summary(run)}`
  return isGood ? colors.green(text) : colors.red(text)
}

function failures(claims: readonly Claim[], colors: Colors): string {
  const shown = claims.flatMap((claim) => [
    ...failuresOf(claim).flatMap(({ says, lines = [] }) => [`${colors.red('✗')} ${says}`, ...lines]),
    ...claim.pictures.flatMap((picture) => ('model' in picture ? [`\n${drawParting(picture)}`] : [])),
  ])
  return shown.length === 0 ? '' : `${colors.bold('failures')}\n${shown.join('\n')}`
}

function tableOf({ columns, rows }: Rows, colors: Colors): string {
  const table = new Table({
    head: columns.map(({ name }) => colors.dim(name)),
    colAligns: columns.map(({ is }) => (is === 'text' ? 'left' : 'right')),
    // The table's own colours are switched off: it would use them on a pipe too.
    style: { head: [], border: [], compact: true },
  })
  table.push(...rows.map((row) => row.map((cell) => textOf(cell, colors))))
  return table.toString()
}

function textOf(cell: Cell, colors: Colors): string {
  if (cell === null) return colors.dim('–')
  if (typeof cell !== 'object') return typeof cell === 'number' ? thousands(cell) : cell
  if (cell.kind === 'model') return cell.name
  if (cell.kind === 'edit') return `${cell.from} → ${cell.to}`
  if (cell.kind === 'part')
    return cell.some === cell.of ? thousands(cell.some) : colors.red(`✗ ${thousands(cell.some)}`)
  if (cell.kind === 'bad') return colors.red(`✗ ${cell.text}`)
  return cell.kind === 'soft' ? colors.dim(cell.text) : cell.text
}
