// The outcomes of mutants, as printed.
import Table from 'cli-table3'
import picocolors from 'picocolors'
import type { Colors } from '../../spec/tlc/show.ts'
import type { SpecMutantClaim, SpecMutantClaims } from '../report/claims.ts'

/** Rows by module and by killer, then survivors, and a last line. */
export function specMutantsTable(claims: SpecMutantClaims, colors: Colors = picocolors): string {
  const { table, survivors, wrong } = claims
  const alive = survivors.map((name) => colors.red(`✗ survived: ${name}`))
  const stale = wrong.map((sentence) => colors.red(`✗ ${sentence}`))
  const parts = [byModule(table, colors), byKiller(table, colors), ...alive, ...stale, lastLine(claims)]
  return parts.join('\n')
}

/** Every mutant, with what has killed it. */
export function specMutantsInFull({ table }: SpecMutantClaims, colors: Colors = picocolors): string {
  const rows = table.map(({ module, action, rule, what, killedBy, model, reason }) => [
    `${module}/${action}`,
    rule,
    what,
    killedBy ?? (reason === null ? colors.red('✗ nothing') : `nothing: ${reason}`),
    model,
  ])
  return tableOf(['where', 'rule', 'what', 'killed by', 'in'], rows, colors, [28, 11, 60, 40, 28])
}

function byModule(table: readonly SpecMutantClaim[], colors: Colors): string {
  const rules = [...new Set(table.map(({ rule }) => rule))]
  const rows = [...new Set(table.map(({ module }) => module))].map((module) => {
    const mine = table.filter((mutant) => mutant.module === module)
    const killed = mine.filter(({ killedBy }) => killedBy !== null).length
    const counts = rules.map((rule) => `${mine.filter((mutant) => mutant.rule === rule).length}`)
    return [module, ...counts, `${killed} of ${mine.length}`]
  })
  return tableOf(['module', ...rules, 'killed'], rows, colors)
}

function byKiller(table: readonly SpecMutantClaim[], colors: Colors): string {
  const killers = table.flatMap(({ killedBy }) => (killedBy === null ? [] : [killerOf(killedBy)]))
  const rows = [...new Set(killers)].map((killer) => {
    return { killer, many: killers.filter((each) => each === killer).length }
  })
  const sorted = rows.toSorted((a, b) => b.many - a.many)
  return tableOf(
    ['killed by', 'mutants'],
    sorted.map(({ killer, many }) => [killer, `${many}`]),
    colors,
  )
}

/** All TLC errors count as one killer. */
function killerOf(killedBy: string): string {
  return killedBy.startsWith('TLC: ') ? 'an error of TLC' : killedBy
}

function tableOf(
  head: readonly string[],
  rows: readonly string[][],
  colors: Colors,
  colWidths?: number[],
): string {
  const widths = colWidths ? { colWidths, wordWrap: true } : {}
  // The table's own colours are off: they would end up in pipes.
  const style = { head: [], border: [], compact: true }
  const table = new Table({ head: head.map((name) => colors.dim(name)), style, ...widths })
  table.push(...rows)
  return table.toString()
}

function lastLine({ total, killed, compared, equivalent, survivors, seconds }: SpecMutantClaims): string {
  const parts = [
    `${killed} of ${total} mutants of the specs killed`,
    `${compared} of them only by comparison`,
    `${equivalent} equivalent`,
    `${survivors.length} survived`,
    `in ${Math.round(seconds)} s`,
  ]
  return parts.join(', ')
}
