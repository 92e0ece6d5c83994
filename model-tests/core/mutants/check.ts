import { MOST_STARTS, startsOf } from '../../harness/tour/starts.ts'
import type { MutantClaim } from '../../report/claims.ts'
import { type Core, loadCore } from '../load.ts'
import { checkMisuse, MISUSES } from '../misuse/misuse.ts'
import type { Tour } from '../tour.ts'
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

/** A tour that is read only when its turn comes: most mutants are killed by the first one. */
export interface TourSource {
  /** The number of states of its model, roughly proportional to the time of a replay. */
  readonly states: number
  readonly read: () => Promise<Tour>
}

/**
 * Builds the mutated source in memory and runs the check that must notice the mutant.
 *
 * @throws {LostMutant} if the mutant's text does not occur in the source exactly once
 * @throws {Error} if the mutated source can't be built
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
  // A mutant that can't be built is a mistake in the table, so this throws.
  const { core: text } = partedTexts(sources.text)
  const core = await loadCore({ stepped: STEPPED.has(check), text, bounded: true })
  for await (const look of CHECKS[check](core, sources)) {
    const found = await noticedBy(look)
    if (found) return found
  }
  return null
}

const STEPPED: ReadonlySet<Check> = new Set(['tours', 'calls', 'programs'])

/** What a check works on, beside the mutated core. */
interface Sources {
  readonly tours: readonly TourSource[]
  readonly samples: readonly Sample[]
  readonly text: Readonly<Record<string, string>>
  readonly place: Place | null
}

type Checks = (core: Core, sources: Sources) => Iterable<Look> | AsyncIterable<Look>

/** How many programs are played, the same ones each time: most mutants are killed within the first hundred. */
const FEW_PROGRAMS = 400
const PROGRAMS = 3000

const CHECKS: Readonly<Record<Check, Checks>> = {
  // The quickest first: what samples miss, programs notice soonest.
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
    const { core, watching } = partedTexts(text)
    return [() => wrongAmong(watching, core)]
  },
}

/** The most states of a graph that is replayed quickly. */
const SMALL = 8000

function isSmall({ states }: TourSource): boolean {
  return states <= SMALL
}

/** A tour that can't be read kills no mutant, so this throws. */
async function* replays(core: Core, tours: readonly TourSource[]): AsyncGenerator<Look> {
  for (const { source, nth } of inTurn(tours)) {
    const tour = await source.read()
    const start = startsOf(tour)[nth]
    if (start !== undefined) yield () => partingIn(tour, core, start)
  }
}

/** Cheap replays first. Starts other than the first notice so little more that larger tours come before them. */
function inTurn(sources: readonly TourSource[]) {
  const replays = sources.flatMap((source) =>
    Array.from({ length: MOST_STARTS }, (_, nth) => ({
      ...{ source, nth },
      cost: source.states * (nth === 0 ? 1 : 8),
    })),
  )
  return replays.sort((a, b) => a.cost - b.cost)
}
