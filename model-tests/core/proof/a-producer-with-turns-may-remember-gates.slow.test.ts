import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Draft, modelOf } from '../../harness/smt/model.ts'
import { contextsOf, type Query, queriesOf } from '../../harness/smt/queries.ts'
import { Solver } from '../../harness/smt/solver.ts'
import { answersTo } from './prove.ts'
import { TURN_LEMMAS, turnsDraft } from './turns.ts'
import { wordQueries } from './words.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

async function verdictsOf(queries: readonly Query[]): Promise<[name: string, verdict: string][]> {
  const verdicts: [string, string][] = []
  for (const query of queries) verdicts.push([query.name, (await solver.ask(query, query.bits)).verdict])
  return verdicts
}

const ALL = queriesOf(modelOf(turnsDraft))

test('every step keeps the invariant of the design, for every size', { timeout: 3_600_000 }, async () => {
  const answers = await answersTo(ALL)
  expect(answers.filter(({ verdict }) => verdict !== 'unsat')).toEqual([])
})

test('no step contradicts it', { timeout: 3_600_000 }, async () => {
  const verdicts = await verdictsOf(contextsOf(modelOf(turnsDraft)))
  expect(verdicts.filter(([, verdict]) => verdict === 'unsat')).toEqual([])
})

test.each(Object.entries(TURN_LEMMAS))('%s, bit by bit', { timeout: 120_000 }, async (name, { expected }) => {
  const queries = wordQueries(TURN_LEMMAS).filter((query) => query.name === `words: ${name}`)
  expect(await verdictsOf(queries)).toEqual([[`words: ${name}`, expected]])
})

/** A change of the design, and the query that is lost with it. */
interface Break {
  readonly loses: string
  readonly broken: (draft: Draft) => Draft
}

const ofAction =
  (name: string, target: string, text: string) =>
  (draft: Draft): Draft => {
    const action = draft.actions[name]!
    return {
      ...draft,
      actions: { ...draft.actions, [name]: { ...action, next: { ...action.next, [target]: text } } },
    }
  }

const ofDefinition =
  (name: string, text: string) =>
  (draft: Draft): Draft => ({
    ...draft,
    definitions: { ...draft.definitions, [name]: text },
  })

const BREAKS: Readonly<Record<string, Break>> = {
  'a turn that is not looked at': {
    loses: 'LoadTurn keeps NumberIsExact',
    broken: ofDefinition('number.by(p: Producer): Sequence', 'mistaken(producer.word(p), 0)'),
  },
  'a turn that is not stored in time': {
    loses: 'StoreTurn keeps TurnIsStored',
    broken: ofAction('StoreTurn', 'turn', 'turn'),
  },
  'a turn stored by no claim': {
    loses: 'LoadTurn keeps TurnIsStored',
    broken: ofDefinition('begins(first: Sequence, n: Count): Bool', 'false'),
  },
  'turns that are too short': {
    loses: 'all of OpenIsNearTurn',
    broken: (draft) => ({
      ...draft,
      axioms: { ...draft.axioms, TurnsAreLong: 'Size <= Turn and start(0) = 0' },
    }),
  },
  'a gate remembered by an attempt that has not claimed': {
    loses: 'LoadGate keeps SeenIsPast',
    broken: ofAction('LoadGate', 'producer.seen(p, c)', 'mistaken(gate(c), turn)'),
  },
  'a claim that goes one beyond the room remembered': {
    loses: 'LoadTurn keeps CheckedHasRoom',
    broken: ofDefinition(
      'lacks(first: Sequence, n: Count, seen: Sequence): Bool',
      'first + n - 1 - seen > Size + 1',
    ),
  },
}

describe('a query is lost by', () => {
  test.each(Object.entries(BREAKS))('%s', { timeout: 600_000 }, async (_, { loses, broken }) => {
    const name = `MultiProducerTurns: ${loses}`
    const queries = queriesOf(modelOf(broken(turnsDraft))).filter((query) => query.name === name)
    const [[asked, verdict] = ['', 'unsat']] = await verdictsOf(queries)
    expect(asked).toBe(name)
    expect(verdict).not.toBe('unsat')
  })
})
