import { checkMisuse, MISUSES } from '../../test/core/misuse.ts'
import type { MutantClaim } from '../report/claims.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { MOST_STARTS, startsOf } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { wrongCall } from './calls.ts'
import { wrongDeparture } from './departed.ts'
import { wrongMeanwhile } from './meanwhile.ts'
import { type Check, type Mutant, mutate, partedTexts, placeIn } from './mutant.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'
import type { Place } from './reach.ts'
import { wrongSequence } from './sequences.ts'
import { wrongStory } from './told.ts'
import {
  type Look,
  type Noticed,
  nearReplays,
  noticedBy,
  partingIn,
  replaysFromElsewhere,
  type Sample,
  wrongAmong,
  wrongProgram,
} from './trial.ts'

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
  const { core: text } = partedTexts(sources.text)
  const core = await loadCore({ stepped: STEPPED.has(check), text, bounded: true })
  for await (const look of CHECKS[check](core, sources)) {
    const found = await noticedBy(look)
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

type Checks = (core: Core, sources: Sources) => Iterable<Look> | AsyncIterable<Look>

/** So many programs, the same ones each time: most bugs are noticed in the first hundred. */
const FEW_PROGRAMS = 400
const PROGRAMS = 3000

const CHECKS: Readonly<Record<Check, Checks>> = {
  // What takes long notices least: what samples do not, programs do soonest.
  tours: async function* (core, { tours, samples, place }) {
    yield* nearReplays(core, place, samples)
    yield () => wrongProgram(core, FEW_PROGRAMS)
    yield* replaysFromElsewhere(core, place, samples)
    yield* replays(core, tours.filter(isSmall))
    yield () => wrongProgram(core, PROGRAMS)
    yield* replays(
      core,
      tours.filter((tour) => !isSmall(tour)),
    )
  },
  calls: async function* (core, { text }) {
    yield () => wrongCall(core)
    yield () => wrongOutcome(core)
    const plain = await loadCore({ stepped: false, text, bounded: true })
    yield () => wrongEnding(plain)
    const between = await loadCore({ stepped: false, text, bounded: true })
    yield () => wrongMeanwhile(between)
    const told = await loadCore({ stepped: false, text, bounded: true })
    yield () => wrongStory(told)
    yield () => wrongDeparture(partedTexts(text).core)
  },
  programs: (core) => [() => wrongProgram(core, PROGRAMS)],
  misuse: (core) => MISUSES.map((misuse) => () => checkMisuse(core, misuse)),
  sequences: (core) => [() => wrongSequence(core)],
  situations: (_, { text }) => {
    const { core, ring } = partedTexts(text)
    return [() => wrongAmong(ring, core)]
  },
}

/** A graph of so few states is replayed soon. */
const SMALL = 8000

function isSmall({ states }: TourSource): boolean {
  return states <= SMALL
}

/** A tour that can't be read is no bug that was noticed: this throws. */
async function* replays(core: Core, tours: readonly TourSource[]): AsyncGenerator<Look> {
  for (const { source, nth } of inTurn(tours)) {
    const tour = await source.read()
    const start = startsOf(tour)[nth]
    if (start !== undefined) yield () => partingIn(tour, core, start)
  }
}

/** Quick replays first; from other starts than the first a tour notices so little more that larger ones go before. */
function inTurn(sources: readonly TourSource[]) {
  const replays = sources.flatMap((source) =>
    Array.from({ length: MOST_STARTS }, (_, nth) => ({
      ...{ source, nth },
      cost: source.states * (nth === 0 ? 1 : 8),
    })),
  )
  return replays.sort((a, b) => a.cost - b.cost)
}
