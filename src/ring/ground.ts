// Which words of a ring belong to whom, by name.
import { CURSOR, KEPT, keptOf, type Layout, ownedOf } from '../core/layout.ts'

/** The words of a producer: who has the role, whether its place is to be taken, and where it notes what it holds. */
export interface ProducerWords {
  readonly owner: number
  readonly kept: number
  readonly hand: number
}

/** The words of a consumer, or of a pool: then `seats` are those of its workers, else 0. */
export interface ConsumerWords {
  readonly owner: number
  readonly kept: number
  readonly gate: number
  readonly seats: number
}

/** A ring as those see it who look at all of it. */
export interface Ground {
  readonly words: Int32Array
  readonly size: number
  readonly start: number
  readonly laps: number
  /** Where somebody may say why the ring has failed. */
  readonly why: number
  readonly producers: ReadonlyMap<string, ProducerWords>
  readonly consumers: ReadonlyMap<string, ConsumerWords>
}

/** Lays the names of a ring beside its words. */
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
  return { owner: ownedOf(CURSOR, p), kept: hand + KEPT, hand }
}

function consumerAt(gate: number, seats: number): ConsumerWords {
  return { owner: ownedOf(gate), kept: keptOf(gate), gate, seats }
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
