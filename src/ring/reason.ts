// Why a call ends with the ring: the threads that died, and what is missing.
import { ClosedError, FailedError, type Failure, StoppedError } from '../core/errors.ts'
import { STOPPED } from '../core/layout.ts'
import { OWNER, stateOf } from '../core/Roles.ts'
import { FAILED } from '../core/Signal.ts'
import type { ConsumerWords, Ground } from './ground.ts'
import { epochOf, heldBy, isToBeTaken } from './parts.ts'
import type { Positions } from './positions.ts'
import { whyOf } from './why.ts'

/**
 * The error of a call whose wait ends or whose claim is refused. A thread that fails a ring marks the dead, then
 * refuses claims, then announces the end: in between, the dead are already known.
 */
export function reasonOf(ring: Ground, epoch: number, positions: () => Positions): ClosedError | FailedError {
  const missed = deadOf(ring).filter(([, part]) => !isToBeTaken(ring, part))
  if (missed.length > 0) return failureOf(ring, missed.map(first), positions())
  if (Atomics.load(ring.words, STOPPED) !== 0) return new StoppedError() // setup
  const isFailed = ((epoch | epochOf(ring)) & FAILED) !== 0
  return isFailed ? failureOf(ring, deadOf(ring).map(first), positions()) : new ClosedError()
}

type Named = readonly [name: string, part: Pick<ConsumerWords, 'owner' | 'kept'> & { readonly hand?: number }]

function deadOf({ words, producers, consumers }: Ground): Named[] {
  const isDead = ([, { owner }]: Named): boolean => stateOf(Atomics.load(words, owner)) === OWNER.dead // setup
  return [...[...producers].filter(isDead), ...[...consumers].filter(isDead)]
}

function first([name]: Named): string {
  return name
}

function failureOf(ring: Ground, dead: readonly string[], positions: Positions): FailedError {
  const why = whyOf(ring)
  const cause = why === undefined ? {} : { cause: new Error(why) }
  return new FailedError({ dead, ...missingIn(ring, positions), ...cause })
}

/** The first claimed, unpublished sequence, if a producer has died, and the live producers that may hold it. */
function missingIn(ring: Ground, { published, claimed }: Positions): Pick<Failure, 'missing' | 'suspects'> {
  const states = [...ring.producers].map(([name, words]) => {
    return { name, state: stateOf(Atomics.load(ring.words, words.owner)), held: heldBy(ring, words) } // setup
  })
  const dead = states.filter(({ state }) => state === OWNER.dead)
  const holds = dead.some(({ held }) => held !== 0) || claimed > published
  if (dead.length === 0 || !holds) return {}
  const suspects = states.filter(({ state, held }) => state === OWNER.taken && held !== 0)
  return { missing: published + 1, suspects: suspects.map(({ name }) => name) }
}
