// What one thread holds of a ring, whichever `Ring` objects it came by: while it blocks, it does nothing of that.
import { LAYOUT, NOWHERE } from './layout.ts'

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

/** The worker has no ticket any more: most often it took the last one of this thread. */
export function drop({ tickets }: Here, held: Held): void {
  if (tickets[tickets.length - 1] === held) tickets.pop()
  else tickets.splice(tickets.indexOf(held), 1)
}

/** Whether a claim might wait for its own thread, which has other roles: then it claims only where there is room. */
export function mightWait({ roles, producers }: Here): boolean {
  return roles > producers.length || producers.some(({ first }) => first !== NOTHING)
}
