import { expect, test } from 'vitest'
import { loadCore } from '../load.ts'
import { checkMutant } from './check.ts'
import type { Mutant } from './mutant.ts'

test('a mutant that changes nothing survives', async () => {
  const harmless = {
    name: 'nothing',
    file: 'Waiter.ts',
    from: 'i++);',
    to: 'i += 1);',
    check: 'misuse',
  } as const
  expect(await checkMutant(harmless, [])).toMatchObject({ killedBy: null })
  await expect(loadCore({ stepped: false })).resolves.toHaveProperty('createRing')
})

test('an unreadable tour is an error, not a mutant noticed', async () => {
  const from = 'return ((a - b) | 0) >> 1'
  const harmless: Mutant = { name: 'none', file: 'Sequence.ts', from, to: `${from};`, check: 'tours' }
  const missing = { states: 1, read: () => Promise.reject(new Error('no tour is kept')) }
  await expect(checkMutant(harmless, [missing])).rejects.toThrow('no tour is kept')
})
