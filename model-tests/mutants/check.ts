import { checkMisuse, MISUSES } from '../../test/core/misuse.ts'
import type { MutantClaim } from '../report/claims.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { replayTour } from '../tour/replay.ts'
import { STARTS } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { type Check, type Mutant, mutate } from './mutant.ts'

/** Reads a tour when it is its turn: most bugs are noticed in the first. */
export type TourSource = () => Promise<Tour>

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
  const core = await loadCore({ stepped: check === 'tours', text })
  for (const one of CHECKS[check](core, tours)) {
    const found = await one()
    if (found) return found
  }
  return null
}

type Checks = (core: Core, tours: readonly TourSource[]) => readonly (() => Noticed | Promise<Noticed>)[]

const CHECKS: Readonly<Record<Check, Checks>> = {
  tours: (core, tours) =>
    tours.flatMap((tour) => STARTS.map((start) => () => partingAfter(tour, core, start))),
  misuse: (core) => MISUSES.map((misuse) => () => thrown(() => checkMisuse(core, misuse))),
  sequences: (core) => NEAR.map((near) => () => thrown(() => wrongUnwrap(core, near))),
}

/** A tour that can't be read is no bug that was noticed: this throws. */
async function partingAfter(source: TourSource, core: Core, start: number): Promise<Noticed> {
  const tour = await source()
  return thrown(() => partingIn(tour, core, start))
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

function wrongUnwrap({ unwrap, wrap }: Core, near: number): Noticed {
  for (const distance of [-3, -1, 0, 1, 2]) {
    const found = unwrap(near, wrap(near + distance))
    if (found !== near + distance) return `unwrap near ${near}: ${found} instead of ${near + distance}`
  }
  return null
}
