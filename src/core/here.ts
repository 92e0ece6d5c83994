// What one thread holds of a ring, across all its `Ring` objects: while the thread blocks, it finishes none of that.
import { LAYOUT, NO_WORD } from './layout.ts'

/** What a role of this thread has taken and not finished, from this word on; `NOTHING` if it holds nothing. */
export interface Held {
  /** The word of the role: a producer's owner word, a pool's gate. */
  readonly role: number
  first: number
}

/** No sequence has an odd word. */
export const NOTHING = NO_WORD

/**
 * What this thread holds of one ring.
 *
 * It refers to neither the roles' objects nor the memory: dropped objects can be collected, even if their role was
 * never left.
 */
export interface Here {
  /** How many roles of this thread there are, of every kind below. */
  roles: number
  /** The gates of its consumers. */
  readonly consumers: number[]
  readonly producers: Held[]
  /** The pools that it has joined, and its seats there. */
  readonly joined: Joined[]
  /** Its workers that hold a ticket. */
  readonly tickets: Held[]
}

/** A pool, and the seat of a thread in it. */
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
  /** Whether the warning of a blocked thread was emitted. */
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

/** Each of Node's realms on a thread has its own `globalThis`, but they share `process`. */
function threadOf(host: Host): Thread | undefined {
  if (!host.WeakRef || !host.FinalizationRegistry) return undefined
  const home: { [KEY]?: Thread } = host.process?.getBuiltinModule?.('node:process') ?? host
  if (!home[KEY]) Object.defineProperty(home, KEY, { value: newThread(host) })
  return home[KEY]
}

let found: Thread | undefined

/** What is shared on this thread; undefined if the host has no weak references. */
export function threadHere(): Thread | undefined {
  found ??= threadOf(globalThis as Host)
  return found
}

function newThread({ process }: Host): Thread {
  const rings: Thread['rings'] = new Map()
  const dropped = new FinalizationRegistry<string>((id) => {
    // A new holder may have been registered for the ring since.
    if (rings.get(id)?.deref() === undefined) rings.delete(id)
  })
  const isMain = process?.getBuiltinModule?.('node:worker_threads')?.isMainThread === true
  return { rings, dropped, isMain, hasWarned: false }
}

/** Drops a worker's finished ticket; usually it is the last one taken on this thread. */
export function drop({ tickets }: Here, held: Held): void {
  if (tickets[tickets.length - 1] === held) tickets.pop()
  else tickets.splice(tickets.indexOf(held), 1)
}

/** Whether a claim might wait for its own thread, in another role: then it claims only where there is room. */
export function mightWait({ roles, producers }: Here): boolean {
  return roles > producers.length || producers.some(({ first }) => first !== NOTHING)
}
