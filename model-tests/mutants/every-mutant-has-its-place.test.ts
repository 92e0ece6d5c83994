import { expect, test } from 'vitest'
import { loadCore } from '../stepper/load.ts'
import { checkMutant } from './check.ts'
import { LostMutant, type Mutant, mutate } from './mutant.ts'
import { MUTANTS } from './table.ts'

// Verify looks whether each of them is noticed.
test.each(MUTANTS)('$file: $name', async (mutant) => {
  const texts = await mutate(mutant)
  for (const { file, to } of [mutant, ...(mutant.also ?? [])]) expect(texts[file]).toContain(to)
})

test('no two are the same', () => {
  const places = MUTANTS.map(({ file, from, to, also, check }) =>
    JSON.stringify([file, from, to, ...(also ? [also, check] : [])]),
  )
  expect(new Set(places).size).toBe(MUTANTS.length)
})

test('a mutant whose text is gone is an error that names the place', async () => {
  const lost = { name: 'gone', file: 'Consumer.ts', from: 'no such text', to: '', check: 'tours' } as const
  await expect(mutate(lost)).rejects.toThrow(LostMutant)
  await expect(mutate(lost)).rejects.toThrow('mutant "gone": its text stands 0 times in src/core/Consumer.ts')
})

test('one of two places that is gone is an error that names it', async () => {
  const also = [{ file: 'ring/monitor.ts', from: 'nor this one', to: '' }]
  const [first] = MUTANTS
  await expect(mutate({ ...(first as Mutant), name: 'half', also })).rejects.toThrow(
    'mutant "half": its text stands 0 times in src/ring/monitor.ts',
  )
})

test('what changes nothing survives', async () => {
  const harmless = {
    name: 'nothing',
    file: 'words.ts',
    from: 'turn++);',
    to: 'turn += 1);',
    check: 'misuse',
  } as const
  expect(await checkMutant(harmless, [])).toMatchObject({ killedBy: null })
  await expect(loadCore({ stepped: false })).resolves.toHaveProperty('createRing')
})

test('a tour that can not be read is an error, and notices nothing', async () => {
  const from = 'return ((a - b) | 0) >> 1'
  const harmless: Mutant = { name: 'none', file: 'Sequence.ts', from, to: `${from};`, check: 'tours' }
  const missing = { states: 1, read: () => Promise.reject(new Error('no tour is kept')) }
  await expect(checkMutant(harmless, [missing])).rejects.toThrow('no tour is kept')
})
