import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inSpec } from '../../harness/smt/model.ts'
import { isFate } from '../../harness/stepper/machine.ts'
import { reachedFrom } from '../actions.ts'
import { CORE } from '../files.ts'
import { multiProducer } from './MultiProducer.ts'
import { singleProducer } from './SingleProducer.ts'

const MODELS = [singleProducer, multiProducer]

/** Counts of claims: the specs have sets instead, which need no variable. */
const OF_GHOSTS = ['OpenAreCounted', 'HeldAreCounted']

/** Auxiliary to NoLostWakeUp: what holds between a call's first attempt and its sleep. */
const OF_TURNS = ['TurnsInOrder', 'MarksStand']

async function moduleOf(name: string): Promise<string> {
  return await readFile(join(CORE, `${name}.tla`), 'utf8')
}

function conjunctsOf(spec: string): string[] {
  const inv = /^Inv ==\n((?: .*\n)+)/m.exec(spec)?.[1] ?? ''
  return inv.match(/\w+/g) ?? []
}

test.each(MODELS.map((model) => [model.name, model] as const))(
  '%s: the conjuncts of Inv',
  async (name, model) => {
    const names = [...model.invariant.keys()].filter((each) => ![...OF_GHOSTS, ...OF_TURNS].includes(each))
    expect(names.toSorted()).toEqual(conjunctsOf(await moduleOf(`${name}Inv`)).toSorted())
  },
)

test.each(MODELS.map((model) => [model.name, model] as const))('%s: the actions', async (name, model) => {
  const modules = [name, 'Lifecycle', 'Consumer', 'Barrier', 'Signal']
  const text = (await Promise.all(modules.map(moduleOf))).join('\n')
  const other = model.actions.some((action) => action.name === 'Probe') ? 'LoadCursor' : 'Probe'
  const wanted = reachedFrom('Next', text).filter((action) => action !== other)
  const actions = model.actions.map((action) => inSpec(action.name)).filter((action) => !isFate(action))
  expect([...new Set(actions)].toSorted()).toEqual([...new Set(wanted)].toSorted())
})

test('every conjunct of the spec has a comment above it', async () => {
  for (const { name } of MODELS) {
    const inv = await moduleOf(`${name}Inv`)
    const lines = [...inv.split('\n'), ...(await moduleOf('ReadersInv')).split('\n')]
    for (const conjunct of conjunctsOf(inv)) {
      const at = lines.findIndex((line) => line.startsWith(`${conjunct} ==`))
      expect(lines[at - 1], `${name}: ${conjunct}`).toMatch(/^\\\* .+[.,]$/)
    }
  }
})
