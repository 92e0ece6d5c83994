// Searches a model on concrete values for a state that violates a property.
import { Machine, type State, type Step, type World } from './evaluate.ts'
import type { Model } from './model.ts'
import type { Term } from './term.ts'

/** A run to a state that violates a property. */
export interface Run {
  readonly breaks: string
  readonly steps: readonly Step[]
}

/**
 * The shortest run to a violation, within the first `most` states; null if there is none.
 *
 * @param safety the names of the properties to look at; they need no ghosts
 */
export function findBroken(
  model: Model,
  world: World,
  safety: ReadonlySet<string>,
  most: number,
): Run | null {
  const machine = new Machine(model, world, 'no ghosts')
  const properties = safetyOf(model, safety)
  const known = new Set<string>()
  const isKept = ({ state }: Reached): boolean => known.size < most && isNew(state, known)
  let front: Reached[] = [{ state: machine.initial, last: null }]
  while (front.length > 0) {
    for (const { state, last } of front) {
      const lost = properties.find(([, term]) => !machine.holds(term, state))
      if (lost) return { breaks: lost[0], steps: stepsTo(last) }
    }
    front = front.flatMap((reached) => nextOf(reached, machine).filter(isKept))
  }
  return null
}

function safetyOf(
  { properties, invariant, lemmas }: Model,
  safety: ReadonlySet<string>,
): [name: string, says: Term][] {
  const said = new Map([
    ...properties,
    ...invariant,
    ...lemmas.map(({ name, says }) => [name, says] as const),
  ])
  return [...said].filter(([name]) => safety.has(name))
}

function nextOf({ state, last }: Reached, machine: Machine): Reached[] {
  return machine
    .steps(state)
    .map((step) => ({ state: machine.take(step, state), last: { step, before: last } }))
}

/** A state, and how it was reached; only the states of the frontier are kept whole. */
interface Reached {
  readonly state: State
  readonly last: Taken | null
}

interface Taken {
  readonly step: Step
  readonly before: Taken | null
}

function isNew(state: State, known: Set<string>): boolean {
  const key = JSON.stringify([...state].map(([, { values }]) => values))
  if (known.has(key)) return false
  known.add(key)
  return true
}

function stepsTo(last: Taken | null): Step[] {
  const steps: Step[] = []
  for (let taken = last; taken; taken = taken.before) steps.unshift(taken.step)
  return steps
}
