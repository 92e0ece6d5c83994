import { expect, test } from 'vitest'
import { outcomeOf } from './handler/program.mjs'

test('a handler on a worker that a test starts', async () => {
  expect(await outcomeOf(new URL('./handler/worker.mjs', import.meta.url))).toBe('drained 5050 5050')
})
