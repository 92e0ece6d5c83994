// The assumptions of each query must be satisfiable, since a contradiction proves everything. The manifest ensures that
// every context is asked; these tests show that a contradiction is noticed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Model, termsOf } from '../../harness/smt/model.ts'
import { contextsOf, type Query, queriesOf } from '../../harness/smt/queries.ts'
import { Solver } from '../../harness/smt/solver.ts'
import { allQueries, expectedOf, judge } from './prove.ts'
import { singleProducer } from './SingleProducer.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

/** Contradictory assumptions: no consumer is ever at Advance, and so gates never move. */
const contradictory: Model = {
  ...singleProducer,
  invariant: new Map([
    ...singleProducer.invariant,
    ...termsOf({
      NobodyAdvances: 'forall c: Consumer {consumer.pc(c)} . consumer.pc(c) # Advance',
      GatesStand: 'forall c: Consumer {gate(c)} . gate(c) = -1',
    }),
  ]),
}

function named(queries: readonly Query[], name: string): Query {
  const found = queries.find((query) => query.name === `SingleProducer: ${name}`)
  if (!found) throw new RangeError(`${name} is not a query`)
  return found
}

async function verdictOf(query: Query): Promise<string> {
  return (await solver.ask(query)).verdict
}

test('there is a context for each step, and one for the invariant', () => {
  const contexts = allQueries().filter(({ context }) => context)
  expect(contexts.length).toBeGreaterThan(70)
  expect(new Set(Object.values(expectedOf(contexts)))).toEqual(new Set(['not refuted']))
})

test('the context of a possible step is not refuted', { timeout: 60_000 }, async () => {
  expect(await verdictOf(named(contextsOf(singleProducer), 'Advance is possible'))).not.toMatch(/unsat|error/)
})

test('a contradiction preserves everything, and its context is refuted', { timeout: 60_000 }, async () => {
  expect(await verdictOf(named(queriesOf(contradictory), 'Advance keeps GatesStand'))).toBe('unsat')
  const context = named(contextsOf(contradictory), 'Advance is possible')
  const verdict = await verdictOf(context)
  expect(verdict).toBe('unsat')
  const [failure] = judge([{ name: context.name, verdict }], expectedOf([context]))
  expect(failure?.sentence).toBe(`${context.name}: unsat, expected: not refuted`)
})
