// Successors: of a dead producer, and on a seat of a pool.

import { CURSOR, HELD, JOINED, LAST } from '../core/layout.ts'
import { OWNER, Role, stateOf } from '../core/Roles.ts'
import { ahead, MARK, sequenceAt, slotOf, unwrap, wrap } from '../core/Sequence.ts'
import { type Ground, hasSeveral, type ProducerWords } from './ground.ts'
import { heldBy, isVacant, seatOfThread, seatsOf } from './parts.ts'

/** What a dead producer leaves to its successor. */
interface Held {
  /** The first sequence that its successor counts from, and the last that every gate is known to have handled. */
  readonly start: number
  readonly seen: number
  /** How many sequences it had claimed and not published, and the word of the first of them. */
  readonly open: number
  readonly first: number
}

/**
 * Takes over a producer; undefined if its thread is not known to be gone, or it may have been about to claim. What it
 * had noted is read after its owner word, so that a change of owner voids it, and its slots once nobody else may
 * publish.
 */
export function succeed(
  ring: Ground,
  words: ProducerWords,
  thread: number,
): (Held & { readonly mine: number }) | undefined {
  const role = new Role(ring.words, words.owner)
  const is = role.says()
  const noted = heldBy(ring, words)
  const mine = noted < 0 ? undefined : role.takeOver(is, thread)
  if (mine === undefined) return undefined
  const held = hasSeveral(ring) ? openIn(ring, words, noted) : afterCursor(ring)
  inherit(ring, words, held)
  return { mine, ...held }
}

/** The cursor shows everything that a ring's only producer published; what it had claimed can be claimed anew. */
function afterCursor({ words, start, size }: Ground): Held {
  const published = unwrap(start - 1, Atomics.load(words, CURSOR) & ~MARK) // setup
  return { start: published + 1, seen: Math.max(start - 1, published - size), open: 0, first: 0 }
}

/** With several producers: it may have died after publishing some of it and before noting that. */
function openIn({ words, start, size, laps }: Ground, { hand }: ProducerWords, held: number): Held {
  const last = Atomics.load(words, hand + LAST) // setup
  let open = held
  const wordOfFirst = (): number => (last - 2 * (open - 1)) | 0
  const isPublished = (word: number): boolean => {
    const slot = slotOf(word >>> 1, size)
    return ahead(sequenceAt(Atomics.load(words, laps + slot), slot, size), word) >= 0 // setup
  }
  while (open > 0 && isPublished(wordOfFirst())) open--
  return { start, seen: start - 1, open, first: wordOfFirst() }
}

/** Notes what the successor holds: otherwise the dead producer's note would count against it. */
function inherit(ring: Ground, { hand }: ProducerWords, { start, open }: Held): void {
  ring.words[hand + HELD] = open
  if (!hasSeveral(ring)) ring.words[hand + LAST] = wrap(start - 1)
}

/** Takes a seat in a pool: the one that this thread already has, else a free one; undefined if there is none. */
export function sitDown(words: Int32Array, seats: number, thread: number): number | undefined {
  const mine = seatOfThread(words, seats, thread)
  const isMine = mine !== undefined && stateOf(new Role(words, mine).says()) === OWNER.taken
  const seat = isMine ? mine : freeSeat(words, seats, thread)
  if (seat !== undefined) words[seat + JOINED] = (isMine ? (words[seat + JOINED] ?? 0) : 0) + 1
  return seat
}

function freeSeat(words: Int32Array, seats: number, thread: number): number | undefined {
  for (const seat of seatsOf(seats)) {
    const role = new Role(words, seat)
    const is = role.says()
    if (isVacant(words, seat, is) && role.takeOver(is, thread) !== undefined) return seat
  }
  return undefined
}

/** The last of a thread's workers to leave gives up its seat. */
export function standUp(words: Int32Array, seat: number): void {
  const joined = (words[seat + JOINED] ?? 0) - 1
  words[seat + JOINED] = joined
  const role = new Role(words, seat)
  if (joined === 0) role.leave(role.says())
}
