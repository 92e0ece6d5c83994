// The roles of this thread in a ring, and those that its next wait would depend on.
import { type Held, type Here, type Joined, NOTHING, threadHere } from '../core/here.ts'
import { CURSOR, NO_WORD } from '../core/layout.ts'
import { isGone } from '../core/Roles.ts'
import { ahead, MARK, sequenceAt, slotOf } from '../core/Sequence.ts'
import { idOf } from './identity.ts'
import { othersWork } from './parts.ts'

/** What this thread holds of the ring in this memory; of each `Ring` separately if the host has no weak references. */
export function hereOf(words: Int32Array): Here {
  const here = { roles: 0, consumers: [], producers: [], joined: [], tickets: [] }
  const thread = threadHere()
  if (!thread) return here
  const id = idOf(words)
  const known = thread.rings.get(id)?.deref()
  if (known) return known
  thread.rings.set(id, new WeakRef(here))
  thread.dropped.register(here, id)
  return here
}

/** Counts another worker of this thread. */
export function join(here: Here, joined: Joined): void {
  here.roles++
  if (!here.joined.some(({ seat }) => seat === joined.seat)) here.joined.push(joined)
}

/** Counts a consumer of this thread, whether taken or taken over. */
export function attend(here: Here, gate: number): void {
  if (here.consumers.includes(gate)) return
  here.roles++
  here.consumers.push(gate)
}

/** Counts a producer of this thread. */
export function produce(here: Here, role: number): Held {
  const held = { role, first: NOTHING }
  here.roles++
  here.producers.push(held)
  return held
}

/** What a role waits for, and in which ring. */
export interface Wish {
  readonly words: Int32Array
  readonly size: number
  readonly laps: number
  /** The gate of the reader that waits; `NO_WORD` for a producer, since what a claim waits for is already claimed. */
  readonly own: number
  /** The words of the owners of all producers. */
  readonly owners: readonly number[]
  /** The gates that must reach the sequence; all others must only make room for it. */
  readonly before: readonly number[]
}

/**
 * The words of the roles of this thread that must act before the sequence of the word `wanted` can come; while the
 * thread blocks, they never do. It only loads words; for a thread with one role, none.
 */
export function inTheWay(here: Here, wish: Wish, wanted: number): number[] {
  const { words, size, own, before } = wish
  const upTo = (gate: number): number => (before.includes(gate) ? wanted : wanted - 2 * size)
  const lags = (gate: number): boolean => gate !== own && ahead(Atomics.load(words, gate), upTo(gate)) < 0 // setup
  const roles = [
    ...here.consumers.filter(lags),
    ...here.joined.filter((pool) => lags(pool.gate) && isOnlyHere(words, pool)).map(({ gate }) => gate),
    ...here.tickets.filter(({ role, first }) => ahead(first, upTo(role)) <= 0).map(({ role }) => role),
    ...publishing(here, wish, wanted),
  ]
  return [...new Set(roles)]
}

/** The producers that hold this sequence or an earlier one, or are the only ones that might. */
function publishing({ producers }: Here, wish: Wish, wanted: number): number[] {
  const roles = producers.filter(({ first }) => isAtMost(first, wanted)).map(({ role }) => role)
  const isAnybodys = producers.length === 0 || wish.own === NO_WORD || isPublished(wish, wanted)
  return isAnybodys ? roles : [...roles, ...onlyProducers(producers, wish)]
}

/** Whether no other thread has joined the pool. */
function isOnlyHere(words: Int32Array, { seats, seat }: Joined): boolean {
  return !othersWork(words, seats, seat)
}

function isAtMost(first: number, wanted: number): boolean {
  return first !== NOTHING && ahead(first, wanted) <= 0
}

function isPublished({ words, size, laps }: Wish, wanted: number): boolean {
  if (laps === 0) return ahead(Atomics.load(words, CURSOR), wanted) >= 0 // setup
  const slot = slotOf(wanted >>> 1, size)
  return sequenceAt(Atomics.load(words, laps + slot), slot, size) === (wanted & ~MARK) // setup
}

/** The producers of this thread, if no other may publish: one that was never taken still may. */
function onlyProducers(producers: readonly Held[], { words, owners }: Wish): number[] {
  const left = owners.filter((owner) => !isGone(Atomics.load(words, owner))) // setup
  return left.every((owner) => producers.some(({ role }) => role === owner)) ? left : []
}
