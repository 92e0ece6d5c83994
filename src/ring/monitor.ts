// How the threads of a ring are doing, read from its words alone: no thread does anything for it.
import type { Positions } from './positions.ts'
import type { Ring } from './Ring.ts'

// Every host of worker threads has it.
declare const performance: { now(): number }

/** Whether producers find room. */
export type Room<Name extends string = string> =
  /** The number of free slots, from 1 to the size of the ring. */
  | { readonly kind: 'free'; readonly slots: number }
  /** No slot is free: producers wait, or would. */
  | {
      readonly kind: 'none'
      /** The consumer or pool that must handle events first: at the far end of those that wait for each other. */
      readonly slow: Name
      /** The time of the first snapshot that found it, in ms. */
      readonly since: number
    }

/** Whether readers find events. */
export type Reading =
  /** Every consumer has handled everything published, and nothing is claimed. */
  | { readonly kind: 'idle'; readonly since: number }
  /** There are events to handle or to publish. */
  | { readonly kind: 'busy' }
  /** A sequence is claimed and not published, and published events wait behind it. */
  | {
      readonly kind: 'hole'
      /** The first sequence that is missing. */
      readonly missing: number
      /** How many claimed sequences come after it. */
      readonly behind: number
      /** The time of the first snapshot of this hole, in ms. A healthy one is gone within a time slice. */
      readonly since: number
      /** The producers that may hold it: they have claimed sequences that are not published. */
      readonly suspects: readonly string[]
    }

/** How a ring is doing at one moment: plain data. Words change while they are read: a lag may be some events old. */
export interface Snapshot<Name extends string = string> {
  /** When it was taken, in ms, by the clock given. */
  readonly at: number
  readonly state: Positions['state']
  /** Slots in use: of events claimed or published that some consumer has not handled; from 0 to the size. */
  readonly depth: number
  /** For each consumer, the events published without a gap that it has not handled; a pool counts as one consumer. */
  readonly lag: Readonly<Record<Name, number>>
  /** The last sequence published without a gap: exact if snapshots are less than 2^30 sequences apart. */
  readonly published: number
  /** How many sequences each producer has claimed and not published. */
  readonly open: Positions['open']
  readonly room: Room<Name>
  readonly reading: Reading
}

/** Observes a ring again and again. */
export interface Lookout<Name extends string = string> {
  /**
   * Takes a snapshot. It costs what `ring.positions` does: some loads, and no work of the ring's threads.
   *
   * @param at the time in ms, by any clock that does not go back; `performance.now()` by default
   */
  snapshot(at?: number): Snapshot<Name>
}

/** A finding, and the time since which it holds. */
interface Finding {
  readonly what: string | number
  readonly since: number
}

/**
 * Monitors a ring, on any thread that has attached to it. It takes no role, sets no timer and raises no alarm: the
 * caller decides how long a hole or a slow consumer may last. An idle ring has neither.
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

  /** The time of the first snapshot in a row with the same finding; undefined stands for none. */
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

/** The consumer furthest behind; of several that wait for each other, the one that waits for no other. */
function slowOf<Name extends string>(
  order: readonly Name[],
  handled: Positions['handled'],
): Name | undefined {
  const least = leastOf(handled)
  // A consumer comes after those that it follows.
  return order.find((name) => handled[name] === least)
}
