// How far everybody in a ring has come, for those who look on: it only loads words.
import { Barrier } from '../core/Barrier.ts'
import type { RoleContext } from '../core/context.ts'
import { isKnown, isShut } from '../core/Lifecycle.ts'
import { CURSOR, FINAL, LAST, STOPPED } from '../core/layout.ts'
import { OWNER, stateOf as ownerStateOf } from '../core/Roles.ts'
import { unwrap } from '../core/Sequence.ts'
import { CLOSED, FAILED } from '../core/Signal.ts'
import { type Ground, hasSeveral } from './ground.ts'
import { epochOf, heldBy } from './parts.ts'

/**
 * Who has a role: `left` is a producer that claims no more, or a consumer that others follow and that handles no more in
 * a ring that has failed; of a pool nobody is known.
 */
export type Owner = keyof typeof OWNER

/**
 * How far everybody in a ring has come, in sequences.
 *
 * The words are loaded one after another while threads go on: consumers first, then what is published, then what is
 * claimed. So each is at least what it was when the one before it was loaded, and no difference is negative.
 */
export interface Positions {
  /** `closing`: claims are refused, but not everybody has been told yet. */
  readonly state: 'open' | 'closing' | 'closed' | 'stopped' | 'failed'
  /** The last sequence that each consumer has handled; of a pool, the last behind which none is missing. */
  readonly handled: Readonly<Record<string, number>>
  /** The last sequence that is published without a gap. */
  readonly published: number
  /** The first that is published behind a gap. */
  readonly firstAfterGap: number | undefined
  /**
   * The last that is claimed, room or not. As long as nobody has said where a closing or failing ring of several
   * producers ends, no more is known than `published`.
   */
  readonly claimed: number
  /** How many sequences each producer has claimed, or may be about to, and has not published: a hint, it costs it nothing. */
  readonly open: Readonly<Record<string, number>>
  readonly producers: Readonly<Record<string, Owner>>
  readonly consumers: Readonly<Record<string, Owner>>
}

/** @param context of a reader that waits for what is published */
export function positionsOf(ring: Ground, context: RoleContext, near: number): Positions {
  const { words, producers, consumers } = ring
  const owners = { producers: ownersOf(words, producers), consumers: ownersOf(words, consumers) }
  const open = recordOf(producers, (each) => Math.abs(heldBy(ring, each)))
  const epoch = epochOf(ring)
  const handled = recordOf(consumers, ({ gate }) => unwrap(near, Atomics.load(words, gate))) // setup
  const barrier = new Barrier(context)
  const published = barrier.available(Math.max(...Object.values(handled)) + 1, context.size)
  const cursor = Atomics.load(words, CURSOR) // setup
  const claimed = Math.max(published, lastOf(ring, cursor, published))
  const firstAfterGap = firstBeyond(barrier, published, Math.min(claimed, published + context.size))
  const state = stateOf(ring, epoch, hasSeveral(ring) && isShut(cursor))
  return { state, handled, published, firstAfterGap, claimed, open, ...owners }
}

const STATES = Object.keys(OWNER) as Owner[]

function ownersOf(
  words: Int32Array,
  named: ReadonlyMap<string, { readonly owner: number }>,
): Positions['producers'] {
  return recordOf(named, ({ owner }) => STATES[ownerStateOf(Atomics.load(words, owner))] ?? 'none') // setup
}

function recordOf<Words, Value>(
  named: ReadonlyMap<string, Words>,
  read: (words: Words) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries([...named].map(([name, words]) => [name, read(words)]))
}

function stateOf({ words }: Ground, epoch: number, isClosing: boolean): Positions['state'] {
  const isStopped = Atomics.load(words, STOPPED) !== 0 // setup
  if ((epoch & FAILED) !== 0) return isStopped ? 'stopped' : 'failed'
  if ((epoch & CLOSED) !== 0) return 'closed'
  return isClosing ? 'closing' : 'open'
}

/**
 * The last that is claimed. Refused claims move the cursor on, so that a closed ring's says nothing: as long as nobody
 * has said where the ring ends, no more is known than what is published.
 */
function lastOf({ words, ...ring }: Ground, cursor: number, published: number): number {
  const several = hasSeveral({ words, ...ring })
  if (several && !isShut(cursor)) return unwrap(published, cursor) - 1
  const final = Atomics.load(words, FINAL) // setup
  if (isKnown(final)) return unwrap(published, final) - 1
  const noted = [...ring.producers.values()].map(({ hand }) => Atomics.load(words, hand + LAST)) // setup
  return several ? published : unwrap(published, noted[0] ?? 0)
}

function firstBeyond(barrier: Barrier, published: number, last: number): number | undefined {
  for (let next = published + 2; next <= last; next++) {
    if (barrier.available(next, 1) >= next) return next
  }
  return undefined
}
