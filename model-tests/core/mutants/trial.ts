// Whether a mutant is noticed: quick checks first, beginning where it runs soonest.
import { startsOf } from '../../harness/tour/starts.ts'
import { situationsFor, wrongSituation } from '../../ring/situations.ts'
import { Stage } from '../../ring/stage.ts'
import { replayTour } from '../edges/replay.ts'
import { type Core, loadCore, TWINS } from '../load.ts'
import { checkMisuse, MISUSES } from '../misuse/misuse.ts'
import { playMany } from '../programs/index.ts'
import type { Tour } from '../tour.ts'
import { wrongCall } from './calls.ts'
import { wrongPositions } from './counted.ts'
import { wrongDeparture } from './departed.ts'
import { wrongMeanwhile } from './meanwhile.ts'
import { partedTexts } from './mutant.ts'
import { wrongEnding, wrongOutcome } from './outcomes.ts'
import { cut, type Place, type Reach } from './reach.ts'
import { wrongSequence } from './sequences.ts'
import { wrongStory } from './told.ts'

/** Some scripts of a tour, and the statements they reach. */
export interface Sample {
  readonly tour: Tour
  readonly reach: Reach
}

/** Where a mutant was noticed, in a sentence; null if it was not. */
export type Noticed = string | null

export type Look = () => Noticed | Promise<Noticed>

/** The result of a trial, and the number of the look that noticed; null where none did. */
export interface Trial {
  readonly killedBy: Noticed
  readonly look: number | null
}

/**
 * Tries a core with a mutant at a place; null as place means that it runs when the file is loaded.
 *
 * @param first the number of the look that is taken before all others, since it noticed this mutant before
 */
export async function tryOut(
  text: Texts,
  place: Place | null,
  samples: readonly Sample[],
  first?: number,
): Promise<Trial> {
  const { core, watching } = partedTexts(text)
  hearLooseErrors()
  const ofCore = Object.keys(core).length > 0 ? await looks(core, place, samples) : []
  const ofWatchers = Object.keys(watching).length > 0 ? [() => wrongAmong(watching)] : []
  const trial = await firstNoticed([...ofCore, ...ofWatchers], first)
  await turns()
  return trial.killedBy ? trial : { killedBy: looseError(), look: null }
}

async function firstNoticed(looks: readonly Look[], first = looks.length): Promise<Trial> {
  looseErrors.splice(0)
  const all = [...looks.entries()]
  for (const [at, look] of [...all.slice(first, first + 1), ...all]) {
    const killedBy = (await noticedBy(look)) ?? looseError()
    if (killedBy) return { killedBy, look: at }
  }
  return { killedBy: null, look: null }
}

/** The first thing wrong in the situations of what watches, with mutated texts. */
export async function wrongAmong(text: Texts, ofCore: Texts = {}): Promise<Noticed> {
  return await wrongSituation(() => Stage.of(text, ofCore), situationsFor(Object.keys(text)))
}

/** What is thrown with no caller to catch it: in a listener, or in a turn of the event loop. */
const looseErrors: unknown[] = []
let isHeard = false

/** From the first mutant on: what one of them throws after its trial must not end the process. */
function hearLooseErrors(): void {
  if (isHeard) return
  isHeard = true
  const listener = (error: unknown): void => void looseErrors.push(error)
  process.on('uncaughtException', listener).on('unhandledRejection', listener)
}

function looseError(): Noticed {
  return looseErrors.length > 0 ? `throws: ${said(looseErrors[0])}` : null
}

/** Turns of the event loop in which a mutant may throw after its last call. */
const LATE = 3

/** What a mutant has put off is its own, and not the next one's. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < LATE; turn++) await new Promise((next) => setImmediate(next))
}

/** Mutated texts, by file. */
type Texts = Readonly<Record<string, string>>

/** Quick checks first; programs and other starts notice little that the rest has missed. */
async function looks(text: Texts, place: Place | null, samples: readonly Sample[]): Promise<Look[]> {
  const stepped = await built(text, true)
  if (typeof stepped === 'string') return [() => stepped]
  const near = reachedBy(place, samples)
  const last = [
    () => wrongDeparture(text),
    () => wrongAmong({}, text),
    ...replaysFromElsewhere(stepped, place, samples),
    () => wrongProgram(stepped, MANY),
  ]
  return [
    ...firstLooks(text, stepped, near),
    ...near.map((reached) => whole(stepped, reached)),
    ...asynchronous(samples, stepped),
    () => wrongProgram(stepped, FEW),
    ...last,
  ]
}

