import { afterAll, beforeAll, expect, test } from 'vitest'
import { BREAKS, broken, USUAL } from './breaks.ts'
import { multiProducer } from './MultiProducer.ts'
import { inSpec } from './model.ts'
import { queriesOf } from './queries.ts'
import { singleProducer } from './SingleProducer.ts'
import { findBroken } from './search.ts'
import { Solver } from './solver.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

const MOST_STATES = 100_000

test.each(BREAKS.map((each) => [`${each.model}: ${each.name}`, each] as const))(
  '%s',
  { timeout: 120_000 },
  async (_, each) => {
    const model = broken(each)
    const query = queriesOf(model).find(({ name }) => name === `${each.model}: ${each.loses}`)
    expect(query, each.loses).toBeDefined()
    if (query) expect((await solver.ask(query)).verdict).not.toBe('unsat')
    const producers = each.model === 'SingleProducer' ? 1 : 2
    const run = findBroken(model, { ...USUAL, producers, ...each.cast }, MOST_STATES)
    expect(run, 'a run to a state that nobody wants').not.toBeNull()
  },
)

test('without a break no such run is found', () => {
  for (const [model, producers] of [
    [singleProducer, 1],
    [multiProducer, 2],
  ] as const)
    expect(findBroken(model, { ...USUAL, producers }, 5_000)).toBeNull()
})

test('every action that touches what is shared is broken once', () => {
  for (const { name, actions } of [singleProducer, multiProducer]) {
    const tried = new Set(BREAKS.filter(({ model }) => model === name).map(({ where }) => where))
    const others = actions.map((action) => action.name).filter((action) => !WAITING.has(inSpec(action)))
    expect(others.filter((action) => !tried.has(action)).toSorted(), name).toEqual(SPARED[name])
  }
})

/** Who sleeps, is woken, gives up, leaves or dies does nothing to slots, gates and cursors; some of it is broken all the same. */
const WAITING: ReadonlySet<string> = new Set([
  'LoadEpoch',
  'Mark',
  'Sleep',
  'Bump',
  'Notify',
  'NotifyAll',
  'TellAgain',
  'LoadOwner',
  'Leave',
  'Bury',
  'Expire',
  'ExpireClaim',
  'CrashReader',
  'CrashProducer',
])

/** Broken by way of a definition that they use, or the other model breaks the same; LoadNext and BeginPoll only look. */
const SPARED: Readonly<Record<string, readonly string[]>> = {
  SingleProducer: ['BeginPoll', 'LoadUpstream', 'Tell'],
  MultiProducer: ['BeginPoll', 'EndFlush', 'EndRead', 'LoadNext', 'LoadUpstream', 'Tell', 'again.LoadNext'],
}
