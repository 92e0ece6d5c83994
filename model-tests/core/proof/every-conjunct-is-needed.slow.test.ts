import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Model } from '../../harness/smt/model.ts'
import { queriesOf } from '../../harness/smt/queries.ts'
import { Solver } from '../../harness/smt/solver.ts'
import { MODELS } from './prove.ts'

/** A query that fails without the conjunct or lemma. */
const LOST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  SingleProducer: {
    ProducerInOrder: 'Inv implies NoDataRace',
    CachedIsPast: 'Inv implies NoDataRace',
    ConsumersInOrder: 'Inv implies NoDataRace',
    LoadsInPlace: 'LoadCursor keeps FollowersAreBehind',
    FollowersAreBehind: 'Inv implies GatesInOrder',
    SeenIsPublished: 'Inv implies NoDataRace',
    ClaimedHasRoom: 'Inv implies NoDataRace',
    CheckedHasRoom: 'LoadGate keeps ClaimedHasRoom',
    WrittenIsKept: 'Inv implies ReadsPublished',
    ClosedIsFinal: 'LoadFinal keeps EndedHasHandledAll',
    FailedMeansCrash: 'LoadCursor keeps EndedHasHandledAll',
    EndedHasHandledAll: 'Inv implies NothingLost',
    TurnsInOrder: 'Bump keeps MarksStand',
    MarksStand: 'Sleep keeps NoLostWakeUp',
    NoLostWakeUp: 'Inv implies WantedIsWoken',
    SomeGatingIsBehind: 'Inv implies NoDataRace',
    StandsAsideInPlace: 'Notify keeps ConsumersInOrder',
  },
  MultiProducer: {
    ProducersInOrder: 'Inv implies NoDataRace',
    BatchInOrder: 'Inv implies NoDataRace',
    PublishedIsClaimed: 'Claim keeps HeldIsUnpublished',
    HeldIsUnpublished: 'Inv implies NoDataRace',
    ConsumersInOrder: 'Inv implies NoDataRace',
    LoadsInPlace: 'Probe keeps FollowersAreBehind',
    FollowersAreBehind: 'Inv implies GatesInOrder',
    SeenIsPublished: 'Inv implies NoDataRace',
    StampIsPublished: 'Inv implies ReadsPublished',
    StampIsNewest: 'Inv implies ReadsPublished',
    CheckedHasRoom: 'Inv implies NoDataRace',
    PublishedHadRoom: 'Inv implies ProbedIsNear',
    WrittenIsMine: 'Publish keeps PublishedIsKept',
    PublishedIsKept: 'Inv implies ReadsPublished',
    ClosedIsFinal: 'LoadFinal keeps EndedHasHandledAll',
    FailedMeansCrash: 'Probe keeps EndedHasHandledAll',
    EndedHasHandledAll: 'Inv implies NothingLost',
    OpenAreCounted: 'Inv implies GatesAreNear',
    HeldAreCounted: 'Inv implies GatesAreNear',
    TurnsInOrder: 'Bump keeps MarksStand',
    MarksStand: 'Sleep keeps NoLostWakeUp',
    NoLostWakeUp: 'Inv implies WantedIsWoken',
    SomeGatingIsBehind: 'Inv implies NoDataRace',
    StandsAsideInPlace: 'Notify keeps ConsumersInOrder',
    GateBelowHeld: 'all of HeldIsNear',
    HeldIsNear: 'Inv implies NoTwoWriters',
    SequenceIsExact: 'LoadLap keeps BatchInOrder',
    OpenGrow: 'base of RoomAndOpen',
    RoomAndOpen: 'Inv implies GatesAreNear',
    HeldAreFew: 'Inv implies GatesAreNear',
  },
}

/** Implied by another conjunct within a reader's attempt: a query fails only without both. */
const IMPLIED_BY: Readonly<Record<string, string>> = { LoadsInPlace: 'TurnsInOrder' }

let solver: Solver
beforeAll(async () => {
  solver = await Solver.open()
})
afterAll(() => solver.close())

function without(model: Model, name: string): Model {
  const gone = [name, IMPLIED_BY[name]]
  const invariant = new Map([...model.invariant].filter(([each]) => !gone.includes(each)))
  return { ...model, invariant, lemmas: model.lemmas.filter((lemma) => lemma.name !== name) }
}

const namesOf = (model: Model): string[] => [
  ...model.invariant.keys(),
  ...model.lemmas.map(({ name }) => name),
]

test.each(MODELS.flatMap((model) => namesOf(model).map((name) => [model.name, name, model] as const)))(
  '%s: %s',
  async (modelName, name, model) => {
    const lost = `${modelName}: ${LOST[modelName]?.[name]}`
    const query = queriesOf(without(model, name)).find((each) => each.name === lost)
    expect(query, lost).toBeDefined()
    if (query) expect((await solver.ask(query)).verdict).not.toBe('unsat')
  },
)
