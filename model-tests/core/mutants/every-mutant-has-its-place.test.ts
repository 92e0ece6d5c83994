import { expect, test } from 'vitest'
import { LostMutant, type Mutant, mutate } from './mutant.ts'
import { MUTANTS } from './table.ts'

// `verify` checks that each of them is noticed.
test.each(MUTANTS)('$file: $name', async (mutant) => {
  const texts = await mutate(mutant)
  for (const { file, to } of [mutant, ...(mutant.also ?? [])]) expect(texts[file]).toContain(to)
})

test('no two mutants are the same', () => {
  const places = MUTANTS.map(({ file, from, to, also, check }) =>
    JSON.stringify([file, from, to, ...(also ? [also, check] : [])]),
  )
  expect(new Set(places).size).toBe(MUTANTS.length)
})

test('a mutant whose text is gone is an error that names the file', async () => {
  const lost = { name: 'gone', file: 'Consumer.ts', from: 'no such text', to: '', check: 'tours' } as const
  await expect(mutate(lost)).rejects.toThrow(LostMutant)
  await expect(mutate(lost)).rejects.toThrow(
    'mutant "gone": its text must occur once in src/core/Consumer.ts, and occurs 0 times',
  )
})

test('one edit of two whose text is gone is an error that names its file', async () => {
  const also = [{ file: 'ring/monitor.ts', from: 'nor this one', to: '' }]
  const [first] = MUTANTS
  await expect(mutate({ ...(first as Mutant), name: 'half', also })).rejects.toThrow(
    'mutant "half": its text must occur once in src/ring/monitor.ts, and occurs 0 times',
  )
})
