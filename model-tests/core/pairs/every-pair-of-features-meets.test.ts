import { expect, test } from 'vitest'
import { readModels } from '../../../spec/tlc/models.ts'
import { SPEC } from '../files.ts'
import { allPairs, FEATURES, featured, meetingsOf, nameOf, readTable, wrongIn } from './pairs.ts'

const models = await featured(await readModels(SPEC), SPEC)
const table = await readTable(SPEC)

test('in a model that passes, or there is a reason', () => {
  expect(FEATURES.length).toBe(12)
  expect(allPairs().length).toBe(66)
  expect(wrongIn(table, models)).toEqual([])
})

test('each feature is in some model, and not in all', () => {
  for (const feature of FEATURES) {
    const having = models.filter(({ features }) => features.has(feature)).length
    expect(having, feature).toBeGreaterThan(0)
    expect(having, feature).toBeLessThan(models.length)
  }
})

test('a pair that meets no more is reported', () => {
  const pair = ['parks', 'close'] as const
  const gone = new Set(meetingsOf(pair, models))
  const left = models.filter(({ name }) => !gone.has(name))
  expect(
    wrongIn(table, left).some((sentence) => sentence.startsWith('parks, close: they do not meet in')),
  ).toBe(true)
})

test('a reason that is none any more is reported, and so is an empty cell', () => {
  const name = nameOf(['parks', 'close'])
  const excused = wrongIn(
    { ...table, [name]: { why: 'Nobody has ever thought of it, as far as is known.' } },
    models,
  )
  expect(excused).toEqual([
    expect.stringMatching(/^parks, close: they meet in \w+, so there is nothing to excuse$/),
  ])
  const { [name]: _, ...empty } = table
  expect(wrongIn(empty, models)).toEqual([expect.stringMatching(/^parks, close: they meet in \w+$/)])
})
