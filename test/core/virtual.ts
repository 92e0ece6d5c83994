// A thread whose clock advances only with the work done, so that the delay of its event loop is exactly known.
import { vi } from 'vitest'

/** The time that reading the clock takes, in ms. */
const GLANCE_MS = 2 ** -14

/** Newly loaded forms, and the core below them, under this clock. */
export interface Virtual {
  readonly forms: typeof import('./load.ts')['FORMS']
  readonly core: typeof import('../../src/index.ts')
  /** Takes that long. */
  work(milliseconds: number): void
  now(): number
  /** How long the thread was kept each time, from the request of a loop round to the round. */
  readonly kept: readonly number[]
  /** How often a timer of that many ms, set again whenever it fires, has fired. */
  ticks(milliseconds: number): number
}

/** Call once in a test; the test's end undoes it, see `real`. */
export async function virtual(): Promise<Virtual> {
  const { setImmediate: immediate } = globalThis
  let time = 0
  const rounds: number[] = []
  const kept: number[] = []
  vi.resetModules()
  vi.stubGlobal('performance', {
    now: () => {
      time += GLANCE_MS
      return time
    },
  })
  vi.stubGlobal('setImmediate', (then: () => void) => {
    const asked = time
    immediate(() => {
      kept.push(time - asked)
      rounds.push(time)
      then()
    })
  })
  const [{ FORMS: forms }, core] = await Promise.all([import('./load.ts'), import('../../src/index.ts')])
  const work = (milliseconds: number): void => {
    time += milliseconds
  }
  return { forms, core, work, now: () => time, kept, ticks: (every) => ticksOf(rounds, every) }
}

export function real(): void {
  vi.unstubAllGlobals()
  vi.resetModules()
}

function ticksOf(rounds: readonly number[], every: number): number {
  let [ticks, last] = [0, 0]
  for (const at of rounds) {
    if (at - last < every) continue
    ticks++
    last = at
  }
  return ticks
}
