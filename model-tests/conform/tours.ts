// The tours that a port is to follow: those that need no other parts than it has, the shortest first.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readTour, readTourHead, SPEC } from '../core/files.ts'
import { parseHead, parseTour, type Tour, type TourHead } from '../core/tour.ts'
import { startsOf } from '../harness/tour/starts.ts'
import { needsOf, type PartOfRing } from './parts.ts'

const ENDING = '.jsonl.br'

/** A stored tour: its head, and its whole, which takes some time to parse. */
export interface Stored {
  readonly head: TourHead
  readonly needs: readonly PartOfRing[]
  readonly starts: readonly number[]
  readonly read: () => Promise<Tour>
}

/** All stored tours, the shortest first: so a port meets the simplest scripts before all others. */
export async function storedTours(): Promise<Stored[]> {
  const files = await readdir(join(SPEC, 'tours'))
  const models = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length))
  const stored = await Promise.all(models.map(readStored))
  return stored.toSorted((one, other) => one.head.count.lines - other.head.count.lines)
}

async function readStored(model: string): Promise<Stored> {
  const head = parseHead(await readTourHead(model))
  const read = async (): Promise<Tour> => parseTour((await readTour(model)) ?? '')
  return { head, needs: needsOf(head), starts: startsOf(head), read }
}

/** Whether a port of these parts follows the tour. */
export function isFor(parts: readonly PartOfRing[]): (tour: Pick<Stored, 'needs'>) => boolean {
  return ({ needs }) => needs.every((part) => parts.includes(part))
}
