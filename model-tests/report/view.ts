// What the page's template shows: texts, ready to be printed, and what to mark.
import { thousands } from '../../spec/tlc/show.ts'
import type { Claims, EdgeClaim, ModelClaim, MutantClaim, PartingPicture } from './claims.ts'
import type { Bench, Extras, LineSummary } from './extras.ts'
import {
  asExpected,
  count,
  enabledRows,
  headline,
  holds,
  showDecision,
  showStart,
  summary,
  total,
  whereParted,
} from './wording.ts'

const VERIFY = 'npm run verify'

/** All that the template is given. */
export type View = ReturnType<typeof viewOf>

/** Turns claims into what the template shows. */
export function viewOf(claims: Claims, { bench, lines }: Extras) {
  return {
    holds: holds(claims),
    headline: headline(claims),
    summary: `${summary(claims)}, on Node ${claims.node}`,
    failures: claims.failures,
    claims: [...modelRows(claims), ...sourceRows(claims)].filter(({ of }) => of > 0),
    models: groupsOf(claims),
    edges: edgeRows(claims.edges),
    starts: [...new Set(claims.edges.flatMap(({ starts }) => starts))].map(showStart),
    mutants: mutantsView(claims),
    partings: claims.partings.map(partingView),
    bench: bench ? benchView(bench) : null,
    lines: lines ? lineRows(lines) : null,
  }
}

function modelRows({ models }: Claims) {
  const row = (says: string, group: readonly ModelClaim[]) => {
    const good = group.filter(asExpected).length
    return claimRow(says, good, group.length, 'npm run tlc', group[0] && `npm run tlc -- ${group[0].name}`)
  }
  return [
    row('Every model that has to pass does.', models.filter(mustPass)),
    row(
      'Every model that is wrong on purpose fails, in the way it is meant to.',
      models.filter((model) => !mustPass(model)),
    ),
  ]
}

function sourceRows({ edges, mutants: { killed, total: bugs } }: Claims) {
  const all = total(edges, (claim) => claim.edges)
  const one = edges[0] && `${VERIFY} -- --only ${edges[0].model}`
  const [source, threads] = [total(edges, (claim) => claim.source), total(edges, (claim) => claim.threads)]
  return [
    claimRow('The source, stepped, takes every edge of TLC’s graphs and agrees after each.', source, all, VERIFY, one),
    claimRow('So does the unmodified source on real threads.', threads, all, VERIFY, one),
    claimRow('Every bug put into the source is noticed.', killed, bugs, VERIFY),
  ]
}

function mustPass({ expected }: ModelClaim): boolean {
  return expected === 'passes'
}

/** `one` is the command that checks a part of the claim. */
function claimRow(says: string, done: number, of: number, command: string, one?: string) {
  return { says, of, holds: done === of, result: `${thousands(done)} of ${thousands(of)}`, command, one }
}

function groupsOf({ models }: Claims) {
  return [
    groupOf('Have to pass', models.filter(mustPass)),
    groupOf(
      'Have to fail: each is wrong on purpose',
      models.filter((model) => !mustPass(model)),
    ),
  ]
}

function groupOf(title: string, models: readonly ModelClaim[]) {
  const rows = models.map((model) => ({
    name: model.name,
    says: model.says,
    good: asExpected(model),
    verdict: model.verdict,
    expected: model.expected,
    states: thousands(model.distinct),
    depth: thousands(model.depth),
    seconds: model.seconds.toFixed(1),
  }))
  return { title, rows }
}

function edgeRows(edges: readonly EdgeClaim[]) {
  const most = Math.max(1, ...edges.map((claim) => claim.edges))
  return edges.map((claim) => ({
    model: claim.model,
    edges: thousands(claim.edges),
    steps: thousands(claim.steps),
    track: percent(claim.edges, most),
    bars: [barOf('source', claim.source, claim.edges), barOf('threads', claim.threads, claim.edges)],
  }))
}

function barOf(kind: 'source' | 'threads', taken: number, edges: number) {
  return {
    kind,
    width: percent(taken, Math.max(1, edges)),
    all: taken === edges,
    none: taken === 0,
    taken: thousands(taken),
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)}%`
}

function mutantsView({ mutants: { total: all, table, survivors } }: Claims) {
  const files = [...new Set(table.map(({ file }) => file))]
  return {
    checked: all > 0,
    checks: tally(table),
    survivors,
    files: files.map((file) => {
      const rows = table.filter((mutant) => mutant.file === file).map(mutantRow)
      const alive = rows.filter(({ killedBy }) => killedBy === null).length
      return {
        file,
        rows,
        alive,
        says: `${count(rows.length, 'mutant')}, ${alive === 0 ? 'all killed' : `${alive} survived`}`,
      }
    }),
  }
}

function tally(table: readonly MutantClaim[]) {
  return [...new Set(table.map(({ check }) => check))].map((check) => {
    const mutants = table.filter((mutant) => mutant.check === check)
    const killed = mutants.filter(({ killedBy }) => killedBy !== null).length
    return { check, good: killed === mutants.length, killed: `${killed} of ${mutants.length}` }
  })
}

function mutantRow({ name, from, to, check, killedBy, milliseconds }: MutantClaim) {
  return {
    name,
    from: oneLine(from),
    to: oneLine(to),
    check,
    killedBy,
    milliseconds: thousands(milliseconds),
  }
}

function oneLine(code: string): string {
  return code.trim().replace(/\s*\n\s*/g, ' ⏎ ')
}

function partingView(picture: PartingPicture) {
  const { threads, lines, what, spec, source, command } = picture
  const steps = lines.map(({ number, line }, index) => ({
    number,
    parted: index === lines.length - 1,
    cells: threads.map((_, thread) => (thread === line.thread ? stepView(line) : null)),
  }))
  return {
    title: whereParted(picture),
    threads,
    steps,
    what,
    spec,
    source,
    command,
    enabled: enabledRows(picture),
  }
}

function stepView({ action, decision, access }: PartingPicture['lines'][number]['line']) {
  return { action, decision: showDecision(decision), access }
}

function benchView({ node, cpu, cores, throughput, latency }: Bench) {
  return {
    machine: `Node ${node}, ${cpu}, ${count(cores, 'core')}`,
    throughput: throughput.map((row) => ({
      name: row.name,
      start: showStart(row.start),
      median: millions(row.eventsPerSecond.median),
      range: `${millions(row.eventsPerSecond.min)} … ${millions(row.eventsPerSecond.max)}`,
      times: figure(row.timesPostMessage.median),
    })),
    latency: latency.map(({ name, rate, p50, p90, p99, p999, max }) => ({
      name,
      rate: thousands(rate),
      quantiles: [p50, p90, p99, p999, max].map(figure),
    })),
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
  const files = Object.entries(summary).sort(
    ([a], [b]) => Number(a === 'total') - Number(b === 'total') || (a < b ? -1 : 1),
  )
  return files.map(([file, { lines, branches, functions }]) => ({
    file: file.replace(/^.*[\\/](?=src[\\/])/, ''),
    cells: [lines, branches, functions].map(({ covered, total: all }) => ({
      all: covered === all,
      says: `${thousands(covered)} of ${thousands(all)}`,
    })),
  }))
}
