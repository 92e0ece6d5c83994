// How a failed walk is shown: a column for each thread on the page, lines in a terminal.
import type { Shortened } from '../../harness/explore/shorten.ts'
import { describeAccess, type Naming, originsOf } from '../../harness/stepper/access.ts'
import type { WalkPicture } from '../../report/claims.ts'
import { sayStep, showStart } from '../../report/wording.ts'
import { placesOf } from '../edges/replay.ts'
import type { Core } from '../load.ts'
import { type Cast, headOf } from '../programs/cast.ts'
import type { TourHead } from '../tour.ts'
import type { Taken } from './ghosts.ts'

/** By how much a word grows per sequence. */
const WHOLE = 2
const NEVER = 0

/** The words of a ring by the names tours use, with the growth of each. */
function wordsOf({ size, consumers, producers, pools }: TourHead): Map<string, number> {
  const slots = Array.from({ length: size }, (_, slot) => slot)
  const names = Object.keys(consumers)
  const all = (those: readonly string[], factor: number) => those.map((name) => [name, factor] as const)
  const each = (kind: string) => slots.map((slot) => `${kind} ${slot}`)
  return new Map([
    ...all(['cursor', 'final', ...names.map((name) => `gate ${name}`)], WHOLE),
    ...all(producers ? each('lap') : [], WHOLE / size),
    ...all(pools ? ['take'] : [], WHOLE),
    ...all(pools ? each('done') : [], WHOLE / size),
    ...all(['epoch published', 'epoch consumed', ...names.map((name) => `owner ${name}`)], NEVER),
  ])
}

function namingOf(core: Core, head: TourHead, start: number): Naming {
  const words = wordsOf(head)
  const names = [...words.keys()]
  const origins = originsOf(names, [...words.values()], start)
  return { words: names, places: placesOf({ ...head, words: names }, core), origins }
}

/** The picture of a walk that `seed` reproduces. */
export function picture(
  core: Core,
  seed: number,
  cast: Cast,
  { steps, wrong }: Shortened<Taken>,
): WalkPicture {
  const head = headOf(cast)
  const naming = namingOf(core, head, cast.start)
  const lines = steps.map(({ thread, action, decision, done }, number) => {
    const access = done && describeAccess(naming, done.op, done.index, done.operands, done.result)
    return { number, line: { thread, action, decision, access } }
  })
  const { producers, consumers, pools = {}, callers, threads } = head
  const follow = Object.entries(consumers).map(([name, others]) => [name, ...others].join(' after '))
  const pool = Object.entries(pools).map(([name, workers]) => `${name} is a pool of ${workers.join(', ')}`)
  const parks = callers.spins === null ? 'no thread parks' : `parking after ${callers.spins} spins`
  return {
    title: `A walk on a ring of ${cast.size}, from ${showStart(cast.start)}`,
    cast: [`${producers?.length ?? 1} producers`, ...follow, ...pool, parks, cast.form].join(', '),
    ...{ threads, lines, what: wrong, command: `npm run verify -- --seed ${seed}` },
  }
}

/** The picture as lines of text, one for each step. */
export function linesOf({ title, cast, threads, lines, what }: WalkPicture): string[] {
  return [`${title}: ${cast}`, ...lines.map(({ line }) => `${threads[line.thread]} ${sayStep(line)}`), what]
}
