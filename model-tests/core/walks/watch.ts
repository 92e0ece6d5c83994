// Checks a walk: after each step, all invariants that it could have violated.
import type { Core } from '../load.ts'
import type { SteppedRing } from '../stepped.ts'
import type { TourHead } from '../tour.ts'
import { Ghosts, type Taken } from './ghosts.ts'
import { type Named, ONE_PRODUCER, SEVERAL_PRODUCERS } from './invariants.ts'
import { World } from './world.ts'

export class Violated extends Error {
  readonly code = 'VIOLATED'
  readonly invariant: string

  constructor(invariant: string, what: string) {
    super(`${invariant}: ${what}`)
    this.invariant = invariant
  }
}

export class Watch {
  readonly world: World
  readonly #ghosts: Ghosts
  readonly #all: readonly Named[]

  constructor(core: Core, head: TourHead, start: number, ring: SteppedRing) {
    this.world = new World(core, head, start, ring)
    this.#ghosts = new Ghosts(this.world, ring.machine)
    this.#all = Object.entries(this.world.several ? SEVERAL_PRODUCERS : ONE_PRODUCER)
  }

  before(thread: number): void {
    this.#ghosts.before(thread)
  }

  /**
   * Checks a step that was taken.
   *
   * @throws {Violated} if an invariant does not hold after it
   */
  after(taken: Taken): void {
    const changed = this.#ghosts.after(taken)
    for (const [name, { reads, wrong }] of this.#all) {
      if ((reads & changed) === 0) continue
      const found = wrong(this.world)
      if (found !== null) throw new Violated(name, found)
    }
  }
}
