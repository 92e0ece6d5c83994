import { checkMisuse, MISUSES } from '../../test/core/misuse.ts'
import { playMany } from '../programs/index.ts'
import type { MutantClaim } from '../report/claims.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { replayTour } from '../tour/replay.ts'
import { MOST_STARTS, startsOf } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { wrongCall } from './calls.ts'
import { type Check, type Mutant, mutate, placeIn } from './mutant.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'
import type { Place } from './reach.ts'
import { wrongSequence } from './sequences.ts'
import { type Look, type Noticed, nearReplays, type Sample } from './trial.ts'

/** A tour that is read when it is its turn: most bugs are noticed in the first. */
export interface TourSource {
  /** How many states its model has: about how long a replay takes. */
  readonly states: number
  readonly read: () => Promise<Tour>
}

/**
 * Builds the source with the bug in it, in memory, and looks whether its check notices.
 *
 * @throws {LostMutant} if the mutant's text does not stand in the source exactly once
 * @throws {Error} if the source with the bug can't be built
 */
export async function checkMutant(
  mutant: Mutant,
  tours: readonly TourSource[],
  samples: readonly Sample[] = [],
): Promise<MutantClaim> {
  const { name, file, from, to, check } = mutant
  const text = await mutate(mutant)
  const since = performance.now()
  const killedBy = await noticed(check, { tours, samples, text, place: await placeIn(mutant) })
  return { name, file, from, to, check, killedBy, milliseconds: Math.round(performance.now() - since) }
}

async function noticed(check: Check, sources: Sources): Promise<Noticed> {
  // What can't be built is no bug but a mistake in the table: this throws.
  const core = await loadCore({ stepped: STEPPED.has(check), text: sources.text, bounded: true })
  for (const one of CHECKS[check](core, sources)) {
    const found = await one()
    if (found) return found
  }
  return null
}

const STEPPED: ReadonlySet<Check> = new Set(['tours', 'calls', 'programs'])

/** What a check is made from, beside the core with the bug in it. */
interface Sources {
  readonly tours: readonly TourSource[]
  readonly samples: readonly Sample[]
  readonly text: Readonly<Record<string, string>>
  readonly place: Place | null
}

type Checks = (core: Core, sources: Sources) => readonly (() => Noticed | Promise<Noticed>)[]

/** So many programs, the same ones each time: most bugs are noticed in the first hundred. */
const PROGRAMS = 3000
const SEED = 1

const CHECKS: Readonly<Record<Check, Checks>> = {
  // What small tours do not notice, programs do sooner than large ones.
  tours: (core, { tours, samples, place }) => [
    ...nearReplays(core, place, samples).map((look) => () => thrownLater(look)),
    ...replays(core, tours.filter(isSmall)),
    () => thrown(() => wrongProgram(core)),
    ...replays(
      core,
      tours.filter((tour) => !isSmall(tour)),
    ),
  ],
  calls: (core, { text }) => [
    () => thrown(() => wrongCall(core)),
    () => thrown(() => wrongOutcome(core)),
    async () => {
      const plain = await loadCore({ stepped: false, text, bounded: true })
      return thrown(() => wrongEnding(plain))
    },
  ],
  programs: (core) => [() => thrown(() => wrongProgram(core))],
  misuse: (core) => MISUSES.map((misuse) => () => thrown(() => checkMisuse(core, misuse))),
  sequences: (core) => [() => thrown(() => wrongSequence(core))],
}

/** A graph of so few states is replayed soon. */
const SMALL = 8000

function isSmall({ states }: TourSource): boolean {
  return states <= SMALL
}

function replays(core: Core, tours: readonly TourSource[]): (() => Promise<Noticed>)[] {
  return inTurn(tours).map(
    ({ tour, nth }) =>
      () =>
        partingAfter(tour, core, nth),
  )
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

async function thrownLater(look: Look): Promise<Noticed> {
  try {
    return await look()
  } catch (error) {
    return `fails: ${error instanceof Error ? error.message : String(error)}`
  }
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

/** The last line of a program says what is wrong; a program that is as it should be says nothing. */
function wrongProgram(core: Core): Noticed {
  const { programs, failure } = playMany(core, SEED, PROGRAMS)
  return failure && `program ${programs} of seed ${SEED}, step ${failure.length - 2}: ${failure.at(-1)}`
}