/** Calls notice mutants outside the spec's steps sooner than tours do. */
function firstLooks(text: Texts, stepped: Core, near: readonly Reached[]): Look[] {
  const tours = near.slice(0, FIRST).map((reached) => soon(stepped, reached))
  const calls = [
    () => wrongOutcome(stepped),
    () => wrongCall(stepped),
    onPlain(text, wrongOnOneThread),
    onPlain(text, wrongMisuse),
  ]
  // Outcomes recorded from the source come last: they say only that something has changed.
  const recorded = onPlain(text, wrongStory)
  return Object.keys(text).some((file) => TWINS.has(file))
    ? [...tours, ...calls, recorded]
    : [...calls, ...tours, recorded]
}

/** Builds lazily: most mutants are noticed on the stepper. */
function onPlain(text: Texts, look: (core: Core) => Noticed | Promise<Noticed>): Look {
  return async () => {
    const plain = await built(text, false)
    return typeof plain === 'string' ? plain : await look(plain)
  }
}

async function wrongOnOneThread(core: Core): Promise<Noticed> {
  return wrongSequence(core) ?? wrongEnding(core) ?? wrongPositions(core) ?? (await wrongMeanwhile(core))
}

function wrongMisuse(core: Core): Noticed {
  for (const misuse of MISUSES) {
    const wrong = checkMisuse(core, misuse)
    if (wrong) return wrong
  }
  return null
}

/** How many tours are tried before anything else, and how many lines beyond the one where the mutant first runs. */
const FIRST = 4
const BEYOND = 1000

/** Random programs, the same ones each time: most mutants are killed within the first hundred. */
const FIRST_PROGRAMS = 50
const FEW = 300
const MANY = 2000
const SEED = 1

/** The mutated core, or what is noticed when it is built. */
async function built(text: Texts, stepped: boolean): Promise<Core | string> {
  try {
    return await loadCore({ stepped, text, bounded: true })
  } catch (error) {
    return `is not built: ${said(error)}`
  }
}

interface Reached extends Sample {
  readonly line: number
}

/** The replays that notice most mutants: first up to just beyond where the mutant runs, then whole. */
export function nearReplays(core: Core, place: Place | null, samples: readonly Sample[]): Look[] {
  const near = reachedBy(place, samples)
  return [
    ...near.slice(0, FIRST).map((reached) => soon(core, reached)),
    () => wrongProgram(core, FIRST_PROGRAMS),
    ...near.slice(FIRST).map((reached) => soon(core, reached)),
    ...near.map((reached) => whole(core, reached)),
  ]
}

/** The soonest first; a place outside of blocks is reached at once by all. */
function reachedBy(place: Place | null, samples: readonly Sample[]): Reached[] {
  return samples
    .flatMap((sample) => {
      const line = place === null ? 0 : sample.reach.get(place)
      return line === undefined ? [] : [{ ...sample, line }]
    })
    .sort((a, b) => a.line - b.line || a.tour.count.lines - b.tour.count.lines)
}

/** Replays a tour up to `BEYOND` lines after the mutant first runs. */
function soon(core: Core, { tour, line }: Reached): Look {
  return () => partingIn(cut(tour, line + BEYOND), core, 0)
}

function whole(core: Core, { tour }: Sample): Look {
  return () => partingIn(tour, core, 0)
}

/** Replays as asynchronous calls, where these take the same steps: they reach code that blocking calls do not. */
function asynchronous(samples: readonly Sample[], core: Core): Look[] {
  return samples
    .filter(({ tour }) => tour.callers.spins === 0)
    .map(
      ({ tour }) =>
        () =>
          partingIn(tour, core, 0, 'asynchronous'),
    )
}

/** The same from starts where words are about to wrap around. */
export function replaysFromElsewhere(core: Core, place: Place | null, samples: readonly Sample[]): Look[] {
  return reachedBy(place, samples).flatMap(({ tour }) =>
    startsOf(tour).flatMap((start) => (start === 0 ? [] : () => partingIn(tour, core, start))),
  )
}

/** A check that throws has noticed the mutant as well. */
export async function noticedBy(look: Look): Promise<Noticed> {
  try {
    return await look()
  } catch (error) {
    return `fails: ${said(error)}`
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Where the source diverges from a tour. */
export function partingIn(tour: Tour, core: Core, start: number, form?: 'asynchronous'): Noticed {
  const { parting } = replayTour(tour, core, start, form)
  if (!parting) return null
  const { script, line, what, spec, source } = parting
  return `${tour.model} from ${start}, script ${script}, line ${line}: ${what}: spec ${spec}, source ${source}`
}

/** A program's last line says what is wrong; a correct program has none. */
export function wrongProgram(core: Core, many: number): Noticed {
  const { programs, failure } = playMany(core, SEED, many)
  return failure && `program ${programs} of seed ${SEED}, step ${failure.length - 2}: ${failure.at(-1)}`
}
