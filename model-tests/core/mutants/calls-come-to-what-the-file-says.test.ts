import { expect, test } from 'vitest'
import { loadCore } from '../load.ts'
import { retold, wrongStory } from './told.ts'

/** A new core each time, since a core warns only once. */
const newCore = () => loadCore({ stepped: false, bounded: true })

test('calls on one thread come to what calls.txt says', async () => {
  await expect(await retold(await newCore())).toMatchFileSnapshot('./calls.txt')
  expect(await wrongStory(await newCore())).toBeNull()
})

test('a call that comes to something else is reported with its line', async () => {
  const gone = { ...(await newCore()), createRing: () => ({ state: 'gone' }) }
  expect(await wrongStory(gone as never)).toMatch(
    /^calls\.txt, line \d+: ring\.state comes to gone instead of open$/,
  )
})
