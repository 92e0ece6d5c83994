// The words of each role of a ring, by name.
import { CURSOR, KEPT, keptOf, type Layout, ownerWordOf } from '../core/layout.ts'

/** The words of a producer: its owner, what happens after its death, and the first of its notes of what it holds. */
export interface ProducerWords {
  readonly owner: number
  readonly kept: number
  readonly hand: number
}

/** The words of a consumer or a pool; `seats` is the first seat of a pool's workers, and 0 for a consumer. */
export interface ConsumerWords {
  readonly owner: number
  readonly kept: number
  readonly gate: number
  readonly seats: number
}

/** A ring as seen by code that reads the words of all its roles. */
export interface Ground {
  readonly words: Int32Array
  readonly size: number
  readonly start: number
  readonly laps: number
  /** The words for the reason why the ring has failed. */
  readonly why: number
  readonly producers: ReadonlyMap<string, ProducerWords>
  readonly consumers: ReadonlyMap<string, ConsumerWords>
}

/** Maps the names of a ring to their words. */
export function groundOf(
  words: Int32Array,
  { size, start, producers, order }: GroundPlan,
  { laps, gates, hands, seats, why }: Layout,
): Ground {
  return {
    ...{ words, size, start, laps, why },
    producers: new Map(producers.map((name, p) => [name, producerAt(p, hands[p] ?? 0)])),
    consumers: new Map(order.map((name, c) => [name, consumerAt(gates[c] ?? 0, seats[c] ?? 0)])),
  }
}

function producerAt(p: number, hand: number): ProducerWords {
  return { owner: ownerWordOf(CURSOR, p), kept: hand + KEPT, hand }
}

function consumerAt(gate: number, seats: number): ConsumerWords {
  return { owner: ownerWordOf(gate), kept: keptOf(gate), gate, seats }
}

interface GroundPlan {
  readonly size: number
  readonly start: number
  readonly producers: readonly string[]
  readonly order: readonly string[]
}

/** Whether a ring has several producers. */
export function hasSeveral({ producers }: Ground): boolean {
  return producers.size > 1
}
