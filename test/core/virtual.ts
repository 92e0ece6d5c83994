// A thread whose clock goes on only by what is done: so it can be told exactly how long its event loop had to wait.
import { vi } from 'vitest'

/** What a clock says costs so many ms. */
const GLANCE_MS = 2 ** -14

/** A fresh load of the forms, and of the core below them, by this clock. */
export interface Virtual {
  readonly forms: typeof import('./load.ts')['FORMS']
  readonly core: typeof import('../../src/core/index.ts')
  /** What takes so long. */
  work(milliseconds: number): void
  now(): number
  /** How long the thread was kept, from each time that its loop was asked for to when it went round. */
  readonly kept: readonly number[]
  /** How often a timer of so many ms, set anew when it rings, has rung. */
  ticks(milliseconds: number): number
}

/** To be called once in a test; the test's own end takes it back, see `real`. */
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
  const [{ FORMS: forms }, core] = await Promise.all([import('./load.ts'), import('../../src/core/index.ts')])
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
