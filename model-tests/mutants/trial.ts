// Whether a change is noticed: where it runs soonest first, and what is quick before what takes long.
import { checkMisuse, MISUSES } from '../../test/core/misuse.ts'
import { playMany } from '../programs/index.ts'
import { type Core, loadCore } from '../stepper/load.ts'
import { replayTour } from '../tour/replay.ts'
import { startsOf } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { wrongCall } from './calls.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'
import { cut, type Place, type Reach } from './reach.ts'
import { wrongSequence } from './sequences.ts'

/** Some scripts of a tour, and which statements they reach. */
export interface Sample {
  readonly tour: Tour
  readonly reach: Reach
}

/** Where a bug was noticed, in a sentence; null if it was not. */
export type Noticed = string | null

type Look = () => Noticed | Promise<Noticed>

/** Tries a core with a bug at a place; null as place: it runs when the file is loaded. */
export async function tryOut(
  text: Readonly<Record<string, string>>,
  place: Place | null,
  samples: readonly Sample[],
  thorough = true,
): Promise<Noticed> {
  for (const look of await looks(text, place, samples, thorough)) {
    const found = await thrown(look)
    if (found) return found
  }
  return null
}

async function looks(
  text: Readonly<Record<string, string>>,
  place: Place | null,
  samples: readonly Sample[],
  thorough: boolean,
) {
  const cores = await built(text)
  if (typeof cores === 'string') return [() => cores]
  const { stepped, plain } = cores
  const near = reachedBy(place, samples)
  return [
    ...near.slice(0, FIRST).map((reached) => soon(stepped, reached)),
    () => wrongSequence(plain),
    () => wrongOutcome(stepped),
    () => wrongCall(stepped),
    ...near.map(
      ({ tour }) =>
        () =>
          partingIn(tour, stepped, 0),
    ),
    ...MISUSES.map((misuse) => () => checkMisuse(plain, misuse)),
    () => wrongEnding(plain),
    () => wrongProgram(stepped, FEW),
    ...(thorough
      ? [...near.flatMap(({ tour }) => others(tour, stepped)), () => wrongProgram(stepped, MANY)]
      : []),
  ] satisfies Look[]
}

/** So many tours are tried before anything else, each up to so many lines beyond where the bug runs first. */
const FIRST = 4
const BEYOND = 1000

/** Random programs, the same ones each time: most bugs are noticed in the first hundred. */
const FEW = 300
const MANY = 2000
const SEED = 1

/** The core with the bug in it; or what is noticed when it is built. */
async function built(
  text: Readonly<Record<string, string>>,
): Promise<Record<'stepped' | 'plain', Core> | string> {
  try {
    const [stepped, plain] = await Promise.all([
      loadCore({ stepped: true, text, bounded: true }),
      loadCore({ stepped: false, text, bounded: true }),
    ])
    return { stepped, plain }
  } catch (error) {
    return `is not built: ${said(error)}`
  }
}

interface Reached extends Sample {
  readonly line: number
}

/** The soonest first; a place in no block is reached at once by all. */
function reachedBy(place: Place | null, samples: readonly Sample[]): Reached[] {
  return samples
    .flatMap((sample) => {
      const line = place === null ? 0 : sample.reach.get(place)
      return line === undefined ? [] : [{ ...sample, line }]
    })
    .sort((a, b) => a.line - b.line || a.tour.count.lines - b.tour.count.lines)
}

function soon(core: Core, { tour, line }: Reached): Look {
  return () => partingIn(cut(tour, line + BEYOND), core, 0)
}

/** From where words are about to wrap; and as asynchronous calls, where these take the same steps. */
function others(tour: Tour, core: Core): Look[] {
  const [, ...starts] = startsOf(tour)
  return [
    ...(tour.callers.spins === 0 ? [() => partingIn(tour, core, 0, 'asynchronous')] : []),
    ...starts.map((start) => () => partingIn(tour, core, start)),
  ]
}

async function thrown(look: Look): Promise<Noticed> {
  try {
    return await look()
  } catch (error) {
    return `fails: ${said(error)}`
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function partingIn(tour: Tour, core: Core, start: number, form?: 'asynchronous'): Noticed {
  const { parting } = replayTour(tour, core, start, form)
  if (!parting) return null
  const { script, line, what, spec, source } = parting
  return `${tour.model} from ${start}, script ${script}, line ${line}: ${what}: spec ${spec}, source ${source}`
}

/** The last line of a program says what is wrong; a program that is as it should be says nothing. */
function wrongProgram(core: Core, many: number): Noticed {
  const { programs, failure } = playMany(core, SEED, many)
  return failure && `program ${programs} of seed ${SEED}, step ${failure.length - 2}: ${failure.at(-1)}`
}
