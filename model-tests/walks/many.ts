// Walk after walk, up to the first that goes wrong.
import fc from 'fast-check'
import type { Cast } from '../programs/cast.ts'
import type { Core } from '../stepper/load.ts'
import { casts } from './cast.ts'
import { type Choice, Guide } from './guide.ts'
import { nobody, type Turn, Walk, type Walked } from './walk.ts'

const LENGTH = 4000

export function walkMany(core: Core, seed: number, steps: number, choice: Choice = 'guided') {
  Error.stackTraceLimit = 0
  const tally = nobody()
  const guide = new Guide(choice, seed)
  let walks = 0
  for (const cast of drawn(seed)) {
    const turns: Turn[] = []
    const beginning = guide.beginning(cast)
    const wrong = attempt(() => {
      const walk = new Walk(core, beginning.cast, tally)
      guide.lead(walk, beginning, LENGTH, turns)
      walk.finish()
    })
    walks++
    if (wrong)
      return {
        seed,
        walks,
        ...tally,
        seen: guide.seen.count,
        failure: [JSON.stringify(beginning.cast), `${turns.length}`, wrong],
      }
    if (tally.steps >= steps) break
  }
  return { seed, walks, ...tally, seen: guide.seen.count, failure: null }
}
function attempt(walk: () => void): string | null {
  try {
    walk()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
function* drawn(seed: number): Generator<Cast> {
  for (let at = 0; ; at++) yield* fc.sample(casts, { seed: seed + at, numRuns: 64 })
}
