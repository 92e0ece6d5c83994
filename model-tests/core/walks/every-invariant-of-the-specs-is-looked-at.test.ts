import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { CORE, MODELS } from '../files.ts'
import { AT_THE_END, INVARIANTS, LIVENESS, ONE_PRODUCER, SEVERAL_PRODUCERS } from './invariants.ts'
import { PLACES } from './types.ts'

/**
 * All but Roles.tla, whose words no walk has: model-tests/core/roles compares them; and MCMultiProducerTurns, a design
 * that the source does not have.
 */
const files = (await readdir(MODELS)).filter((file) => /^(?!Roles|MultiProducerTurns)\w+\.cfg$/.test(file))
const configs = await Promise.all(files.map((file) => readFile(join(MODELS, file), 'utf8')))
const [single, multi] = await Promise.all(
  ['SingleProducerInv', 'MultiProducerInv'].map((name) => readFile(join(CORE, `${name}.tla`), 'utf8')),
)

/** The names that a config lists under INVARIANT(S) or PROPERTY, PROPERTIES. */
function listed(config: string): string[] {
  const lists = config.matchAll(/^(?:INVARIANTS?|PROPERTY|PROPERTIES)\s+([\w\s]*?)(?=^[A-Z]+\b|(?![\s\S]))/gm)
  return [...lists].flatMap(([, names = '']) => names.split(/\s+/).filter((name) => name !== ''))
}

function conjuncts(module = ''): string[] {
  const body = /^Inv ==\n((?: .*\n)+)/m.exec(module)?.[1] ?? ''
  return body.split(/\s*\/\\\s*/).flatMap((name) => name.trim() || [])
}

const named = new Set(configs.flatMap(listed))

describe('the list of invariants', () => {
  it('has exactly what the configs list, and the conjuncts of Inv', () => {
    named.delete('Inv')
    const specs = new Set([...named, ...conjuncts(single), ...conjuncts(multi)])
    const here = [...INVARIANTS, ...Object.keys(AT_THE_END), ...Object.keys(LIVENESS)]
    expect(here.toSorted()).toEqual([...specs].toSorted())
  })

  it.each([
    ['SingleProducer', conjuncts(single), ONE_PRODUCER],
    ['MultiProducer', conjuncts(multi), SEVERAL_PRODUCERS],
  ])('checks every conjunct of Inv in %s on walks of that module', (_, names, looks) => {
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) expect(Object.keys(looks)).toContain(name)
  })
})

/** The values of `pc` in a module. */
function placesIn(module: string): string[] {
  const [, places = ''] = /\bpc : \{([^}]*)\}/.exec(module) ?? []
  return [...places.matchAll(/"(\w+)"/g)].flatMap(([, place]) => place ?? [])
}

test.each(Object.entries(PLACES))(
  'the places of a thread are those in TypeOK of %s',
  async (name, places) => {
    const module = await readFile(join(CORE, `${name}.tla`), 'utf8')
    expect(places.toSorted()).toEqual(placesIn(module).toSorted())
  },
)
