import { checkMisuse, MISUSES } from '../../test/core/misuse.ts'
import type { MutantClaim } from '../report/claims.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { replayTour } from '../tour/replay.ts'
import { MOST_STARTS, startsOf } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { wrongCall } from './calls.ts'
import { type Check, type Mutant, mutate } from './mutant.ts'

/** A tour that is read when it is its turn: most bugs are noticed in the first. */
export interface TourSource {
  /** How many states its model has: about how long a replay takes. */
  readonly states: number
  readonly read: () => Promise<Tour>
}

/** Where a bug was noticed, in a sentence; null if it was not. */
type Noticed = string | null

/**
 * Builds the source with the bug in it, in memory, and looks whether its check notices.
 *
 * @throws {LostMutant} if the mutant's text does not stand in the source exactly once
 * @throws {Error} if the source with the bug can't be built
 */
export async function checkMutant(mutant: Mutant, tours: readonly TourSource[]): Promise<MutantClaim> {
  const { name, file, from, to, check } = mutant
  const text = await mutate(mutant)
  const since = performance.now()
  const killedBy = await noticed(check, text, tours)
  return { name, file, from, to, check, killedBy, milliseconds: Math.round(performance.now() - since) }
}

async function noticed(
  check: Check,
  text: Readonly<Record<string, string>>,
  tours: readonly TourSource[],
): Promise<Noticed> {
  // What can't be built is no bug but a mistake in the table: this throws.
  const core = await loadCore({ stepped: check === 'tours' || check === 'calls', text })
  for (const one of CHECKS[check](core, tours)) {
    const found = await one()
    if (found) return found
  }
  return null
}

type Checks = (core: Core, tours: readonly TourSource[]) => readonly (() => Noticed | Promise<Noticed>)[]

const CHECKS: Readonly<Record<Check, Checks>> = {
  tours: (core, tours) =>
    inTurn(tours).map(
      ({ tour, nth }) =>
        () =>
          partingAfter(tour, core, nth),
    ),
  calls: (core) => [() => thrown(() => wrongCall(core))],
  misuse: (core) => MISUSES.map((misuse) => () => thrown(() => checkMisuse(core, misuse))),
  sequences: (core) => NEAR.map((near) => () => thrown(() => wrongUnwrap(core, near))),
}

/** Quick replays first; from other starts than the first a tour notices so little more that larger ones go before. */
function inTurn(tours: readonly TourSource[]) {
  const replays = tours.flatMap((tour) =>
    Array.from({ length: MOST_STARTS }, (_, nth) => ({ tour, nth, cost: tour.states * (nth === 0 ? 1 : 8) })),
  )
  return replays.sort((a, b) => a.cost - b.cost)
}

/** A tour that can't be read is no bug that was noticed: this throws. */
async function partingAfter(source: TourSource, core: Core, nth: number): Promise<Noticed> {
  const tour = await source.read()
  const start = startsOf(tour)[nth]
  return start === undefined ? null : thrown(() => partingIn(tour, core, start))
}

/** What throws instead of going on is noticed as well. */
function thrown(check: () => Noticed): Noticed {
  try {
    return check()
  } catch (error) {
    return `fails: ${error instanceof Error ? error.message : String(error)}`
  }
}

function partingIn(tour: Tour, core: Core, start: number): Noticed {
  const { parting } = replayTour(tour, core, start)
  if (!parting) return null
  const { script, line, what, spec, source } = parting
  return `${tour.model} from ${start}, script ${script}, line ${line}: ${what}: spec ${spec}, source ${source}`
}

const NEAR: readonly number[] = [0, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 2 ** 31, 2 ** 53 - 3]

function wrongUnwrap({ unwrap, wrap, after, sequenceAt, slotOf, lapOf }: Core, near: number): Noticed {
  for (const ahead of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
    const found = after(wrap(near + ahead), wrap(near))
    if (found !== ahead) return `after ${near}: ${found} instead of ${ahead}`
  }
  for (const size of [1, 2, 2 ** 20]) {
    const found = sequenceAt(wrap(lapOf(near, size)), slotOf(near, size), size)
    if (found !== wrap(near)) return `the sequence at the lap of ${near}, size ${size}: ${found}`
  }
  for (const distance of [-3, -1, 0, 1, 2]) {
    const found = unwrap(near, wrap(near + distance))
    if (found !== near + distance) return `unwrap near ${near}: ${found} instead of ${near + distance}`
  }
  return null
}
