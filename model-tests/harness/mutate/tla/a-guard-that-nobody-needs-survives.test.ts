import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { findTools } from '../../../../spec/tlc/tools.ts'
import { actingNames, definitionsIn } from '../../tla/definitions.ts'
import { explore, type Kills, type Place } from './explore.ts'
import { NONE } from './peculiarities.ts'
import { mutantsOf, type SpecMutant } from './rules.ts'

const tools = await findTools()
const definitions = definitionsIn('Toy', await readFile(join(import.meta.dirname, 'Toy.tla'), 'utf8'))
const acting = actingNames(definitions)
const toy: Place = {
  ...{ name: 'Toy', root: 'Toy', folders: [import.meta.dirname], config: '', definitions, acting },
  ...{ properties: ['TypeOK'], refines: false, distinct: 7, peculiarities: NONE },
}
const mutants = mutantsOf(definitions, acting)

function the(what: string): SpecMutant {
  const found = mutants.find((mutant) => mutant.what === what)
  if (!found) throw new Error(`no mutant ${what}: ${mutants.map((each) => each.what).join('; ')}`)
  return found
}

async function tried(place: Place, those: readonly SpecMutant[]): Promise<Kills> {
  return 'skip' in tools ? new Map() : await explore(place, those, tools)
}

describe.skipIf('skip' in tools)(`in a small spec${'skip' in tools ? ` (${tools.skip})` : ''}`, () => {
  let kills: Kills
  beforeAll(async () => {
    kills = await tried(toy, mutants)
  }, 60_000)

  it('a guard that a property needs is noticed by that property', () => {
    expect(kills.get(the('without count < 3'))).toBe('TypeOK')
  })

  it('a guard that is dropped is noticed by the steps it allows', () => {
    expect(kills.get(the('without lit'))).toBe('count: a step more')
  })

  it('a redundant guard survives', () => {
    expect(kills.has(the('without count >= 0'))).toBe(false)
    expect(kills.has(the('count >= -1 + 0'))).toBe(false)
  })

  it('a variable that should be UNCHANGED and is not is noticed', () => {
    expect(kills.get(the('count in UNCHANGED count'))).toBe('count: a step more')
  })

  it('a bound that is too strict is noticed by the missing steps', () => {
    expect(kills.get(the('count < -1 + 3'))).toBe('count: a step less')
  })

  it('a mutant with an evaluation error is killed by TLC, and the others are tried all the same', () => {
    expect(kills.get(the('without count # 0'))).toMatch(/^TLC: /)
    expect(kills.size).toBeGreaterThan(5)
  })

  it('a survivor does not count if TLC found another number of states than expected', async () => {
    const alive = [the('without count >= 0')]
    await expect(tried({ ...toy, distinct: 8 }, alive)).rejects.toThrow('not all states of the model')
  })
})
