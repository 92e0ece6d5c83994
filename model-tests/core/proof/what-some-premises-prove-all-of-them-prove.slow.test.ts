import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelOf } from '../../harness/smt/model.ts'
import { narrowed, switched } from '../../harness/smt/premises.ts'
import { type Query, queriesOf } from '../../harness/smt/queries.ts'
import { Solver } from '../../harness/smt/solver.ts'
import { answerTo, MODELS, readPremises } from './prove.ts'
import { turnsDraft } from './turns.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

const PREMISES = { Above: '(assert (> x 3))', Below: '(assert (< x 4))', Beside: '(assert (= y 7))' }
const LINES = ['(declare-const x Int)', '(declare-const y Int)', ...Object.values(PREMISES)]

function asking(goal: string): Query {
  return {
    name: 'a query',
    text: [...LINES, `(assert (not ${goal}))`].join('\n'),
    premises: new Map(Object.entries(PREMISES)),
  }
}

describe('premises that suffice', () => {
  it('are found, and prove the query without the others', async () => {
    const names = await solver.sufficientFor(asking('(> x 9)'))
    expect(names).toEqual(['Above', 'Below'])
    expect(narrowed(asking('(> x 9)'), names!).text).not.toContain('(= y 7)')
    expect(await answerTo(asking('(> x 9)'), solver, names!)).toMatchObject({ verdict: 'unsat' })
  })

  it('are none where a query is not proved, or its text cannot be read', async () => {
    const possible = { ...asking('(> y 9)'), premises: new Map([['Beside', PREMISES.Beside]]) }
    const apart = { ...possible, text: `(declare-const y Int)\n${PREMISES.Beside}\n(assert (not (= y 8)))` }
    expect(await solver.sufficientFor(apart)).toBeNull()
    expect(await solver.sufficientFor({ ...apart, text: `${apart.text}\n(assert z)` })).toBeNull()
  })

  it('are all that is assumed, while the goal stays', () => {
    expect(narrowed(asking('(> x 9)'), ['Below', 'NoPremise']).text.split('\n')).toEqual([
      ...LINES.slice(0, 2),
      PREMISES.Below,
      '(assert (not (> x 9)))',
    ])
    expect(switched(asking('(> x 9)')).text).toContain(
      '(declare-const use.Above Bool) (assert (=> use.Above (> x 3)))',
    )
  })
})

describe('premises that do not suffice', () => {
  it('prove nothing: the query is asked again, from all of them', async () => {
    expect(await solver.ask(narrowed(asking('(> x 9)'), ['Above']))).toMatchObject({ verdict: 'sat' })
    expect(await answerTo(asking('(> x 9)'), solver, ['Above'])).toMatchObject({ verdict: 'unsat' })
  })

  it('and a query that is false stays so', async () => {
    const query = { ...asking('(> y 9)'), text: asking('(> y 9)').text.replace(PREMISES.Below, '') }
    expect(await answerTo(query, solver, ['Above'])).toMatchObject({ verdict: 'sat' })
    expect(await answerTo(query, solver)).toMatchObject({ verdict: 'sat' })
  })
})

it('the stored premises are premises of queries that there are', async () => {
  const queries = [...MODELS, modelOf(turnsDraft)].flatMap(queriesOf)
  const premises = new Map(queries.map((query) => [query.name, query.premises]))
  const stored = Object.entries(await readPremises())
  const others = stored.filter(([name, names]) => !names.every((each) => premises.get(name)?.has(each)))
  expect(others).toEqual([])
  expect(stored.length).toBeGreaterThan(1000)
})
