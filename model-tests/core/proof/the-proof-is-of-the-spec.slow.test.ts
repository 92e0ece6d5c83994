// Every line of a tour is a step of the models of the proof, which have no other steps: `npm run verify` follows each.
// The tours take every edge of TLC's graphs, so the graphs are the same. What that notices is tested here.
import { describe, expect, it } from 'vitest'
import { readModels } from '../../../spec/tlc/models.ts'
import type { Model } from '../../harness/smt/model.ts'
import { readConstants } from '../../harness/tla/config.ts'
import { readTour, SPEC } from '../files.ts'
import { parseTour, type Tour } from '../tour.ts'
import { BREAKS, broken } from './breaks.ts'
import { follow, type Look, type Untold, untoldOf } from './follow.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'

/** Pools are not in the models of the proof. */
const models = (await readModels(SPEC)).filter(
  ({ tour, name, distinct }) => tour && !name.startsWith('WorkPool') && (distinct ?? 0) <= 10_500,
)

async function toured(name: string): Promise<{ tour: Tour; model: Model; untold: Untold }> {
  const found = models.find((model) => model.name === name)
  if (!found) throw new RangeError(`${name}: no model with a tour`)
  const tour = parseTour((await readTour(name)) ?? '')
  const constants = await readConstants(found, SPEC)
  const untold = untoldOf(constants, tour.producers !== undefined)
  return { tour, model: tour.producers ? multiProducer : singleProducer, untold }
}

/** The invariant over ghosts too, which are computed from the lines before. */
const sound =
  (model: Model): Look =>
  (machine, state) => {
    const lemmas = model.lemmas.map(({ name, says }) => [name, says] as const)
    const all = [...model.axioms, ...model.invariant, ...lemmas, ...model.properties]
    const lost = all.find(([, formula]) => !machine.holds(formula, state))
    return lost ? `${lost[0]} does not hold` : null
  }

describe('the invariant holds in every state, with ghosts computed from its history', () => {
  it.each(['SingleProducerSize1', 'SingleProducerFollowerSize1', 'SingleProducer', 'MultiProducerSize1'])(
    '%s',
    async (name) => {
      const { tour, model, untold } = await toured(name)
      expect(follow(tour, model, untold, sound(model)).parting).toBeNull()
    },
  )
})

describe('a mutated model diverges from a tour', () => {
  it.each(BREAKS.filter(({ cast }) => !cast).map((each) => [`${each.model}: ${each.name}`, each] as const))(
    '%s',
    async (_, each) => {
      const partings = TOURS[each.model].map(async (name) => {
        const { tour, untold } = await toured(name)
        return follow(tour, broken(each), untold).parting
      })
      expect((await Promise.all(partings)).filter((parting) => parting !== null)).not.toEqual([])
    },
  )
})

/** With one slot all slots are alike, and with one consumer all gates: it takes two tours to notice all mutants. */
const TOURS = {
  SingleProducer: ['SingleProducerBroadcast'],
  MultiProducer: ['MultiProducerBroadcastSize1', 'MultiProducer'],
} as const
