// The form of an invariant: the parts of the state that it reads, and a description of the violation.
import { PARTS, type Part, type World } from './world.ts'

/** A description of the violation, or null; evaluated after each step that changes a part it reads. */
export interface Look {
  /** the parts, as bits */
  readonly reads: number
  readonly wrong: (world: World) => string | null
}

export type Looks = Readonly<Record<string, Look>>

/** An invariant that reads these parts of a state. */
export function look(reads: string, wrong: Look['wrong']): Look {
  const parts = reads.split(' ') as Part[]
  return { reads: parts.reduce((bits, part) => bits | PARTS[part], 0), wrong }
}

/** An invariant that must hold for each of these. */
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
