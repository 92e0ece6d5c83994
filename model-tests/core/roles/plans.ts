// Random casts: a small ring, its threads, its takeovers, and what producers may do.
import type { Chance } from '../../harness/random.ts'
import { castOf, type Roles } from './cast.ts'

/** A cast, and the number of its threads that will end. */
export interface Played {
  readonly cast: Roles
  /** How many threads are terminated or end by themselves while the others still act. */
  readonly fates: number
}

/** The consumers of a ring by index, each with its upstream. */
const SHAPES: readonly (readonly (readonly number[])[])[] = [
  [[]],
  [[]],
  [[], []],
  [[], [0]],
  [[], [0]],
  [[], [0], [1]],
  [[], [0], [0]],
  [[], [], [0, 1]],
]

const FIRST_READER = 11
const FIRST_WORKER = 21
const CLOSER = 31
const STOPPER = 41
const FIRST_SUPERVISOR = 51
const FIRST_SPARE = 61

/** Deterministic: the same chance gives the same cast. */
export function playedOf(chance: Chance): Played {
  const shape = chance.of(SHAPES)
  const producers = numbered(1, 2 + chance.below(2))
  const readers = numbered(FIRST_READER, shape.length)
  const workers = numbered(FIRST_WORKER, chance.below(3) === 0 ? 1 + chance.below(3) : 0)
  const kept = [...producers, ...readers].filter(() => chance.below(3) === 0)
  const supervisors = numbered(FIRST_SUPERVISOR, chance.of([0, 1, 1, 1, 2, 2]))
  const cast = castOf({
    ...{ producers, readers, workers, kept, supervisors },
    size: chance.of([1, 2, 4]),
    claims: 1 + chance.below(4),
    closers: numbered(CLOSER, chance.of([0, 0, 1, 1, 2])),
    stoppers: numbered(STOPPER, chance.of([0, 0, 0, 1])),
    upstream: new Map(shape.map((of, r) => [FIRST_READER + r, of.map((u) => FIRST_READER + u)])),
    spares: sparesOf(kept, chance),
    batch: new Map(),
    late: [...producers, ...readers, ...workers].filter(() => chance.below(5) === 0),
    habits: ['leave', 'give back'].filter(() => chance.below(2) === 0),
    unwatched: producers.filter(() => supervisors.length === 0 || chance.below(4) === 0),
  })
  return { cast, fates: chance.of([0, 1, 1, 2, 2, 3, 4]) }
}

function numbered(first: number, many: number): number[] {
  return Array.from({ length: many }, (_, n) => first + n)
}

/** Most kept roles have one spare thread that takes them over, some have two. */
function sparesOf(kept: readonly number[], chance: Chance): Map<number, number> {
  const places = kept.flatMap((role) => Array<number>(chance.of([0, 1, 1, 1, 2])).fill(role))
  return new Map(places.map((role, n) => [FIRST_SPARE + n, role]))
}
