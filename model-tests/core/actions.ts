// The actions of a spec, found in its text.
import { isFate } from '../harness/stepper/machine.ts'
import { ALL_ENDED } from '../harness/tour/graph.ts'

const DEFINITION = /^(?=[A-Z]\w*(?:\(.*?\))? ==)/m

function nameOf(definition: string): string {
  return /^\w+/.exec(definition)?.[0] ?? ''
}

/** The actions that a module defines, in order: operators with a condition on the state and UNCHANGED variables. */
export function actionsIn(module: string): string[] {
  return module
    .split(DEFINITION)
    .map((definition) => definition.split('\n\n')[0] ?? '')
    .filter((body) => /\bUNCHANGED\b/.test(body) && /pc = "|At\(|HoldsNothing/.test(body))
    .map(nameOf)
    .filter((name) => !isFate(name) && name !== ALL_ENDED)
}

/** The actions that are part of `Next`. */
export function reachedFrom(first: string, modules: string): string[] {
  const definitions = new Map(
    modules.split(DEFINITION).map((each) => [nameOf(each), each.split('\n\n')[0] ?? '']),
  )
  const reached = new Set([first])
  for (const operator of reached) {
    for (const [other] of definitions
      .get(operator)
      ?.replaceAll(/"\w+"/g, '')
      .matchAll(/\b[A-Z]\w*/g) ?? []) {
      if (definitions.has(other)) reached.add(other)
    }
  }
  const actions = new Set(actionsIn(modules))
  return [...reached].filter((operator) => actions.has(operator))
}
