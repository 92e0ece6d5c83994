import { expect, test } from 'vitest'
import { loadCore } from '../load.ts'
import { wrongCall } from './calls.ts'
import { wrongPositions } from './counted.ts'
import { wrongDeparture } from './departed.ts'
import { wrongMeanwhile } from './meanwhile.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'

test('tries, batch limits, second attempts, and the last sequence', async () => {
  expect(wrongCall(await loadCore({ stepped: true }))).toBeNull()
})

test('time-outs, aborted calls, and a ring that is closed twice', async () => {
  expect(wrongOutcome(await loadCore({ stepped: true }))).toBeNull()
})

test('positions equal plain counts', async () => {
  expect(wrongPositions(await loadCore({ stepped: false, bounded: true }))).toBeNull()
})

test('other threads act within a call, and between its wake-up and its end', async () => {
  expect(await wrongMeanwhile(await loadCore({ stepped: false, bounded: true }))).toBeNull()
})

test('a thread that ends reports it in the rings that it is part of', async () => {
  expect(await wrongDeparture()).toBeNull()
})

test('producers that have left or died, and a thread that may wait', async () => {
  expect(wrongEnding(await loadCore({ stepped: false }))).toBeNull()
})
