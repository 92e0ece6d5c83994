import { expect, test } from 'vitest'
import { loadCore } from '../stepper/load.ts'
import { wrongCall } from './calls.ts'

test('a try, a limit, a second look, and the end of sequences', async () => {
  expect(wrongCall(await loadCore({ stepped: true }))).toBeNull()
})
