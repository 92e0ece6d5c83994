import { expect, test } from 'vitest'
import { loadCore } from '../stepper/load.ts'
import { wrongCall } from './calls.ts'
import { wrongPositions } from './counted.ts'
import { wrongDeparture } from './departed.ts'
import { wrongMeanwhile } from './meanwhile.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'

test('a try, a limit, a second look, and the end of sequences', async () => {
  expect(wrongCall(await loadCore({ stepped: true }))).toBeNull()
})

test('time that is up, a call that is aborted, and a ring that is closed twice', async () => {
  expect(wrongOutcome(await loadCore({ stepped: true }))).toBeNull()
})

test('positions are as counted', async () => {
  expect(wrongPositions(await loadCore({ stepped: false, bounded: true }))).toBeNull()
})

test('what others do within a call, and between what it waited for and its end', async () => {
  expect(await wrongMeanwhile(await loadCore({ stepped: false, bounded: true }))).toBeNull()
})

test('what a thread says of itself when it ends', async () => {
  expect(await wrongDeparture()).toBeNull()
})

test('one who has left, one who has died, and one who may wait', async () => {
  expect(wrongEnding(await loadCore({ stepped: false }))).toBeNull()
})
