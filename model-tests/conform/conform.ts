// Runs a port through its tours, up to the first divergence.
import type { Line } from '../harness/tour/tour.ts'
import { type Followed, followTour } from './follow.ts'
import type { PortOptions } from './port.ts'
import type { Stored } from './tours.ts'

/** A port, the tours that it is to follow, and where progress goes. */
export interface Conformance extends PortOptions {
  readonly tours: readonly Stored[]
  /** Instead of those at which each tour begins. */
  readonly starts?: readonly number[] | undefined
  /** The number of the only script to follow, in each tour. */
  readonly only?: number | undefined
  readonly onTour: (followed: Followed, seconds: number) => void
}

/** The result: the tours that were followed, all of which passed but perhaps the last. */
export interface Conformed {
  readonly followed: readonly Followed[]
  /** The last lines up to where the last tour diverged. */
  readonly lines: readonly Line[]
  readonly seconds: number
}

const SHOWN = 20

/**
 * Follows tour after tour, each from all of its starts, up to the first divergence.
 *
 * @throws {PortError} if the port hangs, dies, or answers what is no answer
 */
export async function conform({ tours, starts, onTour, ...options }: Conformance): Promise<Conformed> {
  const began = performance.now()
  const secondsSince = (since: number): number => (performance.now() - since) / 1000
  const followed: Followed[] = []
  for (const stored of tours) {
    const tour = await stored.read()
    for (const start of starts ?? stored.starts) {
      const since = performance.now()
      const result = await followTour(tour, start, options)
      followed.push(result)
      onTour(result, secondsSince(since))
      const { divergence: at } = result
      if (!at) continue
      const lines = (tour.scripts[at.script] ?? []).slice(Math.max(0, at.line + 1 - SHOWN), at.line + 1)
      return { followed, lines, seconds: secondsSince(began) }
    }
  }
  return { followed, lines: [], seconds: secondsSince(began) }
}
