// What the page's template shows: texts, ready to be printed, and what to mark.
import { thousands } from '../../spec/tlc/show.ts'
import {
  allHold,
  type Cell,
  type Claim,
  failuresOf,
  holds,
  type Picture,
  type Run,
  type Table,
} from './claim.ts'
import type { PartingPicture, WalkPicture } from './claims.ts'
import type { Bench, Extras, LineSummary } from './extras.ts'
import type { Links } from './links.ts'
import { provenanceRows } from './provenance.ts'
import {
  count,
  enabledRows,
  headline,
  showDecision,
  showSeconds,
  showStart,
  summary,
  whereParted,
} from './wording.ts'

/** All that the template is given. */
export type View = ReturnType<typeof viewOf>

/** Turns a run into what the template shows. */
export function viewOf(run: Run, { bench, lines, links = new Map(), peers = false }: Extras) {
  const { claims, checks, provenance, node } = run
  return {
    ...{ holds: allHold(run), headline: headline(run), summary: `${summary(run)}, on Node ${node}` },
    failures: claims.flatMap(failuresOf).map(({ says }) => says),
    provenance: provenance ? provenanceRows(provenance) : [],
    claims: claims.map(claimRow),
    seconds: checks.map(({ name, seconds }) => ({ name, seconds: showSeconds(seconds) })),
    tables: claims.flatMap((claim) => claim.tables).flatMap((table) => tableView(table, links)),
    drawings: drawingsOf(claims.flatMap(({ pictures }) => pictures)),
    bench: bench && benchView(bench),
    peers,
    lines: lines && lineRows(lines),
  }
}

function claimRow(claim: Claim) {
  const { says, done, of, unit, command } = claim
  return { says, holds: holds(claim), result: `${thousands(done)} of ${thousands(of)} ${unit}`, command }
}

function tableView({ on, title, rows, columns, ...table }: Table, links: Links) {
  if (on === 'terminal' || rows.length === 0) return []
  const cells = rows.map((row) =>
    row.map((cell, c) => ({ ...cellView(cell, links), is: columns[c]?.is, column: columns[c]?.name })),
  )
  const { says = '', isFolded = false } = table
  return [{ id: idOf(title), title, says, isFolded, columns, rows: cells, isBad: cells.flat().some(isBad) }]
}

function idOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function isBad({ kind }: { readonly kind: string }): boolean {
  return kind === 'bad'
}

/** Each kind of cell as the template prints it. */
function cellView(cell: Cell, links: Links) {
  if (cell === null) return { kind: 'soft', text: '–' } as const
  if (typeof cell !== 'object')
    return { kind: 'text', text: typeof cell === 'number' ? thousands(cell) : cell } as const
  if (cell.kind === 'model') return { ...cell, links: links.get(cell.name) ?? [] } as const
  return cell.kind === 'part' ? partView(cell) : cell
}

/** A bar as long as the whole is large, and how much of it is taken. */
function partView({ some, of, most }: Extract<Cell, { kind: 'part' }>) {
  const text = thousands(some)
  const [track, width] = [percent(of, most), percent(some, Math.max(1, of))]
  return { kind: some === of ? 'part' : 'bad', text, track, width } as const
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)}%`
}

/** What went wrong step by step, in sections. */
function drawingsOf(pictures: readonly Picture[]) {
  const diverged = pictures.flatMap((picture) => ('model' in picture ? [partingView(picture)] : []))
  const walked = pictures.flatMap((picture) => ('model' in picture ? [] : [walkView(picture)]))
  return [
    { id: 'partings', title: 'Where spec and source diverged', word: 'diverged', pictures: diverged },
    { id: 'walks', title: 'Walks that went wrong', word: 'went wrong', pictures: walked },
  ].filter((drawing) => drawing.pictures.length > 0)
}

function partingView(picture: PartingPicture) {
  const { what, spec, source, command } = picture
  const differs = { what, spec, source, enabled: enabledRows(picture) }
  return { title: whereParted(picture), cast: null, ...stepsView(picture), differs, what: null, command }
}

/** Of a walk there is nothing that the spec says of each step, but what does not hold after the last. */
function walkView(picture: WalkPicture) {
  const { title, cast, what, command } = picture
  return { title, cast, ...stepsView(picture), differs: null, what, command }
}

function stepsView({ threads, lines }: Pick<PartingPicture, 'threads' | 'lines'>) {
  const steps = lines.map(({ number, line }, index) => ({
    number,
    parted: index === lines.length - 1,
    cells: threads.map((_, thread) => (thread === line.thread ? stepView(line) : null)),
  }))
  return { threads, steps }
}

function stepView({ action, decision, access }: PartingPicture['lines'][number]['line']) {
  return { action, decision: showDecision(decision), access }
}

function benchView({ node, cpu, cores, quick = false, throughput, latency }: Bench) {
  return {
    machine: `Node ${node}, ${cpu}, ${count(cores, 'core')}`,
    quick,
    throughput: throughput.map(throughputRow),
    latency: latency.map(({ name, rate, p50, p90, p99, p999, max }) => ({
      name,
      rate: thousands(rate),
      quantiles: [p50, p90, p99, p999, max].map(figure),
    })),
  }
}

function throughputRow({ name, start, eventsPerSecond, timesPostMessage }: Bench['throughput'][number]) {
  const { median, min, max } = eventsPerSecond
  const range = `${millions(min)} … ${millions(max)}`
  return {
    name,
    start: showStart(start),
    median: millions(median),
    range,
    times: figure(timesPostMessage.median),
  }
}

function millions(perSecond: number): string {
  return figure(perSecond / 1e6)
}

/** Three digits are worth showing, the rest is noise. */
function figure(number: number): string {
  if (number >= 100) return thousands(Math.round(number))
  return number.toFixed(number >= 10 ? 1 : 2)
}

/** The total comes last; files are named from src/ on, since where the project lies is nobody's concern. */
function lineRows(summary: LineSummary) {
  const { total: all, ...files } = summary
  const rows = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))
  return [...rows, ...(all ? [['total', all] as const] : [])].map(
    ([file, { lines, branches, functions }]) => ({
      file: file.replace(/^.*[\\/](?=src[\\/])/, ''),
      cells: [lines, branches, functions].map(coveredCell),
    }),
  )
}

function coveredCell({ covered, total: all }: LineSummary[string]['lines']) {
  return { all: covered === all, says: `${thousands(covered)} of ${thousands(all)}` }
}
