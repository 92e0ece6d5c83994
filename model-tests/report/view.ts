// What the page's template shows: texts, ready to be printed, and what to mark.
import { thousands } from '../../spec/tlc/show.ts'
import { isCompared } from '../spec-mutants/compared.ts'
import type {
  Claims,
  EdgeClaim,
  LogClaims,
  ModelClaim,
  MutantClaim,
  OutcomeClaim,
  OutcomeClaims,
  OutcomeRow,
  PartingPicture,
  SpecMutantClaim,
  SpecMutantClaims,
  WalkPicture,
} from './claims.ts'
import type { Bench, Extras, LineSummary } from './extras.ts'
import type { Links } from './links.ts'
import { provenanceRows } from './provenance.ts'
import {
  asExpected,
  count,
  enabledRows,
  headline,
  holds,
  showDecision,
  showGrade,
  showSeen,
  showStart,
  summary,
  tallies,
  total,
  whereParted,
} from './wording.ts'

const VERIFY = 'npm run verify'

/** All that the template is given. */
export type View = ReturnType<typeof viewOf>

/** Turns claims into what the template shows. */
export function viewOf(claims: Claims, { bench, lines, links = new Map() }: Extras) {
  return {
    ...verdictView(claims),
    provenance: claims.provenance ? provenanceRows(claims.provenance) : [],
    claims: [...modelRows(claims), ...sourceRows(claims)].filter(({ of }) => of > 0),
    models: groupsOf(claims, links),
    edges: edgeRows(claims.edges, links),
    starts: [...new Set(claims.edges.flatMap(({ starts }) => starts))].map(showStart),
    outcomes: claims.outcomes.table.map(outcomeView),
    mutants: mutantsView(claims),
    drawings: drawingsOf(claims),
    specMutants: specMutantsView(claims.specMutants),
    bench: bench && benchView(bench),
    lines: lines && lineRows(lines),
  }
}

function verdictView(claims: Claims) {
  const { failures, node } = claims
  return {
    holds: holds(claims),
    headline: headline(claims),
    summary: `${summary(claims)}, on Node ${node}`,
    failures,
  }
}

function modelRows({ models }: Claims) {
  const mustFail = models.filter((model) => !mustPass(model))
  return [
    modelRow('Every model that has to pass does.', models.filter(mustPass)),
    modelRow('Every model that is wrong on purpose fails, in the way it is meant to.', mustFail),
  ]
}

function modelRow(says: string, group: readonly ModelClaim[]) {
  const good = group.filter(asExpected).length
  return claimRow(says, good, group.length, 'npm run tlc', group[0] && `npm run tlc -- ${group[0].name}`)
}

function sourceRows(claims: Claims) {
  const { killed, total: bugs } = claims.mutants
  return [
    ...graphRows(claims),
    ...drawnRows(claims),
    ...outcomeRows(claims.outcomes),
    ...logRows(claims.logs),
    soakRow(claims),
    claimRow('Every bug put into the source is noticed.', killed, bugs, VERIFY),
    specMutantsRow(claims.specMutants),
    ...proofRows(claims),
  ]
}

function specMutantsRow(specMutants: SpecMutantClaims | null) {
  const says =
    'Every guard and every UNCHANGED of the specs, broken by rule, is noticed, but for those that break nothing: by a property, or only by comparison with the unbroken spec.'
  const { total: all = 0, killed = 0, equivalent = 0 } = specMutants ?? {}
  return claimRow(says, killed, all - equivalent, 'npm run spec-mutants')
}

function graphRows({ edges }: Claims) {
  const all = total(edges, (claim) => claim.edges)
  const source = total(edges, (claim) => claim.source)
  const ridden = edges.filter(({ threads }) => threads !== null)
  const threads = total(ridden, (claim) => claim.threads ?? 0)
  const tried = total(ridden, (claim) => claim.edges)
  const one = oneOf(edges)
  const onThreads = 'So does the unmodified source on real threads, where graphs are small enough.'
  return [
    claimRow('The source, stepped, takes every edge of TLC’s graphs.', source, all, VERIFY, one),
    claimRow(onThreads, threads, tried, VERIFY, one),
  ]
}

