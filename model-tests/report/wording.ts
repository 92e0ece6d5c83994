// How claims are said, the same on the terminal and on the page.
import { thousands } from '../../spec/tlc/show.ts'
import { allHold, type Claim, failuresOf, type Run } from './claim.ts'
import type { OutcomeClaim, OutcomeRow, PartingPicture, WalkClaim } from './claims.ts'

/** Sequences this near below a power of two are written as a distance from it. */
const NEAR = 2 ** 16

/** The verdict on all claims in a few words. */
export function headline({ claims }: Run): string {
  const failed = claims.flatMap(failuresOf).length
  return allHold({ claims }) ? 'claims hold' : `claims do not hold: ${count(failed, 'failure')}`
}

/** What was checked: of each claim how much of how much, and its figures; and how long all of it took. */
export function summary({ claims, seconds }: Run): string {
  return [...claims.map(sayClaim), `in ${showSeconds(seconds)} s`].join(', ')
}

/** `4,656 of 4,656 mutants killed, 1,331 of them first by what was recorded`. */
function sayClaim({ done, of, unit, figures }: Claim): string {
  const also = figures.filter((figure) => figure.count > 0)
  const parts = [
    `${done === of ? '' : `${thousands(done)} of `}${thousands(of)} ${unit}`,
    ...also.map((figure) => `${thousands(figure.count)} ${figure.noun}`),
  ]
  return parts.join(', ')
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
