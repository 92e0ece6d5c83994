// The claims as they are printed at the end of `npm run verify`.
import Table from 'cli-table3'
import picocolors from 'picocolors'
import { type Colors, thousands } from '../../spec/tlc/show.ts'
import { isCompared } from '../spec-mutants/compared.ts'
import type {
  Claims,
  EdgeClaim,
  LogClaims,
  ModelClaim,
  MutantClaims,
  OutcomeClaims,
  OutcomeRow,
  ProgramClaim,
  SoakClaim,
  SpecMutantClaims,
  WalkClaim,
} from './claims.ts'
import { drawParting } from './picture.ts'
import { asExpected, headline, holds, showSeconds, summary, tallies } from './wording.ts'

/**
 * The claims for a terminal: a table each of models, edges and mutants, what failed, and a last line that
 * says whether the claims hold. In colour only where picocolors finds that it is wanted, so NO_COLOR is respected.
 */
export function claimsTable(claims: Claims, colors: Colors = picocolors): string {
  const sections = [
    ['models', modelsTable(claims.models, colors)],
    ['edges of the graphs', edgesTable(claims.edges, colors)],
    ['guided walks', walksTable(claims.walks, colors)],
    ['random programs', programsTable(claims.programs, colors)],
    ['outcomes', outcomesTable(claims.outcomes, colors)],
    ['logs of free threads', logsTable(claims.logs, colors)],
    ['mutants', mutantsTable(claims.mutants, colors)],
    ['mutants of the specs', specMutantsTable(claims.specMutants, colors)],
    ['soak', soakTable(claims.soak, colors)],
    ['failures', failures(claims, colors)],
  ] as const
  const filled = sections.filter(([, text]) => text !== '')
  const titled = filled.map(([title, text]) => `${colors.bold(title)}\n${text}`)
  return [...titled, lastLine(claims, colors)].join('\n\n')
}

/** The last line: green if the claims hold, else red. */
function lastLine(claims: Claims, colors: Colors): string {
  const text = `${headline(claims)}${holds(claims) ? ': ' : '; '}${summary(claims)}`
  return holds(claims) ? colors.green(text) : colors.red(text)
}

function modelsTable(models: readonly ModelClaim[], colors: Colors): string {
  const rows = models.map((model) => [
    model.name,
    asExpected(model) ? model.verdict : colors.red(`✗ ${model.verdict}, expected: ${model.expected}`),
    thousands(model.distinct),
    thousands(model.depth),
    model.seconds.toFixed(1),
  ])
  return tableOf(['model', 'verdict', 'states', 'depth', 'seconds'], rows, 2, colors)
}

function edgesTable(edges: readonly EdgeClaim[], colors: Colors): string {
  const rows = edges.map((claim) => [
    claim.model,
    thousands(claim.edges),
    taken(claim.source, claim, colors),
    taken(claim.threads, claim, colors),
    taken(claim.proof, claim, colors),
    thousands(claim.steps),
  ])
  return tableOf(['model', 'edges', 'on source', 'on threads', 'in proof', 'steps'], rows, 1, colors)
}

function taken(some: number | null, { edges }: EdgeClaim, colors: Colors): string {
  if (some === null) return colors.dim('–')
  return some === edges ? thousands(some) : colors.red(`✗ ${thousands(some)}`)
}

function walksTable(walks: readonly WalkClaim[], colors: Colors): string {
  if (walks.length === 0) return ''
  const rows = walks.map(({ seed, steps, seen, handled, sleeps, deaths, closings, failure }) => [
    `${seed}`,
    ...[steps, seen, handled, sleeps, deaths, closings].map(thousands),
    failure ? colors.red('✗ wrong') : 'nothing',
  ])
  const head = ['seed', 'steps', 'states seen', 'handled', 'sleeps', 'deaths', 'closings', 'found']
  return tableOf(head, rows, 1, colors)
}

function programsTable(played: readonly ProgramClaim[], colors: Colors): string {
  if (played.length === 0) return ''
  const rows = played.map(({ seed, programs, sleeps, expired, aborted, deaths, handled, failure }) => [
    `${seed}`,
    ...[programs, sleeps, expired, aborted, deaths, handled].map(thousands),
    failure ? colors.red('✗ wrong') : 'nothing',
  ])
  const head = ['seed', 'programs', 'sleeps', 'time-outs', 'aborts', 'deaths', 'handled', 'found']
  return tableOf(head, rows, 1, colors)
}

