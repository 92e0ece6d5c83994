// The queries of a model, each about one formula: the solver must show that its negation has no model.
import type { Action, Model } from './model.ts'
import {
  assertion,
  goal,
  primedTerm,
  printFixed,
  printNext,
  printParams,
  printState,
  touches,
} from './print.ts'
import { call } from './term.ts'

/** A query for the solver. */
export interface Query {
  /** For example `MultiProducer: Publish keeps StampIsNewest`. */
  readonly name: string
  readonly text: string
  /** The conjuncts and lemmas that it assumes, by name: each with its line of the text. */
  readonly premises?: Premises
  /** Whether it is about words, as bit vectors. */
  readonly bits?: true
  /** Whether it has assumptions only and no goal: contradictory assumptions prove everything. */
  readonly context?: true
}

/** Assertions by the name of what they assert. */
export type Premises = ReadonlyMap<string, string>

/** All queries of a model. */
export function queriesOf(model: Model): Query[] {
  return [...initQueries(model), ...stepQueries(model), ...lemmaQueries(model), ...propertyQueries(model)]
}

/** Contexts, which have no goal: the axioms, the invariant, and each step. */
export function contextsOf(model: Model): Query[] {
  const fixed = printFixed(model)
  const known = [...fixed, ...printState(model), ...invariantOf(model).values()]
  const named = (what: string, lines: readonly string[]): Query => ({
    ...query(`${model.name}: ${what} is possible`, lines),
    context: true,
  })
  return [
    named('a ring', fixed),
    named('Inv', known),
    ...model.actions.map((action) => named(action.name, [...known, ...printStep(model, action)])),
  ]
}

function initQueries(model: Model): Query[] {
  const before = [...printFixed(model), ...printState(model), ...printNext(model, model.init)]
  return [...model.invariant].map(([name, conjunct]) =>
    query(`${model.name}: Init has ${name}`, [...before, goal(primedTerm(conjunct, model))]),
  )
}

function stepQueries(model: Model): Query[] {
  const premises = invariantOf(model)
  const before = [...printFixed(model), ...printState(model), ...premises.values()]
  return model.actions.flatMap((action) => {
    const step = [...before, ...printStep(model, action)]
    const touched = [...model.invariant].filter(([, conjunct]) => touches(conjunct, model, action.next))
    return touched.map(([name, conjunct]) =>
      query(
        `${model.name}: ${action.name} keeps ${name}`,
        [...step, goal(primedTerm(conjunct, model))],
        premises,
      ),
    )
  })
}

function printStep(model: Model, action: Action): string[] {
  const hints = action.hints.map((hint) => assertion(call('see', hint)))
  return [...printParams(action), ...action.guard.map(assertion), ...hints, ...printNext(model, action.next)]
}

/** Each lemma follows from the invariant and the lemmas before it; for an induction, its base and its step do. */
function lemmaQueries(model: Model): Query[] {
  const before = [...printFixed(model), ...printState(model)]
  return model.lemmas.flatMap(({ name, by }, at) => {
    const premises = new Map([...conjunctsOf(model), ...lemmasOf(model).slice(0, at)])
    return by.map(({ name: part, formula }) =>
      query(`${model.name}: ${part} of ${name}`, [...before, ...premises.values(), goal(formula)], premises),
    )
  })
}

function propertyQueries(model: Model): Query[] {
  const premises = invariantOf(model)
  const known = [...printFixed(model), ...printState(model), ...premises.values()]
  return [...model.properties].map(([name, property]) =>
    query(`${model.name}: Inv implies ${name}`, [...known, goal(property)], premises),
  )
}

function conjunctsOf({ invariant }: Model): [name: string, line: string][] {
  return [...invariant].map(([name, conjunct]) => [name, assertion(conjunct)])
}

function lemmasOf({ lemmas }: Model): [name: string, line: string][] {
  return lemmas.map(({ name, says }) => [name, assertion(says)])
}

function invariantOf(model: Model): Premises {
  return new Map([...conjunctsOf(model), ...lemmasOf(model)])
}

function query(name: string, lines: readonly string[], premises?: Premises): Query {
  return { name, text: lines.join('\n'), ...(premises ? { premises } : {}) }
}
