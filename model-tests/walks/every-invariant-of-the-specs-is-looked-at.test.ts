import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { SPEC } from '../tour/files.ts'
import { AT_THE_END, INVARIANTS, LIVENESS, ONE_PRODUCER, SEVERAL_PRODUCERS } from './invariants.ts'
import { PLACES } from './types.ts'

const CORE = join(SPEC, 'core')
/** But those of Roles.tla, whose words are no walk's: model-tests/roles compares them. */
const files = (await readdir(CORE)).filter((file) => /^(?!Roles)\w+\.cfg$/.test(file))
const configs = await Promise.all(files.map((file) => readFile(join(CORE, file), 'utf8')))
const [single, multi] = await Promise.all(
  ['SingleProducer', 'MultiProducer'].map((name) => readFile(join(CORE, `${name}.tla`), 'utf8')),
)

/** What a config lists under INVARIANT(S) or PROPERTY, PROPERTIES. */
function listed(config: string): string[] {
  const lists = config.matchAll(/^(?:INVARIANTS?|PROPERTY|PROPERTIES)\s+([\w\s]*?)(?=^[A-Z]+\b|(?![\s\S]))/gm)
  return [...lists].flatMap(([, names = '']) => names.split(/\s+/).filter((name) => name !== ''))
}

/** The conjuncts of `Inv` in a module. */
function conjuncts(module = ''): string[] {
  const body = /^Inv ==\n((?: .*\n)+)/m.exec(module)?.[1] ?? ''
  return body.split(/\s*\/\\\s*/).flatMap((name) => name.trim() || [])
}

const named = new Set(configs.flatMap(listed))

describe('the list of invariants', () => {
  it('has what the configs list, with the conjuncts of Inv, and nothing else', () => {
    named.delete('Inv')
    const specs = new Set([...named, ...conjuncts(single), ...conjuncts(multi)])
    const here = [...INVARIANTS, ...Object.keys(AT_THE_END), ...Object.keys(LIVENESS)]
    expect(here.toSorted()).toEqual([...specs].toSorted())
  })

  it.each([
    ['SingleProducer', conjuncts(single), ONE_PRODUCER],
    ['MultiProducer', conjuncts(multi), SEVERAL_PRODUCERS],
  ])('has every conjunct of Inv in %s where that module is walked', (_, names, looks) => {
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) expect(Object.keys(looks)).toContain(name)
  })
})

/** Where a module says that threads may stand. */
function placesIn(module: string): string[] {
  const [, places = ''] = /\bpc : \{([^}]*)\}/.exec(module) ?? []
  return [...places.matchAll(/"(\w+)"/g)].flatMap(([, place]) => place ?? [])
}

test.each(Object.entries(PLACES))('threads stand where TypeOK of %s says', async (name, places) => {
  const module = await readFile(join(CORE, `${name}.tla`), 'utf8')
  expect(places.toSorted()).toEqual(placesIn(module).toSorted())
})
