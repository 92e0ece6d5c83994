// The clock of a test file, in place before the source takes it: a test may let time stand still. It never goes back.
import { afterEach, beforeEach } from 'vitest'

const real = performance.now.bind(performance)
let still: number | undefined
/** By how much it is ahead of the real one. */
let ahead = 0

const now = (): number => real() + ahead
performance.now = () => still ?? now()

/** In all tests of this file no time passes: no batch ends because its events took long on a slow machine. */
export function timeStandsStill(): void {
  beforeEach(() => {
    still = now()
  })
  afterEach(timeGoesOn)
}

/** Lets this many milliseconds pass at once, in a test for which time stands still. */
export function timePasses(milliseconds: number): void {
  if (still === undefined) throw new Error('time does not stand still')
  still += milliseconds
  ahead += milliseconds
}

/** Lets time pass as it does, until the end of this test. */
export function timeGoesOn(): void {
  still = undefined
}
