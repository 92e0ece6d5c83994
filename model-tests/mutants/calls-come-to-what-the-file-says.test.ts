import { expect, test } from 'vitest'
import { loadCore } from '../stepper/load.ts'
import { wrongStory } from './told.ts'

test('calls on one thread come to what is written down', async () => {
  expect(await wrongStory(await loadCore({ stepped: false }))).toBeNull()
})

test('what comes to something else is told with its line', async () => {
  const core = { ...(await loadCore({ stepped: false })), createRing: () => ({ state: 'gone' }) }
  expect(await wrongStory(core as never)).toMatch(
    /^calls\.txt, line \d+: ring\.state comes to gone instead of open$/,
  )
})
