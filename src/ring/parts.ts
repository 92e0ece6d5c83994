// What a thread's end means for a ring: read from its words alone, by the thread itself or by another.

import { isCursorClosed, isKnown } from '../core/Lifecycle.ts'
import { CURSOR, FINAL, HELD, LAST, PLACE, PUBLISHED_EPOCH, SEATS, seatOf } from '../core/layout.ts'
import { isGone, NOBODY, OWNER, stateOf, threadOf } from '../core/Roles.ts'
import { ahead, MARK } from '../core/Sequence.ts'
import { CLOSED, FAILED } from '../core/Signal.ts'
import { type ConsumerWords, type Ground, hasSeveral, type ProducerWords } from './ground.ts'

/** A role that a thread has in a ring, or was to have. A worker without a seat has never joined. */
export type Part =
  | ({ readonly kind: 'producer'; readonly name: string } & ProducerWords)
  | ({ readonly kind: 'consumer'; readonly name: string } & ConsumerWords)
  | ({ readonly kind: 'worker'; readonly name: string; readonly seat: number | undefined } & ConsumerWords)

/**
 * What becomes of a role: no thread waits for it; it is to be taken over; or it is missed, because others wait for it
 * or because of what it held.
 */
export type Fate = 'left' | 'kept' | 'missed'

/** What becomes of a role whose thread ended with this exit code. In a failed ring it has left. */
export function fateOf(ring: Ground, part: Part, code: number): Fate {
  if ((epochOf(ring) & FAILED) !== 0) return 'left'
  if (part.kind === 'producer') return fateOfProducer(ring, part, code)
  if (hasHandledAll(ring, part)) return 'left'
  if (part.kind === 'worker') return fateOfWorker(ring, part, code)
  return isKept(ring, part) ? 'kept' : 'missed'
}

/**
 * Where claims are refused, a producer is missed only for what it holds; so is an unsupervised one that finished its
 * work. Otherwise others wait for what it would publish.
 */
function fateOfProducer(ring: Ground, part: ProducerWords, code: number): Fate {
  const isDone = refusesClaims(ring) || (code === 0 && !isWatched(ring, part))
  if (isDone && heldBy(ring, part) === 0) return 'left'
  return isToBeTaken(ring, part) ? 'kept' : 'missed'
}

/** The other workers go on with a pool, but what this one has taken no other will handle. */
function fateOfWorker({ words }: Ground, { seat, seats }: Part & { kind: 'worker' }, code: number): Fate {
  if (seat !== undefined && Atomics.load(words, seat + HELD) > 0) return 'missed' // setup
  return code === 0 || othersWork(words, seats, seat) ? 'left' : 'missed'
}

/** How many sequences a producer holds; negative if it may have been about to claim them. */
export function heldBy(ring: Ground, { hand }: Pick<ProducerWords, 'hand'>): number {
  const { words } = ring
  if (hasSeveral(ring)) return Atomics.load(words, hand + HELD) // setup
  const published = Atomics.load(words, CURSOR) & ~MARK // setup
  return ahead(Atomics.load(words, hand + LAST), published) // setup
}

/** Whether this role is to be taken over once its thread is gone. */
export function isKept({ words }: Ground, { kept }: { readonly kept: number }): boolean {
  return Atomics.load(words, kept) === PLACE.kept // setup
}

/** Whether the thread of this role is supervised. */
function isWatched({ words }: Ground, { kept }: { readonly kept: number }): boolean {
  return Atomics.load(words, kept) !== PLACE.unwatched // setup
}

/**
 * Whether this role is to be taken over, and can be: not from a producer that may have been about to claim, nor from
 * the only one of a closed ring, whose successor would claim anew.
 */
export function isToBeTaken(ring: Ground, part: { readonly kept: number; readonly hand?: number }): boolean {
  const { hand } = part
  if (!isKept(ring, part)) return false
  return hand === undefined || (heldBy(ring, { hand }) >= 0 && (hasSeveral(ring) || !refusesClaims(ring)))
}

/** Whether a successor could publish anything: in a closed ring only what is claimed, which the only producer loses. */
export function mayBeSucceeded(ring: Ground, words: Pick<ProducerWords, 'hand'>): boolean {
  return !refusesClaims(ring) || (hasSeveral(ring) && heldBy(ring, words) > 0)
}

/** The epoch: how the ring ends, as announced to all threads. */
export function epochOf({ words }: Ground): number {
  return Atomics.load(words, PUBLISHED_EPOCH) // setup
}

/** Whether claims are refused from now on. */
export function refusesClaims(ring: Ground): boolean {
  const isClosed = (epochOf(ring) & CLOSED) !== 0
  return isClosed || (hasSeveral(ring) && isCursorClosed(Atomics.load(ring.words, CURSOR))) // setup
}

/** Whether the ring is closed, and this gate has reached its end. */
function hasHandledAll(ring: Ground, { gate }: ConsumerWords): boolean {
  const final = Atomics.load(ring.words, FINAL) // setup
  const handled = Atomics.load(ring.words, gate) & ~MARK // setup
  return (epochOf(ring) & CLOSED) !== 0 && isKnown(final) && ahead(final, handled) === 1
}

/** Whether another thread works for the pool of these seats. */
export function othersWork(words: Int32Array, seats: number, mine: number | undefined): boolean {
  return seatsOf(seats).some((seat) => seat !== mine && stateOf(Atomics.load(words, seat)) === OWNER.taken) // setup
}

/** The words of all seats of a pool. */
export function seatsOf(seats: number): number[] {
  return Array.from({ length: SEATS }, (_, seat) => seatOf(seats, seat))
}

/** The seat that this thread has, or had last. */
export function seatOfThread(words: Int32Array, seats: number, thread: number): number | undefined {
  if (thread === NOBODY) return undefined
  return seatsOf(seats).find((seat) => threadOf(Atomics.load(words, seat)) === thread) // setup
}

/** Whether the seat may be taken, whose owner word this is: its last thread is gone, and held nothing. */
export function isVacant(words: Int32Array, seat: number, is: number): boolean {
  return is === OWNER.none || (isGone(is) && Atomics.load(words, seat + HELD) === 0) // setup
}
