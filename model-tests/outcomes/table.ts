// The printed table of outcomes.
import Table from 'cli-table3'
import picocolors from 'picocolors'
import { type Colors, thousands } from '../../spec/tlc/show.ts'
import type { OutcomeClaim, OutcomeClaims, OutcomeRow } from '../report/claims.ts'
import { showGrade, showSeen } from '../report/wording.ts'

const WIDTHS = [28, 24, 19, 15, 58]

/** A row for each outcome, then the failures. */
export function outcomesTable({ table, ...totals }: OutcomeClaims, colors: Colors = picocolors): string {
  const printed = new Table({
    head: ['program', 'outcome', 'it is', 'seen', 'reason'].map((name) => colors.dim(name)),
    colWidths: WIDTHS,
    colAligns: ['left', 'left', 'left', 'right', 'left'],
    wordWrap: true,
    // Without the table's own colours, which it would use on a pipe too.
    style: { head: [], border: [], compact: true },
  })
  for (const claim of table) printed.push(...rowsOf(claim, colors))
  const failures = table.flatMap(({ failure }) => (failure ? [`${colors.red('✗')} ${failure}`] : []))
  return [printed.toString(), ...failures, lastLine({ table, ...totals })].join('\n')
}

function rowsOf(claim: OutcomeClaim, colors: Colors): string[][] {
  return claim.rows.map((row, number) => {
    const texts = [
      number === 0 ? titleOf(claim) : '',
      row.outcome,
      showGrade(row, claim),
      showSeen(row),
      row.reason,
    ]
    return isGood(row, claim) ? texts : texts.map((text) => text && colors.red(text))
  })
}

function titleOf({ name, broken }: OutcomeClaim): string {
  return broken ? `${name}, broken: ${broken.how}` : name
}

function isGood({ grade, seen }: OutcomeRow, { broken, failure }: OutcomeClaim): boolean {
  if (grade !== 'forbidden') return true
  return broken ? failure === null : seen === 0
}

function lastLine({ programs, runs, forbidden, interesting, seed, table }: OutcomeClaims): string {
  const broken = table.filter(({ broken, failure }) => broken && failure === null).length
  const met = table.reduce((sum, claim) => sum + (claim.met ?? 0), 0)
  return [
    `seed ${seed}: ${programs} programs, ${thousands(runs)} runs, ${thousands(forbidden)} forbidden outcomes`,
    `${thousands(interesting)} interesting ones, ${broken} broken programs caught`,
    `${thousands(met)} runs began while all threads were known to run`,
  ].join(', ')
}
