// How an invariant is written down: what it reads, and what is wrong in a state, or after a step, in which it does not hold.
import { PARTS, type Part, type World } from './world.ts'

/** What is wrong, or null; looked at after each step that changes a part that it reads. */
export interface Look {
  /** The parts, as bits. */
  readonly reads: number
  readonly wrong: (world: World) => string | null
}

/** Invariants by their names in the specs. */
export type Looks = Readonly<Record<string, Look>>

/** An invariant that reads these parts of a state. */
export function look(reads: string, wrong: Look['wrong']): Look {
  const parts = reads.split(' ') as Part[]
  return { reads: parts.reduce((bits, part) => bits | PARTS[part], 0), wrong }
}

/** An invariant that has to hold for each of these. */
export function each<Of>(
  reads: string,
  all: (world: World) => readonly Of[],
  wrong: (own: Of, world: World) => string | null | false,
): Look {
  return look(reads, (world) => {
    for (const own of all(world)) {
      const found = wrong(own, world)
      if (found) return found
    }
    return null
  })
}
