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
import { call, type Term } from './term.ts'

/** A query for the solver. */
export interface Query {
  /** For example `MultiProducer: Publish keeps StampIsNewest`. */
  readonly name: string
  readonly text: string
  /** Whether it is about words, as bit vectors. */
  readonly bits?: true
  /** Whether it has assumptions only and no goal: contradictory assumptions prove everything. */
  readonly context?: true
}

/** All queries of a model. */
export function queriesOf(model: Model): Query[] {
  return [...initQueries(model), ...stepQueries(model), ...lemmaQueries(model), ...propertyQueries(model)]
}

/** Contexts, which have no goal: the axioms, the invariant, and each step. */
export function contextsOf(model: Model): Query[] {
  const fixed = printFixed(model)
  const known = [...fixed, ...printState(model), ...invariantOf(model)]
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
  const before = [...printFixed(model), ...printState(model), ...invariantOf(model)]
  return model.actions.flatMap((action) => {
    const step = [...before, ...printStep(model, action)]
    const touched = [...model.invariant].filter(([, conjunct]) => touches(conjunct, model, action.next))
    return touched.map(([name, conjunct]) =>
      query(`${model.name}: ${action.name} keeps ${name}`, [...step, goal(primedTerm(conjunct, model))]),
    )
  })
}

function printStep(model: Model, action: Action): string[] {
  const hints = action.hints.map((hint) => assertion(call('see', hint)))
  return [...printParams(action), ...action.guard.map(assertion), ...hints, ...printNext(model, action.next)]
}

/** Each lemma follows from the invariant and the lemmas before it; for an induction, its base and its step do. */
function lemmaQueries(model: Model): Query[] {
  const known = [...printFixed(model), ...printState(model), ...conjunctsOf(model)]
  return model.lemmas.flatMap(({ name, says, by }) => {
    const queries = by.map(({ name: part, formula }) =>
      query(`${model.name}: ${part} of ${name}`, [...known, goal(formula)]),
    )
    known.push(assertion(says))
    return queries
  })
}

function propertyQueries(model: Model): Query[] {
  const known = [...printFixed(model), ...printState(model), ...invariantOf(model)]
  return [...model.properties].map(([name, property]) =>
    query(`${model.name}: Inv implies ${name}`, [...known, goal(property)]),
  )
}

function conjunctsOf({ invariant }: Model): string[] {
  return [...invariant.values()].map((conjunct: Term) => assertion(conjunct))
}

function invariantOf(model: Model): string[] {
  return [...conjunctsOf(model), ...model.lemmas.map(({ says }) => assertion(says))]
}

function query(name: string, lines: readonly string[]): Query {
  return { name, text: lines.join('\n') }
}
