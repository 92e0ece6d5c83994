// How far everybody in a ring has come, for those who look on: it only loads words.
import { Barrier } from './Barrier.ts'
import { isShut } from './Lifecycle.ts'
import { unwrap } from './Sequence.ts'
import { CLOSED, FAILED } from './Signal.ts'
import { CURSOR, FINAL, OWNER, ownedOf, PUBLISHED, type Seat } from './words.ts'

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
  readonly state: 'open' | 'closing' | 'closed' | 'failed'
  /** The last sequence that each consumer has handled; of a pool, the last behind which none is missing. */
  readonly handled: Readonly<Record<string, number>>
  /** The last sequence that is published without a gap. */
  readonly published: number
  /** The first that is published behind a gap. */
  readonly beyond: number | undefined
  /** The last that is claimed, room or not; of an open ring of one producer, who keeps it to itself, `published`. */
  readonly claimed: number
  readonly producers: Readonly<Record<string, Owner>>
  readonly consumers: Readonly<Record<string, Owner>>
}

type Words = ReadonlyMap<string, number>

/** @param seat one that waits for what is published */
export function positionsOf(seat: Seat, gates: Words, producers: Words, near: number): Positions {
  const { words } = seat
  const ownerOf = (word: number): Owner => OWNERS[Atomics.load(words, word)] ?? 'none' // setup
  const owners = [recordOf(producers, ownerOf), recordOf(gates, (gate) => ownerOf(ownedOf(gate)))] as const
  const epoch = Atomics.load(words, PUBLISHED) // setup
  const handled = recordOf(gates, (gate) => unwrap(near, Atomics.load(words, gate))) // setup
  const barrier = new Barrier(seat)
  const published = barrier.available(Math.max(...Object.values(handled)) + 1, seat.size)
  const cursor = Atomics.load(words, CURSOR) // setup
  const claimed = Math.max(published, lastOf(seat, epoch, cursor, published))
  const beyond = firstBeyond(barrier, published, Math.min(claimed, published + seat.size))
  const state = stateOf(epoch, seat.laps > 0 && isShut(cursor))
  return { state, handled, published, beyond, claimed, producers: owners[0], consumers: owners[1] }
}

const OWNERS = Object.keys(OWNER) as Owner[]

function recordOf<Value>(words: Words, read: (word: number) => Value): Readonly<Record<string, Value>> {
  return Object.fromEntries([...words].map(([name, word]) => [name, read(word)]))
}

function stateOf(epoch: number, isClosing: boolean): Positions['state'] {
  if ((epoch & FAILED) !== 0) return 'failed'
  if ((epoch & CLOSED) !== 0) return 'closed'
  return isClosing ? 'closing' : 'open'
}

/** The last that is claimed. Refused claims move the cursor on, so that a closed ring's says nothing. */
function lastOf({ words, laps }: Seat, epoch: number, cursor: number, published: number): number {
  if (laps > 0 && !isShut(cursor)) return unwrap(published, cursor) - 1
  const isKnown = (epoch & (laps > 0 ? CLOSED | FAILED : CLOSED)) !== 0
  return isKnown ? unwrap(published, Atomics.load(words, FINAL)) - 1 : published // setup
}

function firstBeyond(barrier: Barrier, published: number, last: number): number | undefined {
  for (let next = published + 2; next <= last; next++) {
    if (barrier.available(next, 1) >= next) return next
  }
  return undefined
}
