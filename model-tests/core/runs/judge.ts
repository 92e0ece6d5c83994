// What must hold of a ring that has ended: every thread that was not killed has ended as the ring did, and the books
// are right.
import { habitsOf, isEndless, readerOf, type Scenario } from '../scenario.ts'
import { bookErrorsOf, hasFailed, isStopped } from './books.ts'
import type { Fate, Plan, Remains } from './start.ts'
import { THROWN } from './task.ts'

/** The allowed growth of a thread's heap: a dozen bytes for each of a hundred thousand events would exceed it. */
const MOST_GROWN = 2 ** 20

/** The violations, one sentence each. */
export function wrongsOf(plan: Plan, remains: Remains): string[] {
  return [
    ...remains.defects,
    ...endsOf(plan, remains),
    ...outcomesOf(plan.scenario, remains),
    ...drainedOf(remains),
    ...bookErrorsOf(plan, remains),
  ]
}

function endsOf({ ending }: Plan, { fates, hung, positions }: Remains): string[] {
  const late = hung.map((thread) => `thread ${thread} has not ended in time`)
  const isOver = (ending === 'stop' ? /closed|failed|stopped/ : /closed|failed/).test(positions.state)
  return [...late, ...fates.flatMap(endOf), ...(isOver ? [] : [`the ring is ${positions.state}`])]
}

function endOf({ outcome, killed, error }: Fate, thread: number): string[] {
  const isThrown = error?.includes(THROWN) === true
  const wrongs = error && !isThrown ? [`thread ${thread}: ${error}`] : []
  if (!outcome && killed === null && !error) wrongs.push(`thread ${thread} did not report how it ended`)
  if (outcome && outcome.grown > MOST_GROWN)
    wrongs.push(`the heap of thread ${thread} has grown by ${outcome.grown} bytes`)
  return wrongs
}

/** A ring has failed if and only if a death failed it, and it reports the dead roles. */
function outcomesOf(scenario: Scenario, remains: Remains): string[] {
  const deaths = remains.fates.flatMap(({ supervised }) =>
    supervised?.outcome === 'failed' ? [supervised] : [],
  )
  const named = deaths.flatMap(({ producers, consumers }) => [...producers, ...consumers])
  const isRight = deaths.length > 0 === hasFailed(remains)
  // A thread that stops the ring may precede one that is about to fail it.
  const isLate = isStopped(remains) && deaths.length > 0
  return [
    ...(isRight || isLate ? [] : [`the ring has ${deaths.length > 0 ? 'not ' : ''}failed`]),
    ...remains.fates.flatMap((_, thread) => fateOf(scenario, remains, thread, named)),
  ]
}

function fateOf(scenario: Scenario, remains: Remains, thread: number, named: readonly string[]): string[] {
  const { killed, outcome, supervised } = remains.fates[thread]!
  const wrongs: string[] = []
  if (supervised?.outcome !== 'unmissed' && killed === null && !mayBeMissed(scenario, thread))
    wrongs.push(`thread ${thread} was treated as crashed`)
  if (!outcome) return wrongs
  if (outcome.by === 'failed' && !areThose(outcome.dead, named))
    wrongs.push(`thread ${thread} was given ${outcome.dead} as dead, not ${named}`)
  const { published } = remains.positions
  // Live producers may publish it later.
  if (outcome.missing !== undefined && outcome.missing > published + 1)
    wrongs.push(`thread ${thread} was given ${outcome.missing} as missing, published is ${published}`)
  return [...wrongs, ...byOf(scenario, remains, thread, outcome.by)]
}

/** A producer that does not leave. */
function mayBeMissed(scenario: Scenario, thread: number): boolean {
  return scenario.producers[thread] !== undefined && habitsOf(scenario, thread)?.end !== 'leave'
}

/** Of two deaths that fail a ring, a thread may be given one only. */
function areThose(dead: readonly string[], named: readonly string[]): boolean {
  if (named.length === 1) return `${dead}` === `${named}`
  return dead.every((name) => named.includes(name)) && (dead.length > 0 || named.length === 0)
}

/** How a reader ends; one with a fixed number of events may have done so before the ring failed. */
function byOf(scenario: Scenario, remains: Remains, thread: number, by: string): string[] {
  const isReader = readerOf(scenario, thread) !== undefined
  const expected = hasFailed(remains) ? 'failed' : 'closed'
  if (!isReader || isStopped(remains) || by === expected) return []
  return hasFailed(remains) && !isEndless(scenario) ? [] : [`thread ${thread} ended with ${by}`]
}

/** A failed ring counts as drained too if nothing was left. */
function drainedOf(remains: Remains): string[] {
  const { drained, left } = remains
  if (isStopped(remains)) return []
  const isEmpty = Object.values(left).every((many) => many === 0)
  const isRight = hasFailed(remains)
    ? drained === 'failed' || (drained === 'drained' && isEmpty)
    : drained === 'drained'
  return isRight ? [] : [`the drain ended as ${drained}, with ${JSON.stringify(left)} left`]
}
