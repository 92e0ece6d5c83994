// The programs of the core: on words of their own, or on a ring.
import type { Common, LanesProgram } from '../../harness/litmus/program.ts'

/** How the threads of a ring wait: they spin, or they park at once. */
export type Waits = 'poll' | 'park'

/** A bug in a file of the core. */
export interface Bug {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The possible outcomes of an event. */
export type Fate = 'whole' | 'torn' | 'not the next' | 'never arrived'

/** The shipped source, called through its public API: each event is an instance. */
export interface RingProgram extends Common<Fate> {
  readonly kind: 'ring'
  readonly size: number
  readonly producers: number
  readonly waits: Waits
  /** for a broken program */
  readonly bug?: Bug
}

export type Program = LanesProgram | RingProgram

export function threadsOf(program: Program): number {
  return program.kind === 'lanes' ? program.parts.length : program.producers + 1
}