/** The command that checks the edges of one model. */
function oneOf([first]: readonly EdgeClaim[]): string | undefined {
  return first && `${VERIFY} -- --only ${first.model}`
}

function drawnRows({ walks, programs }: Claims) {
  const [steps, played] = [
    walks.map(({ steps, failure }) => ({ many: steps, failure })),
    programs.map(({ programs, failure }) => ({ many: programs, failure })),
  ]
  const all = (those: typeof steps) => those.reduce((sum, { many }) => sum + many, 0)
  const good = (those: typeof steps) => all(those.filter(({ failure }) => failure === null))
  const ends =
    'In random programs of threads that park, give up, throw, close and die, everybody alive ends, and nothing is lost.'
  return [
    claimRow(
      'Walks on larger rings, where threads park, close and die, break no invariant.',
      good(steps),
      all(steps),
      VERIFY,
    ),
    claimRow(ends, good(played), all(played), VERIFY),
  ]
}

function soakRow({ soak }: Claims) {
  const says =
    'Of rings on real threads, one after the other, closed or with a thread killed, nothing is lost and nothing is left.'
  const good = soak ? soak.rings - Number(soak.failure !== null) : 0
  return claimRow(says, good, soak?.rings ?? 0, 'npm run soak')
}

function proofRows({ edges, proof }: Claims) {
  const followed = edges.filter((claim) => claim.proof !== null)
  const taken = total(followed, (claim) => claim.proof ?? 0)
  const all = total(followed, (claim) => claim.edges)
  const [unsat, queries] = [proof?.unsat ?? 0, proof?.queries ?? 0]
  const proved = 'The invariant is proved for every size, and any number of threads.'
  return [
    claimRow(proved, unsat, queries, VERIFY, 'npm run prove'),
    claimRow('What was proved takes the same steps, and no others.', taken, all, VERIFY, oneOf(edges)),
  ]
}

function outcomeRows({ table }: OutcomeClaims) {
  const rowOf = (says: string, programs: readonly OutcomeClaim[]) => {
    const good = programs.filter(({ failure }) => failure === null).length
    const one = programs[0] && `npm run outcomes -- --only ${programs[0].name}`
    return claimRow(says, good, programs.length, 'npm run outcomes', one)
  }
  const right = table.filter(({ broken }) => broken === null)
  const broken = table.filter(({ broken }) => broken !== null)
  return [
    rowOf('Small programs on real threads, left alone, come to no forbidden outcome.', right),
    rowOf('Those that are broken on purpose are seen to come to one.', broken),
  ]
}

function logRows({ files, rejected, table }: LogClaims) {
  const followed = table.filter(({ failure }) => failure === null).reduce((sum, log) => sum + log.files, 0)
  const corrupted = table.reduce((sum, log) => sum + log.corrupted, 0)
  return [
    claimRow('Every log of free threads is a behaviour of the spec.', followed, files, 'npm run logs'),
    claimRow('No log with one thing wrong is.', rejected, corrupted, 'npm run logs'),
  ]
}

function mustPass({ expected }: ModelClaim): boolean {
  return expected === 'passes'
}

/** `one` is the command that checks a part of the claim. */
function claimRow(says: string, done: number, of: number, command: string, one?: string) {
  return { says, of, holds: done === of, result: `${thousands(done)} of ${thousands(of)}`, command, one }
}

function groupsOf({ models }: Claims, links: Links) {
  const mustFail = models.filter((model) => !mustPass(model))
  return [
    groupOf('Have to pass', models.filter(mustPass), links),
    groupOf('Have to fail: each is wrong on purpose', mustFail, links),
  ]
}

