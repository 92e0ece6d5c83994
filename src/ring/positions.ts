// The positions of all roles of a ring, for an observer: it only loads words.
import { Barrier } from '../core/Barrier.ts'
import type { RoleContext } from '../core/context.ts'
import { isCursorClosed, isKnown } from '../core/Lifecycle.ts'
import { CURSOR, FINAL, LAST, STOPPED } from '../core/layout.ts'
import { OWNER, stateOf as ownerStateOf } from '../core/Roles.ts'
import { unwrap } from '../core/Sequence.ts'
import { CLOSED, FAILED } from '../core/Signal.ts'
import { type Ground, hasSeveral } from './ground.ts'
import { epochOf, heldBy } from './parts.ts'

/**
 * The state of a role. `left` is a producer that claims no more, or a consumer with followers that handles nothing more
 * in a failed ring; a pool's is always `none`, unless a worker has died.
 */
export type Owner = keyof typeof OWNER

/**
 * The positions of all roles of a ring, as sequences.
 *
 * Words are loaded one after another while threads go on: consumers first, then what is published, then what is
 * claimed. So each position is at least what it was when the one before it was loaded, and no difference is negative.
 */
export interface Positions {
  /** `closing`: claims are refused, but the end is not yet announced to all threads. */
  readonly state: 'open' | 'closing' | 'closed' | 'stopped' | 'failed'
  /** The last sequence that each consumer has handled; for a pool, the last one handled without a gap. */
  readonly handled: Readonly<Record<string, number>>
  /** The last sequence published without a gap. */
  readonly published: number
  /** The first sequence published after a gap. */
  readonly firstAfterGap: number | undefined
  /**
   * The last claimed sequence, whether or not there is room for it. Until it is known where a closing or failing ring
   * with several producers ends, this is `published`.
   */
  readonly claimed: number
  /** How many sequences each producer has claimed, or may be about to, and not published: a hint. */
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
  const state = stateOf(ring, epoch, hasSeveral(ring) && isCursorClosed(cursor))
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
 * The last claimed sequence. Refused claims still advance the cursor, so a closed ring's says nothing: until it is
 * known where the ring ends, the answer is what is published.
 */
function lastOf({ words, ...ring }: Ground, cursor: number, published: number): number {
  const several = hasSeveral({ words, ...ring })
  if (several && !isCursorClosed(cursor)) return unwrap(published, cursor) - 1
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
