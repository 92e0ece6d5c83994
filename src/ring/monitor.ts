// How the threads of a ring are doing, from its words alone: no thread does anything for it.
import type { Positions } from './positions.ts'
import type { Ring } from './Ring.ts'

// As every host of worker threads has it.
declare const performance: { now(): number }

/** Whether producers find room. */
export type Room<Name extends string = string> =
  /** So many slots are free, from 1 to the size of the ring. */
  | { readonly kind: 'free'; readonly slots: number }
  /** None is: producers wait, or would. */
  | {
      readonly kind: 'none'
      /** Who has to handle events first: the consumer or pool at the far end of all who wait for each other. */
      readonly slow: Name
      /** The time of the first snapshot that found it so, in ms. */
      readonly since: number
    }

/** Whether readers find events. */
export type Reading =
  /** All that is published is handled by everybody, and nothing is claimed. */
  | { readonly kind: 'idle'; readonly since: number }
  /** There is something to handle or to publish. */
  | { readonly kind: 'busy' }
  /** A sequence is claimed and not published, and events that are published wait behind it. */
  | {
      readonly kind: 'hole'
      /** The first sequence that is missing. */
      readonly missing: number
      /** How many that are claimed come behind it. */
      readonly behind: number
      /** The time of the first snapshot that found this hole, in ms. A healthy one is gone in less than a time slice. */
      readonly since: number
      /** The producers that may hold it: they have claimed something that is not published. */
      readonly suspects: readonly string[]
    }

/** How a ring is doing at one moment: plain data. Words move while they are read: a lag may be of some events ago. */
export interface Snapshot<Name extends string = string> {
  /** When it was taken, in ms, by the clock that was given. */
  readonly at: number
  readonly state: Positions['state']
  /** Slots in use: events published, claimed ones too, that not everybody has handled; from 0 to the size. */
  readonly depth: number
  /** Of each consumer, the events that are published without a gap and that it has not handled; of a pool, all of it. */
  readonly lag: Readonly<Record<Name, number>>
  /** The last sequence that is published without a gap: exact if snapshots are less than 2^30 sequences apart. */
  readonly published: number
  /** How many sequences each producer has claimed and not published. */
  readonly open: Positions['open']
  readonly room: Room<Name>
  readonly reading: Reading
}

/** Looks at a ring again and again. */
export interface Lookout<Name extends string = string> {
  /**
   * Looks now. It costs what `ring.positions` does: some loads, and nothing that a thread of the ring does for it.
   *
   * @param at the time in ms, by any clock that doesn't go back; `performance.now()` by default
   */
  snapshot(at?: number): Snapshot<Name>
}

/** What was found to be so, and since when. */
interface Finding {
  readonly what: string | number
  readonly since: number
}

/**
 * A lookout on a ring, on any thread that has attached to it. It takes no role, keeps no timer and raises no alarm:
 * whoever asks decides from which `since` on a hole or a slow consumer is one. An idle ring has neither.
 */
export function monitor<Name extends string, Producer extends string>(
  ring: Ring<Name, Producer>,
): Lookout<Name> {
  return new Monitor(ring)
}

class Monitor<Name extends string, Producer extends string> implements Lookout<Name> {
  readonly #ring: Ring<Name, Producer>
  readonly #findings = new Map<string, Finding>()
  #near: number

  constructor(ring: Ring<Name, Producer>) {
    this.#ring = ring
    this.#near = ring.handle.start - 1
  }

  snapshot(at = performance.now()): Snapshot<Name> {
    const positions = this.#ring.positions(this.#near)
    const { state, handled, published } = positions
    this.#near = published
    const lags = Object.entries(handled).map(([name, sequence]) => [name, published - sequence])
    const lag: Readonly<Record<Name, number>> = Object.fromEntries(lags)
    const depth = Math.min(positions.claimed - leastOf(handled), this.#ring.handle.size)
    const [room, reading] = [this.#room(positions, depth, at), this.#reading(positions, depth, at)]
    return { at, state, depth, lag, published, open: positions.open, room, reading }
  }

  #room({ handled }: Positions, depth: number, at: number): Room<Name> {
    const { size, order } = this.#ring.handle
    const slow = depth < size ? undefined : slowOf(order, handled)
    const since = this.#since('slow', slow, at)
    return slow === undefined ? { kind: 'free', slots: size - depth } : { kind: 'none', slow, since }
  }

  #reading({ published, claimed, firstAfterGap, open }: Positions, depth: number, at: number): Reading {
    const missing = firstAfterGap === undefined ? undefined : published + 1
    const hole = this.#since('hole', missing, at)
    // A ring that was busy between two snapshots is idle since the second.
    const idle = this.#since('idle', depth === 0 ? published : undefined, at)
    if (missing === undefined) return depth === 0 ? { kind: 'idle', since: idle } : { kind: 'busy' }
    const suspects = Object.keys(open).filter((name) => open[name] !== 0)
    return { kind: 'hole', missing, behind: claimed - missing, since: hole, suspects }
  }

  /** The time of the first of the snapshots in a row that found the same; nothing found is undefined. */
  #since(kind: string, what: Finding['what'] | undefined, at: number): number {
    const found = this.#findings.get(kind)
    const since = found?.what === what ? (found?.since ?? at) : at
    if (what === undefined) this.#findings.delete(kind)
    else this.#findings.set(kind, { what, since })
    return since
  }
}

function leastOf(handled: Positions['handled']): number {
  return Math.min(...Object.values(handled))
}

/** The furthest behind; of those who wait for each other, the one who waits for nobody else. */
function slowOf<Name extends string>(
  order: readonly Name[],
  handled: Positions['handled'],
): Name | undefined {
  const least = leastOf(handled)
  // Whom a consumer follows stands before it.
  return order.find((name) => handled[name] === least)
}
