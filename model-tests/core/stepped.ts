// Puts a ring and its callers on the machine.
import { Machine } from '../harness/stepper/machine.ts'
import { type Aborts, callerOf, type Form, type Memory, ringOptions } from './callers.ts'
import type { Core } from './load.ts'
import type { TourHead } from './tour.ts'

/** A machine, and the memory that its threads share. */
export interface SteppedRing {
  readonly machine: Machine
  readonly memory: Memory
  readonly words: Int32Array
}

/**
 * Puts the threads of a head on a machine, before their first steps; each attaches the ring itself, as real threads
 * do.
 */
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
