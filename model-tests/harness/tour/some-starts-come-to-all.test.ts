import { expect, test } from 'vitest'
import { someStartsOf, startsOf } from './starts.ts'

const headOf = (lines: number) => ({ size: 2, count: { scripts: 1, lines } })

test('as the choice grows, every start of a tour is taken, and the first each time', () => {
  const all = startsOf(headOf(100))
  const taken = Array.from({ length: all.length - 1 }, (_, chosen) => someStartsOf(headOf(100), 7 + chosen))
  expect(taken.every(([first, ...others]) => first === all[0] && others.length === 1)).toBe(true)
  expect(new Set(taken.flat())).toEqual(new Set(all))
})

test('a long tour is taken from its first start only', () => {
  expect(someStartsOf(headOf(30_000), 1)).toEqual([0])
})
