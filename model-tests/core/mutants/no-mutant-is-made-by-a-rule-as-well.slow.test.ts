import { expect, test } from 'vitest'
import { doublesAmong } from './doubles.ts'
import type { Mutant } from './mutant.ts'
import { MUTANTS } from './table.ts'

test('a mutant by hand is one that no rule makes', async () => {
  expect(await doublesAmong(MUTANTS)).toEqual([])
})

test('one that a rule makes is found, however it is laid out', async () => {
  const mutant: Mutant = {
    ...{ name: 'a cursor that stays', file: 'SingleProducer.ts', check: 'tours' },
    ...{ from: 'this.#cursor = last\n', to: '/* dropped */\n' },
  }
  expect(await doublesAmong([mutant])).toEqual([mutant])
})