function groupOf(title: string, models: readonly ModelClaim[], links: Links) {
  const rows = models.map((model) => ({
    name: model.name,
    says: model.says,
    links: links.get(model.name) ?? [],
    good: asExpected(model),
    verdict: model.verdict,
    expected: model.expected,
    states: thousands(model.distinct),
    depth: thousands(model.depth),
    seconds: model.seconds.toFixed(1),
  }))
  return { title, rows }
}

function edgeRows(edges: readonly EdgeClaim[], links: Links) {
  const most = Math.max(1, ...edges.map((claim) => claim.edges))
  return edges.map((claim) => ({
    model: claim.model,
    links: links.get(claim.model) ?? [],
    edges: thousands(claim.edges),
    steps: thousands(claim.steps),
    track: percent(claim.edges, most),
    bars: [
      barOf('source', claim.source, claim.edges),
      ...(claim.threads === null ? [] : [barOf('threads', claim.threads, claim.edges)]),
    ],
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

function outcomeView(claim: OutcomeClaim) {
  const { name, says, actions, broken, runs, failure, rows } = claim
  const how = broken && `broken: ${broken.how}`
  return {
    ...{ name, says, actions, how, good: failure === null, runs: thousands(runs) },
    rows: rows.map((row) => ({ ...outcomeRow(row, claim), reason: row.reason })),
  }
}

function outcomeRow(row: OutcomeRow, { broken, failure }: OutcomeClaim) {
  const bad = row.grade === 'forbidden' && (broken ? failure !== null : row.seen > 0)
  return { outcome: row.outcome, grade: showGrade(row, { broken }), seen: showSeen(row), bad }
}

function mutantsView({ mutants: { total: all, table, survivors } }: Claims) {
  const files = [...new Set(table.map(({ file }) => file))]
  const checks = tallies(table)
  return { checked: all > 0, checks, survivors, files: files.map((file) => fileView(file, table)) }
}

function fileView(file: string, table: readonly MutantClaim[]) {
  const rows = table.filter((mutant) => mutant.file === file).map(mutantRow)
  const alive = rows.filter(({ killedBy }) => killedBy === null).length
  const says = `${count(rows.length, 'mutant')}, ${alive === 0 ? 'all killed' : `${alive} survived`}`
  return { file, rows, alive, says }
}

function mutantRow({ from, to, milliseconds, ...mutant }: MutantClaim) {
  return { ...mutant, from: oneLine(from), to: oneLine(to), milliseconds: thousands(milliseconds) }
}

function specMutantsView(specMutants: SpecMutantClaims | null) {
  const { table = [], survivors = [], wrong = [] } = specMutants ?? {}
  const modules = [...new Set(table.map(({ module }) => module))]
  return { survivors, wrong, modules: modules.map((module) => moduleView(module, table)) }
}

function moduleView(module: string, table: readonly SpecMutantClaim[]) {
  const rows = table.filter((mutant) => mutant.module === module)
  const reasons = rows.filter(({ reason }) => reason !== null)
  const alive = rows.filter(({ killedBy, reason }) => killedBy === null && reason === null).length
  const compared = rows.filter(isCompared).length
  const said = [
    count(rows.length, 'mutant'),
    ...(compared > 0 ? [`${thousands(compared)} noticed only by comparison with the unbroken spec`] : []),
    ...(reasons.length > 0 ? [`${thousands(reasons.length)} break nothing`] : []),
    alive === 0 ? 'all others killed' : `${alive} survived`,
  ]
  return { module, rows, alive, says: said.join(', ') }
}

function oneLine(code: string): string {
  return code.trim().replace(/\s*\n\s*/g, ' ⏎ ')
}

/** What went wrong step by step, in sections. */
function drawingsOf({ partings, walks }: Claims) {
  const walked = walks.flatMap(({ picture }) => (picture ? [walkView(picture)] : []))
  return [
    {
      id: 'partings',
      title: 'Where spec and source parted',
      word: 'parted',
      pictures: partings.map(partingView),
    },
    { id: 'walks', title: 'Walks that went wrong', word: 'went wrong', pictures: walked },
  ].filter(({ pictures }) => pictures.length > 0)
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
