// A thread's own end, for the roles that it has in one ring.

import { FAILED } from '../core/Signal.ts'
import { bury } from './bury.ts'
import type { Ground } from './ground.ts'
import { epochOf, type Part } from './parts.ts'
import { type Departure, THIS_THREAD } from './thread.ts'

/** Buries this thread in a ring, as its supervisor would, whose thread may be blocked. */
export class Departing implements Departure {
  readonly #ring: Ground
  readonly #parts: readonly Part[]

  constructor(ring: Ground, parts: readonly Part[]) {
    this.#ring = ring
    this.#parts = parts
  }

  depart(end: { readonly code: number; readonly why?: string }): void {
    bury(this.#ring, this.#parts, THIS_THREAD, end)
  }

  /** In a failed ring nothing waits any more. */
  isOver(): boolean {
    return (epochOf(this.#ring) & FAILED) !== 0
  }
}
