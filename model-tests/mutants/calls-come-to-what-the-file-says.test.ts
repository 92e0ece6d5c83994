import { expect, test } from 'vitest'
import { loadCore } from '../stepper/load.ts'
import { retold, wrongStory } from './told.ts'

/** A new one each time: it warns once. */
const newCore = () => loadCore({ stepped: false, bounded: true })

test('calls on one thread come to what is written down', async () => {
  await expect(await retold(await newCore())).toMatchFileSnapshot('./calls.txt')
  expect(await wrongStory(await newCore())).toBeNull()
})

test('what comes to something else is told with its line', async () => {
  const gone = { ...(await newCore()), createRing: () => ({ state: 'gone' }) }
  expect(await wrongStory(gone as never)).toMatch(
    /^calls\.txt, line \d+: ring\.state comes to gone instead of open$/,
  )
})
