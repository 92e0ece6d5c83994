// How claims are said, the same on the terminal and on the page.
import { thousands } from '../../spec/tlc/show.ts'
import type {
  Claims,
  EdgeClaim,
  ModelClaim,
  MutantClaim,
  MutantClaims,
  OutcomeClaim,
  OutcomeRow,
  PartingPicture,
  ProofClaim,
  SoakClaim,
  SpecMutantClaims,
  WalkClaim,
} from './claims.ts'

/** Sequences this near below a power of two are written as a distance from it. */
const NEAR = 2 ** 16

/** Tells whether all claims hold. */
export function holds({ failures }: Claims): boolean {
  return failures.length === 0
}

/** Tells whether a model came out as it has to: passed, or failed in the way that is meant. */
export function asExpected({ verdict, expected }: ModelClaim): boolean {
  return verdict === expected
}

/** The verdict on all claims in a few words. */
export function headline(claims: Claims): string {
  return holds(claims) ? 'claims hold' : `claims do not hold: ${count(claims.failures.length, 'failure')}`
}

/** What was checked, and how long it took; counts on threads only what the source has taken as well. */
export function summary(claims: Claims): string {
  const { models, edges, mutants, specMutants, soak, proof, seconds } = claims
  const source = total(edges, (claim) => claim.source)
  const both = total(edges, (claim) => Math.min(claim.source, claim.threads ?? 0))
  const { killed, total: bugs } = mutants
  const parts = [
    count(models.length, 'model'),
    `${count(source, 'edge')} on source, ${thousands(both)} of them on threads`,
    ...drawnParts(claims),
    bugs === 0 ? 'no mutants checked' : `${thousands(killed)} of ${thousands(bugs)} mutants killed`,
    ...(mutants.recorded > 0 ? [sayRecorded(mutants)] : []),
    ...(specMutants ? [saySpecMutants(specMutants)] : []),
    ...(soak ? [saySoak(soak)] : []),
    ...(proof ? [sayProof(proof)] : []),
  ]
  return [...parts, `in ${showSeconds(seconds)} s`].join(', ')
}

/** What was drawn from a seed, as much as there is of it. */
function drawnParts({ walks, programs, outcomes, logs }: Claims): string[] {
  const counted = [
    [walks.reduce((sum, walk) => sum + walk.steps, 0), 'steps walked'],
    [programs.reduce((sum, each) => sum + each.programs, 0), 'programs played'],
    [outcomes.runs, 'outcomes'],
    [logs.accesses, 'accesses logged'],
  ] as const
  return counted.flatMap(([many, what]) => (many > 0 ? [`${thousands(many)} ${what}`] : []))
}

/** `20 of them first by what was recorded`. */
export function sayRecorded({ recorded }: MutantClaims): string {
  return `${thousands(recorded)} of them first by what was recorded`
}

/** `500 of 510 mutants of the specs killed, 300 of them only by comparison, 10 break nothing`. */
export function saySpecMutants({ total: all, killed, compared, equivalent }: SpecMutantClaims): string {
  const parts = [
    `${thousands(killed)} of ${thousands(all)} mutants of the specs killed`,
    `${thousands(compared)} of them only by comparison`,
    `${thousands(equivalent)} break nothing`,
  ]
  return parts.join(', ')
}

/** `38 rings soaked`. */
export function saySoak({ rings }: SoakClaim): string {
  return `${count(rings, 'ring')} soaked`
}

/** `proof: 178 of 178 queries`. */
export function sayProof({ queries, unsat }: ProofClaim): string {
  return `proof: ${thousands(unsat)} of ${thousands(queries)} queries`
}

/** The sum over all models. */
export function total(edges: readonly EdgeClaim[], of: (claim: EdgeClaim) => number): number {
  return edges.reduce((sum, claim) => sum + of(claim), 0)
}

/** How many mutants each check has killed, and whether these are all. */
export function tallies(table: readonly MutantClaim[]): { check: string; good: boolean; killed: string }[] {
  return [...new Set(table.map(({ check }) => check))].map((check) => {
    const mutants = table.filter((mutant) => mutant.check === check)
    const killed = mutants.filter(({ killedBy }) => killedBy !== null).length
    const good = killed === mutants.length
    return { check, good, killed: `${thousands(killed)} of ${thousands(mutants.length)}` }
  })
}

