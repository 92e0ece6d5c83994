import { expect, it } from 'vitest'
import { loadCore } from '../load.ts'
import { walkMany } from './index.ts'

const SEED = 1
const STEPS = 50_000

it('guided walks visit clearly more states than unguided ones in the same number of steps', async () => {
  const core = await loadCore({ stepped: true })
  const [guided, unguided] = [walkMany(core, SEED, STEPS), walkMany(core, SEED, STEPS, 'unguided')]
  expect(guided.failure ?? unguided.failure).toBeNull()
  expect(guided.steps).toBeLessThan(STEPS * 1.05)
  expect(guided.seen).toBeGreaterThan(1.1 * unguided.seen)
})
