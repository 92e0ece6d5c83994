import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chance } from '../../harness/random.ts'
import { loadCore } from '../load.ts'
import type { Cast } from '../programs/cast.ts'
import { casts } from './cast.ts'
import { INVARIANTS, ONE_PRODUCER, SEVERAL_PRODUCERS } from './invariants.ts'
import { nobody, Walk } from './walk.ts'
import { PARTS, type Part, type World } from './world.ts'

const core = await loadCore({ stepped: true })
const SEED = 3
const WALKS = 24
const TURNS = 300

type Fields = Record<string, unknown>

/** The fields of a state that can be corrupted. */
function fieldsOf(world: World): [owner: Fields, name: string][] {
  const owners = [...world.roles, world.before].map((own) => own as unknown as Fields)
  const all = owners.flatMap((own) => Object.keys(own).map((name): [Fields, string] => [own, name]))
  const words = ['cursor', 'unclaimed', 'isShut', 'final', 'take'].map((name): [Fields, string] => [
    world.words as unknown as Fields,
    name,
  ])
  const lists = [world.words.gates, world.words.stamps, world.words.done, world.slots].flatMap((list) =>
    [...list.keys()].map((at): [Fields, string] => [list as unknown as Fields, String(at)]),
  )
  return [...all, ...words, ...lists].filter(([, name]) => !['thread', 'kind', 'consumer'].includes(name))
}

const PLACES = [
  'Idle',
  'LoadGate',
  'LoadLap',
  'LoadCursor',
  'Probe',
  'EndWrite',
  'EndRead',
  'EndTask',
  'Ended',
  'MoveGate',
  'Leave',
  'Tell',
]

/** A different value of the same type. */
function other(value: unknown, chance: Chance): unknown {
  if (typeof value === 'number') return value + chance.of([-9, -8, -2, -1, 1, 2, 8, 9])
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return chance.of(PLACES)
  return Array.isArray(value) ? value.map((each) => each + chance.of([-9, -1, 0, 1, 9])) : value
}

function looksOf(world: World) {
  return Object.entries(world.several ? SEVERAL_PRODUCERS : ONE_PRODUCER)
}

/** Walks, and calls `shown` after each step and repeatedly at the end. */
function showing(shown: (world: World, chance: Chance) => void): void {
  for (const [at, cast] of fc.sample(casts, { seed: SEED, numRuns: WALKS }).entries()) {
    const chance = new Chance(SEED + at)
    const walk = new Walk(core, withoutDeaths(cast, at), nobody())
    for (let turn = 0; turn < TURNS; turn++) {
      if (walk.take([chance.below(2 ** 24), chance.below(2 ** 24)])) shown(walk.world, chance)
    }
    walk.finish()
    for (let again = 0; again < TURNS; again++) shown(walk.world, chance)
  }
}

/** A random field, more often one of the thread that moved last. */
function someField(world: World, chance: Chance): [owner: Fields, name: string] {
  const all = fieldsOf(world)
  const moved = all.filter(([owner]) => owner === (world.roles[world.before.thread] as unknown))
  return chance.of(chance.below(2) === 0 ? moved : all)
}

/** After a crash many invariants allow anything. */
function withoutDeaths(cast: Cast, at: number): Cast {
  return { ...cast, mortal: false, producers: at % 3 === 0 ? 1 : 4 }
}

describe('every invariant', () => {
  it('is violated by some state with one field corrupted', () => {
    const failed = new Set<string>()
    showing((world, chance) => {
      const [owner, name] = someField(world, chance)
      const right = owner[name]
      owner[name] = other(right, chance)
      for (const [invariant, { wrong }] of looksOf(world)) if (wrong(world) !== null) failed.add(invariant)
      owner[name] = right
    })
    expect(
      INVARIANTS.filter((name) => !failed.has(name)),
      `seed ${SEED}`,
    ).toEqual([])
  })

  it('declares all the parts that it reads', () => {
    const extra = new Set<string>()
    showing((world, chance) => {
      const [invariant, { reads, wrong }] = chance.of(looksOf(world))
      const read = new Set<string | symbol>()
      const noted = (from: World, part: string | symbol): unknown => {
        read.add(part)
        return Reflect.get(from, part)
      }
      wrong(new Proxy(world, { get: noted }))
      for (const part of read)
        if (part in PARTS && (reads & PARTS[part as Part]) === 0) extra.add(`${invariant} ${String(part)}`)
    })
    expect([...extra]).toEqual([])
  })
})
