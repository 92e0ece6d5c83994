// The clock of a test file, in place before the source takes it: a test may let time stand still.
import { afterEach, beforeEach } from 'vitest'

const real = performance.now.bind(performance)
let still: number | undefined

performance.now = () => still ?? real()

/** In all tests of this file no time passes: no batch ends because its events took long on a slow machine. */
export function timeStandsStill(): void {
  beforeEach(() => {
    still = real()
  })
  afterEach(() => {
    still = undefined
  })
}

/** Lets this many milliseconds pass at once, in a test for which time stands still. */
export function timePasses(milliseconds: number): void {
  if (still === undefined) throw new Error('time does not stand still')
  still += milliseconds
}

/** Lets time pass as it does, until the end of this test. */
export function timeGoesOn(): void {
  still = undefined
}
