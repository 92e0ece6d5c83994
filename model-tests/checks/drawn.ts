import type { Parting } from '../core/edges/replay.ts'
import type { Tour, TourHead } from '../core/tour.ts'
import type { Arrival } from '../harness/tour/tour.ts'
import type { PartingPicture } from '../report/claims.ts'

const SHOWN = 20

/** Where a replay ended, on either machine; on threads only the spec's side of what was enabled is known. */
export type Ended = Omit<Parting, 'model' | 'enabled'> & Partial<Pick<Parting, 'enabled'>>

/** The picture of a replay that parted: the last lines before it, and what was enabled. */
export function drawn(
  where: string,
  tour: Tour,
  { start, script, line, what, spec, source, enabled }: Ended,
): PartingPicture {
  const lines = (tour.scripts[script] ?? []).map((each, number) => ({ number, line: each }))
  const before = lines.slice(Math.max(0, line + 1 - SHOWN), line + 1)
  return {
    model: tour.model,
    where,
    start,
    script,
    threads: tour.threads,
    lines: before,
    what,
    spec,
    source,
    enabled: enabled ?? { spec: offersAt(tour, before.at(-1)?.line), source: null },
    command: `npm run check -- models ${tour.model}`,
  }
}

function offersAt({ initial }: TourHead, line: Arrival | undefined): Arrival['offers'] {
  return (line ?? initial).offers
}