/** What a program has come to, in a line. */
export function outcomeLine({ name, broken, runs, seconds, rows, failure }: OutcomeClaim): string {
  const seen = rows.filter(({ seen }) => seen > 0).map((row) => `${row.outcome} ${thousands(row.seen)}`)
  const verdict = failure === null ? (broken ? 'seen to be broken' : 'nothing forbidden') : 'WRONG'
  return `${name}: ${thousands(runs)} runs, ${showSeconds(seconds)} s, ${verdict} (${seen.join(', ')})`
}

/** What the walks of a seed have come to, in a line. */
export function walkLine({
  seed,
  steps,
  seen,
  handled,
  sleeps,
  deaths,
  closings,
  failure,
}: WalkClaim): string {
  const [walked, states, events] = [count(steps, 'step'), count(seen, 'state'), count(handled, 'event')]
  const [slept, died, closed] = [count(sleeps, 'sleep'), count(deaths, 'death'), count(closings, 'closing')]
  const found = failure ? failure.at(-1) : 'nothing found'
  return `walks from seed ${seed}: ${walked}, ${states} seen, ${events} handled, ${slept}, ${died}, ${closed}, ${found}`
}

/** How often an outcome was seen; of a surprise that there was none says nothing of another machine. */
export function showSeen({ grade, seen }: OutcomeRow): string {
  return grade === 'interesting' && seen === 0 ? 'not seen here' : thousands(seen)
}

/** What an outcome is; in a broken program any of those that are forbidden has to be seen. */
export function showGrade({ grade }: OutcomeRow, { broken }: Pick<OutcomeClaim, 'broken'>): string {
  return broken && grade === 'forbidden' ? 'forbidden, sought' : grade
}

/** A number and its noun: `1 model`, `1,200 edges`. */
export function count(number: number, noun: string): string {
  return `${thousands(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** Seconds, as exact as anybody needs to know. */
export function showSeconds(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(1) : thousands(Math.round(seconds))
}

/** A sequence at which a ring begins; near below a power of two it is that power that matters. */
export function showStart(start: number): string {
  const power = Math.ceil(Math.log2(Math.max(start, 1)))
  const below = 2 ** power - start
  if (start <= NEAR || below > NEAR) return thousands(start)
  return below === 0 ? `2^${power}` : `2^${power} - ${thousands(below)}`
}

/** What was replayed, on what, from where. */
export function whereParted({ model, where, start, script }: PartingPicture): string {
  return `${model} on ${where}, from ${showStart(start)}, script ${script}`
}

/** What a caller decides with a step: `n=2 waits=true`; empty where there is nothing to decide. */
export function showDecision(decision: PartingPicture['lines'][number]['line']['decision']): string {
  return Object.entries(decision)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** A step and what came of it: `LoadGate: load gate c1 = 4`. */
export function sayStep({ action, decision, access }: PartingPicture['lines'][number]['line']): string {
  const step = [action, showDecision(decision)].filter((part) => part !== '').join(' ')
  return access === null ? step : `${step}: ${access}`
}

/** What one thread could do next, on both sides. */
export interface EnabledRow {
  readonly thread: string
  readonly spec: string
  readonly source: string
  /** Whether both sides are known, and are not the same set. */
  readonly differs: boolean
}

/** What each thread could do next, on both sides. */
export function enabledRows({ threads, enabled: { spec, source } }: PartingPicture): EnabledRow[] {
  return threads.map((thread, t) => {
    const [ofSpec, ofSource] = [spec[t] ?? [], source ? (source[t] ?? []) : null]
    return {
      thread,
      spec: showActions(ofSpec),
      source: ofSource ? showActions(ofSource) : 'not known',
      differs: ofSource !== null && !sameSet(ofSpec, ofSource),
    }
  })
}

function showActions(actions: readonly string[]): string {
  return actions.length === 0 ? 'nothing' : actions.join(', ')
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((action) => others.includes(action))
}
