// Walks until one fails.
import fc from 'fast-check'
import { type Choice, Guide } from '../../harness/explore/guide.ts'
import type { Turn } from '../../harness/explore/run.ts'
import { shortest, wrongIn } from '../../harness/explore/shorten.ts'
import type { WalkClaim } from '../../report/claims.ts'
import type { Core } from '../load.ts'
import type { Cast } from '../programs/cast.ts'
import { casts } from './cast.ts'
import { linesOf, picture } from './draw.ts'
import type { Taken } from './ghosts.ts'
import { nobody, Walk } from './walk.ts'

/** The number of casts that a guide chooses from. */
const CASTS = 4

/**
 * Walks for at least `steps` steps; the seed reproduces the walks.
 *
 * Ends at the first violated invariant, or at a walk whose end leaves a thread waiting or an event unhandled.
 */
export function walkMany(core: Core, seed: number, steps: number, choice: Choice = 'guided'): WalkClaim {
  // Every walk has calls that throw, and the stack traces are never read.
  Error.stackTraceLimit = 0
  const [tally, guide] = [nobody(), new Guide(choice, seed, kindOf)]
  for (const some of drawn(seed)) {
    const turns: Turn[] = []
    const cast = guide.cast(some)
    const wrong = wrongIn(() => led(guide, new Walk(core, cast, tally), cast, turns))
    tally.walks++
    const found = { seed, ...tally, seen: guide.seen.count }
    if (wrong !== null) return { ...found, ...shown(core, seed, cast, turns, wrong) }
    if (tally.steps >= steps) return { ...found, failure: null, picture: null }
  }
  throw new RangeError('there are no casts')
}

function led(guide: Guide<Cast>, walk: Walk, cast: Cast, turns: Turn[]): void {
  guide.lead(walk, cast, turns)
  walk.finish()
}

function* drawn(seed: number): Generator<readonly Cast[]> {
  for (let at = 0; ; at++) yield fc.sample(casts, { seed: (seed + at * 0x9e3779b1) | 0, numRuns: CASTS })
}

function shown(core: Core, seed: number, cast: Cast, turns: readonly Turn[], wrong: string) {
  const start = (steps: Taken[] | null) => new Walk(core, cast, nobody(), steps)
  const drawn = picture(core, seed, cast, shortest(start, turns, wrong))
  return { failure: linesOf(drawn), picture: drawn }
}

/** Casts of a kind lead to similar states. */
function kindOf({ follows, workers, producers, spins, form }: Cast): string {
  return JSON.stringify([follows, workers, producers, spins, form])
}
