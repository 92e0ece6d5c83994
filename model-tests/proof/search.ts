// Runs of a model on concrete values to a state in which something does not hold.
import { Machine, type State, type Step } from './evaluate.ts'
import type { Model } from './model.ts'
import { type Cast, worldOf } from './world.ts'

/** A run to a state in which something does not hold. */
export interface Run {
  readonly breaks: string
  readonly steps: readonly Step[]
}

/** What nobody wants to see broken, and what no ghost is needed for. */
const SAFETY: ReadonlySet<string> = new Set([
  'NoDataRace',
  'NoTwoWriters',
  'ReadsPublished',
  'NothingLost',
  'GatesInOrder',
  'SequenceIsExact',
])

/** The shortest run to a state that breaks one of the properties, among so many states; null if there is none. */
export function findBroken(model: Model, cast: Cast, most: number): Run | null {
  const machine = new Machine(model, worldOf(cast), 'no ghosts')
  const said = new Map([...model.properties, ...model.lemmas.map(({ name, says }) => [name, says] as const)])
  const properties = [...said].filter(([name]) => SAFETY.has(name))
  const known = new Set<string>()
  let front: Reached[] = [{ state: machine.initial, last: null }]
  while (front.length > 0) {
    const next: Reached[] = []
    for (const { state, last } of front) {
      const lost = properties.find(([, term]) => !machine.holds(term, state))
      if (lost) return { breaks: lost[0], steps: stepsTo(last) }
      for (const step of machine.steps(state)) {
        const after = machine.take(step, state)
        if (known.size < most && isNew(after, known))
          next.push({ state: after, last: { step, before: last } })
      }
    }
    front = next
  }
  return null
}

/** A state, and how it was reached; only those that are looked at next are kept whole. */
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
