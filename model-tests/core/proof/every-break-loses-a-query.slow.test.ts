import { afterAll, beforeAll, expect, test } from 'vitest'
import { inSpec } from '../../harness/smt/model.ts'
import { queriesOf } from '../../harness/smt/queries.ts'
import { findBroken } from '../../harness/smt/search.ts'
import { Solver } from '../../harness/smt/solver.ts'
import { BREAKS, broken, USUAL } from './breaks.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'
import { worldOf } from './world.ts'

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

const MOST_STATES = 100_000

/** Safety properties that need no ghosts. */
const SAFETY: ReadonlySet<string> = new Set([
  'NoDataRace',
  'NoTwoWriters',
  'ReadsPublished',
  'NothingLost',
  'GatesInOrder',
  'SequenceIsExact',
  'NoLostWakeUp',
])

test.each(BREAKS.map((each) => [`${each.model}: ${each.name}`, each] as const))(
  '%s',
  { timeout: 120_000 },
  async (_, each) => {
    const model = broken(each)
    const query = queriesOf(model).find(({ name }) => name === `${each.model}: ${each.loses}`)
    expect(query, each.loses).toBeDefined()
    if (query) expect((await solver.ask(query)).verdict).not.toBe('unsat')
    const producers = each.model === 'SingleProducer' ? 1 : 2
    const run = findBroken(model, worldOf({ ...USUAL, producers, ...each.cast }), SAFETY, MOST_STATES)
    expect(run, 'a run to a state that violates a property').not.toBeNull()
  },
)

test('the unmutated models have no such run', () => {
  for (const [model, producers] of [
    [singleProducer, 1],
    [multiProducer, 2],
  ] as const)
    expect(findBroken(model, worldOf({ ...USUAL, producers }), SAFETY, 5_000)).toBeNull()
})

test('every action on slots, gates or cursors has a mutant', () => {
  for (const { name, actions } of [singleProducer, multiProducer]) {
    const tried = new Set(BREAKS.filter(({ model }) => model === name).map(({ where }) => where))
    const others = actions.map((action) => action.name).filter((action) => !WAITING.has(inSpec(action)))
    expect(others.filter((action) => !tried.has(action)).toSorted(), name).toEqual(SPARED[name])
  }
})

/**
 * Parking, waking, timing out, leaving and dying do not touch slots, gates or cursors; some of these actions have
 * mutants all the same.
 */
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

/**
 * Covered by a mutant of a definition that they use, or by one of the other model; LoadNext, BeginPoll and BeginTake
 * only read.
 */
const SPARED: Readonly<Record<string, readonly string[]>> = {
  SingleProducer: ['BeginPoll', 'BeginTake', 'LoadUpstream', 'Tell', 'taken.Advance'],
  MultiProducer: [
    'BeginPoll',
    'BeginTake',
    'EndFlush',
    'EndRead',
    'LoadNext',
    'LoadUpstream',
    'Tell',
    'again.LoadNext',
  ],
}
