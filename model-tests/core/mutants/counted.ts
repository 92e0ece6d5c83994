// Checks `positions()` against plain counts, with the model that the monitor is checked against.
import { Chance } from '../../harness/random.ts'
import { Known } from '../../ring/monitor-model.ts'
import type { Core } from '../load.ts'

const WALKS = 12
const STEPS = 30
const SEED = 1

/** Plays random steps, the same ones each time. Returns the first positions that differ from the counts, or null. */
export function wrongPositions(core: Core): string | null {
  const chance = new Chance(SEED)
  for (let walk = 0; walk < WALKS; walk++) {
    const start = chance.of([0, 2 ** 30 - 8, 2 ** 31 - 8, 2 ** 32 - 8])
    const producers = chance.of([['a'], ['a', 'b'], ['a', 'b', 'c']])
    const known = new Known(chance.of([1, 2, 4]), start, producers, core.createRing)
    for (let step = 0; step < STEPS; step++) {
      if (chance.below(2) === 0) known.produce(chance.below(3), 1 + chance.below(4))
      else known.read(chance.of(['work', 'after', 'jobs']), 1 + chance.below(5))
      const [found, expected] = [known.ring.positions(), known.positions()].map((each) =>
        JSON.stringify(each),
      )
      if (found !== expected)
        return `positions in walk ${walk}, step ${step}: ${found} instead of ${expected}`
    }
  }
  return null
}
