// A ring on the machine, with everybody of a cast before his first step.
import type { Core } from '../stepper/load.ts'
import { Machine } from '../stepper/machine.ts'
import type { TourHead } from '../tour/tour.ts'
import { type Aborts, callerOf, type Form, type Memory, ringOptions } from './callers.ts'

/** A machine, and what its threads share. */
export interface SteppedRing {
  readonly machine: Machine
  readonly memory: Memory
  readonly words: Int32Array
}

/** Puts the cast of a head on a machine; each is attached by itself, so that nobody takes another's events for his. */
export function steppedRing(
  core: Core,
  head: TourHead,
  start: number,
  form: Form = 'blocking',
  aborts?: Aborts,
): SteppedRing {
  const { handle } = core.createRing({ ...ringOptions(head), start })
  const words = new Int32Array(handle.buffer)
  const deaths = new Set<string>()
  const slots = new Float64Array(head.size).fill(Number.NaN)
  const memory = { slots, deaths, ...(aborts ? { aborts } : {}) }
  const lifecycle = new core.Lifecycle(words)
  const threads = head.threads.map((name) => {
    return callerOf(name, { head, ring: core.attachRing(handle), memory, lifecycle, form })
  })
  const machine = new Machine(threads, (thread) => void deaths.add(head.threads[thread] ?? ''))
  return { machine, memory, words }
}
