// Whatever is assumed can be: from a contradiction everything follows, and each query would be shown of nothing. That all
// contexts are asked is in the manifest; here is what they notice.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Model, termsOf } from './model.ts'
import { allQueries, expectedOf, judge } from './prove.ts'
import { contextsOf, type Query, queriesOf } from './queries.ts'
import { singleProducer } from './SingleProducer.ts'
import { Solver } from './solver.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

/** With more that is assumed: that nobody ever stands before Advance, and so that gates never move. */
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
  if (!found) throw new RangeError(`${name} is not asked`)
  return found
}

async function verdictOf(query: Query): Promise<string> {
  return (await solver.ask(query)).verdict
}

test('each step has its context, and so has what is true in each state', () => {
  const contexts = allQueries().filter(({ context }) => context)
  expect(contexts.length).toBeGreaterThan(70)
  expect(new Set(Object.values(expectedOf(contexts)))).toEqual(new Set(['not refuted']))
})

test('a step that can be taken has a context that is not refuted', { timeout: 60_000 }, async () => {
  expect(await verdictOf(named(contextsOf(singleProducer), 'Advance is possible'))).not.toMatch(/unsat|error/)
})

test('what is contradictory keeps everything, and its context is refuted', { timeout: 60_000 }, async () => {
  expect(await verdictOf(named(queriesOf(contradictory), 'Advance keeps GatesStand'))).toBe('unsat')
  const context = named(contextsOf(contradictory), 'Advance is possible')
  const verdict = await verdictOf(context)
  expect(verdict).toBe('unsat')
  const [failure] = judge([{ name: context.name, verdict }], expectedOf([context]))
  expect(failure?.sentence).toBe(`${context.name}: unsat, expected: not refuted`)
})
