// What one thread holds of a ring, whichever `Ring` objects it came by: while it blocks, it does nothing of that.

import { idOf } from './identity.ts'
import { othersWork } from './parts.ts'
import { isGone } from './Roles.ts'
import { ahead, MARK, sequenceAt, slotOf } from './Sequence.ts'
import { CURSOR, LAYOUT, NOWHERE } from './words.ts'

/** What a role of this thread has taken and is not done with, from this word on; `NOTHING` if it has not. */
export interface Held {
  /** The word of the role: the owner's of a producer, a pool's gate. */
  readonly role: number
  first: number
}

/** No sequence has an odd word. */
export const NOTHING = NOWHERE

/**
 * What this thread holds of one ring.
 *
 * It refers to nobody who has a role, nor to the memory: what is dropped can go, though its role was never given back.
 */
export interface Here {
  /** How many there are of all that follows. */
  roles: number
  /** The gates of its consumers. */
  readonly consumers: number[]
  readonly producers: Held[]
  /** The pools that it has joined, and where it sits there. */
  readonly joined: Joined[]
  /** Those of its workers that have a ticket. */
  readonly tickets: Held[]
}

/** A pool, and the seat of a thread there. */
export interface Joined {
  readonly gate: number
  readonly seats: number
  readonly seat: number
}

/** What all copies of this package on one thread share. */
interface Thread {
  readonly rings: Map<string, WeakRef<Here>>
  readonly dropped: FinalizationRegistry<string>
  readonly isMain: boolean
  /** Whether it was warned of that it blocks. */
  hasWarned: boolean
}

interface Host {
  readonly process?: {
    getBuiltinModule?(name: 'node:process'): object | undefined
    getBuiltinModule?(name: 'node:worker_threads'): { readonly isMainThread: boolean } | undefined
  }
  readonly WeakRef?: typeof WeakRef
  readonly FinalizationRegistry?: typeof FinalizationRegistry
}

const KEY = Symbol.for(`ringproof.here.${LAYOUT}`)

/** Of Node's realms on one thread each has a `globalThis`, but they share its `process`. */
function threadOf(host: Host): Thread | undefined {
  if (!host.WeakRef || !host.FinalizationRegistry) return undefined
  const home: { [KEY]?: Thread } = host.process?.getBuiltinModule?.('node:process') ?? host
  if (!home[KEY]) Object.defineProperty(home, KEY, { value: newThread(host) })
  return home[KEY]
}

let found: Thread | undefined

/** What is shared on this thread; nothing where the host has no weak references. */
export function threadHere(): Thread | undefined {
  found ??= threadOf(globalThis as Host)
  return found
}

function newThread({ process }: Host): Thread {
  const rings: Thread['rings'] = new Map()
  const dropped = new FinalizationRegistry<string>((id) => {
    // Another one may have come to the ring since.
    if (rings.get(id)?.deref() === undefined) rings.delete(id)
  })
  const isMain = process?.getBuiltinModule?.('node:worker_threads')?.isMainThread === true
  return { rings, dropped, isMain, hasWarned: false }
}

/** What this thread holds of the ring in this memory; of each `Ring` by itself where the host has no weak references. */
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

/** Counts one more worker of this thread. */
export function join(here: Here, joined: Joined): void {
  here.roles++
  if (!here.joined.some(({ seat }) => seat === joined.seat)) here.joined.push(joined)
}

/** The worker has no ticket any more: most often it took the last one of this thread. */
export function drop({ tickets }: Here, held: Held): void {
  if (tickets[tickets.length - 1] === held) tickets.pop()
  else tickets.splice(tickets.indexOf(held), 1)
}

/** Counts a consumer of this thread, whether it took the role or took it over. */
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

/** Whether a claim might wait for its own thread, which has other roles: then it claims only where there is room. */
export function mightWait({ roles, producers }: Here): boolean {
  return roles > producers.length || producers.some(({ first }) => first !== NOTHING)
}

/** What somebody waits for, and in which ring. */
export interface Wish {
  readonly words: Int32Array
  readonly size: number
  readonly laps: number
  /** The gate of the reader who asks; `NOWHERE` of a producer: what a claim waits for has been claimed. */
  readonly own: number
  /** The words of the owners of all producers. */
  readonly owners: readonly number[]
  /** The gates that have to come so far; all others as far as there has to be room for it. */
  readonly before: readonly number[]
}

/**
 * The words of those roles of this thread that have to act before the sequence of the word `wanted` has come: for ever,
 * while it blocks. It only loads words, of a thread with one role none.
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

/** Those who have it or one before it, or who are the only ones that might. */
function publishing({ producers }: Here, wish: Wish, wanted: number): number[] {
  const roles = producers.filter(({ first }) => isAtMost(first, wanted)).map(({ role }) => role)
  const isAnybodys = producers.length === 0 || wish.own === NOWHERE || isPublished(wish, wanted)
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

/** Those of this thread if there are no others that might publish: one that nobody has taken yet might. */
function onlyProducers(producers: readonly Held[], { words, owners }: Wish): number[] {
  const left = owners.filter((owner) => !isGone(Atomics.load(words, owner))) // setup
  return left.every((owner) => producers.some(({ role }) => role === owner)) ? left : []
}
