import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutantsOf, nameOf } from '../../harness/mutate/tla/rules.ts'
import { actionsIn } from '../actions.ts'
import { CORE } from '../files.ts'
import { EQUIVALENTS } from './equivalents.ts'
import { readPlaces, TRIALS, type Tried } from './places.ts'

const places = await readPlaces(TRIALS)
const mutants = [...new Set(places.map(({ root }) => root))].flatMap((root) => {
  const { definitions, acting, peculiarities } = places.find((place) => place.root === root) as Tried
  return mutantsOf(definitions, acting, peculiarities)
})

const MODULES = ['SingleProducer', 'MultiProducer', 'Consumer', 'Barrier', 'Signal', 'Lifecycle', 'WorkPool']

test.each(MODULES)(
  '%s: each action has a mutant that drops a guard, and one that changes an UNCHANGED variable',
  async (module) => {
    const text = await readFile(join(CORE, `${module}.tla`), 'utf8')
    const actions = actionsIn(text)
    expect(actions).not.toEqual([])
    for (const action of actions) {
      const mine = mutants.filter((mutant) => mutant.module === module && mutant.action === action)
      const rules = mine.map(({ rule }) => rule)
      expect(rules, `${module}/${action}`).toEqual(expect.arrayContaining(['guard', 'UNCHANGED']))
    }
  },
)

test('so has each action of the contract, which has no accesses', () => {
  const contract = mutants.filter(({ module }) => module === 'Sequencer')
  expect(contract.filter(({ rule }) => rule === 'guard').map(({ action }) => action)).toEqual([
    'Claim',
    'Publish',
    'Consume',
  ])
  expect(contract.filter(({ rule }) => rule === 'UNCHANGED')).toHaveLength(5)
})

test('every variable under an UNCHANGED has its mutant', async () => {
  const { definitions, acting, peculiarities } = places.find(
    ({ root }) => root === 'MCMultiProducer',
  ) as Tried
  const changed = mutantsOf(definitions, acting, peculiarities).filter(({ rule }) => rule === 'UNCHANGED')
  const count = async (module: string): Promise<number> => {
    const text = await readFile(join(CORE, `${module}.tla`), 'utf8')
    const lists = [...text.matchAll(/UNCHANGED (?:<<(.*?)>>|(\w+))/g)].map(
      ([, list, one = '']) => list ?? one,
    )
    return lists.reduce((sum, list) => sum + (list === 'vars' ? 4 : list.split(',').length), 0)
  }
  for (const module of ['Signal', 'Barrier', 'Consumer', 'WorkPool', 'Lifecycle', 'MultiProducer'])
    expect(
      changed.filter((mutant) => mutant.module === module),
      module,
    ).toHaveLength(await count(module))
})

test('every equivalent is a mutant, is tried somewhere, and has a reason', () => {
  const names = new Set(mutants.map(nameOf))
  for (const { mutant, model, reason } of EQUIVALENTS) {
    expect(names, mutant).toContain(mutant)
    expect(
      places.map(({ name }) => name),
      mutant,
    ).toContain(model)
    expect(reason.length, mutant).toBeGreaterThan(10)
  }
})