/** A row for each program; each outcome with its reason is on the page, and in `npm run outcomes`. */
function outcomesTable({ table }: OutcomeClaims, colors: Colors): string {
  const rows = table.map(({ name, broken, runs, rows, failure }) => {
    const seen = (grade: OutcomeRow['grade']) =>
      thousands(rows.filter((row) => row.grade === grade).reduce((sum, row) => sum + row.seen, 0))
    const found = broken ? 'broken, as meant' : 'nothing'
    const counts = [thousands(runs), seen('forbidden'), seen('interesting')]
    return [name, ...counts, failure === null ? found : colors.red('✗ wrong')]
  })
  return tableOf(['program', 'runs', 'forbidden', 'interesting', 'found'], rows, 1, colors)
}

function logsTable({ table }: LogClaims, colors: Colors): string {
  const rows = table.map(({ configuration, files, lines, accesses, corrupted, rejected, failure }) => [
    configuration,
    ...[files, lines, accesses].map(thousands),
    rejected === corrupted ? thousands(rejected) : colors.red(`✗ ${rejected} of ${corrupted}`),
    failure ? colors.red('✗ wrong') : 'nothing',
  ])
  return tableOf(['ring', 'logs', 'lines', 'accesses', 'rejected', 'found'], rows, 1, colors)
}

function soakTable(soak: SoakClaim | null, colors: Colors): string {
  if (soak === null) return ''
  const { seed, seconds, rings, events, kills, failure } = soak
  const figures = [showSeconds(seconds), ...[rings, events, kills].map(thousands)]
  const row = [`${seed}`, ...figures, failure ? colors.red('✗ wrong') : 'nothing']
  return tableOf(['seed', 'seconds', 'rings', 'events', 'kills', 'found'], [row], 1, colors)
}

function mutantsTable({ table, survivors }: MutantClaims, colors: Colors): string {
  const rows = tallies(table).map(({ check, good, killed }) => [
    check,
    good ? killed : colors.red(`✗ ${killed}`),
  ])
  const alive = survivors.map((name) => colors.red(`✗ survived: ${name}`))
  return [tableOf(['by', 'killed'], rows, 1, colors), ...alive].filter((part) => part !== '').join('\n')
}

function specMutantsTable(specMutants: SpecMutantClaims | null, colors: Colors): string {
  const { table = [], survivors = [], wrong = [] } = specMutants ?? {}
  const rows = [...new Set(table.map(({ module }) => module))].map((module) => {
    const mine = table.filter((mutant) => mutant.module === module)
    const killed = mine.filter(({ killedBy }) => killedBy !== null).length
    const compared = mine.filter(isCompared).length
    const equivalent = mine.filter(({ reason }) => reason !== null).length
    return [module, ...[mine.length, killed, compared, equivalent].map(thousands)]
  })
  const alive = survivors.map((name) => colors.red(`✗ survived: ${name}`))
  const stale = wrong.map((sentence) => colors.red(`✗ ${sentence}`))
  const printed = tableOf(
    ['module', 'mutants', 'killed', 'only by comparison', 'break nothing'],
    rows,
    1,
    colors,
  )
  return [printed, ...alive, ...stale].filter((part) => part !== '').join('\n')
}

function failures(claims: Claims, colors: Colors): string {
  const sentences = claims.failures.map((sentence) => `${colors.red('✗')} ${sentence}`)
  const soaked = claims.soak ? [claims.soak] : []
  const walked = [...claims.walks, ...claims.programs, ...claims.logs.table, ...soaked].flatMap(
    ({ failure }) => (failure ? `\n${failure.join('\n')}` : []),
  )
  const pictures = [...claims.partings.map((parting) => `\n${drawParting(parting)}`), ...walked]
  return [...sentences, ...pictures].join('\n')
}

/** A table whose first columns are text and whose others are figures; nothing where there are no rows. */
function tableOf(head: readonly string[], rows: readonly string[][], texts: number, colors: Colors): string {
  if (rows.length === 0) return ''
  const table = new Table({
    head: head.map((name) => colors.dim(name)),
    colAligns: head.map((_, column) => (column < texts ? 'left' : 'right')),
    // The table's own colours are switched off: it would use them on a pipe too.
    style: { head: [], border: [], compact: true },
  })
  table.push(...rows)
  return table.toString()
}
