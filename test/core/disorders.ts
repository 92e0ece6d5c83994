// Violations in what the threads of a program saw, as far as they can be found without a search.
import { Order } from '../../model-tests/core/ledger.ts'
import type { RecordedOnLog } from '../linearizability/recorded.ts'
import type { Played } from './player.ts'
import { type Program, producerOf } from './program.ts'

/**
 * Each sequence must be claimed once, and handled once by each consumer or by one worker of a pool; each reader must
 * see each producer's values in order, and all consumers must see the same order.
 */
export function disordersOf({ start, pooled, offers }: Program, played: readonly Played[]): string[] {
  const [producers, readers] = [played.slice(0, offers.length), played.slice(offers.length)]
  const claimed = sequencesOf(producers)
  const all = claimed.map((_, s) => start + s)
  const handled = pooled ? [sequencesOf(readers)] : readers.map(({ sequences }) => sequences)
  const seen = readers.map(({ operations }) => operations.flatMap(valuesOf))
  return [
    ...different('claimed', claimed, all),
    ...handled.flatMap((sequences) => different('handled', sequences, all)),
    ...seen.flatMap((values) => backwards(values, offers.length)),
    ...(pooled ? [] : seen.flatMap((values) => different('a consumer saw', values, seen[0] ?? []))),
  ]
}

function sequencesOf(threads: readonly Played[]): number[] {
  return threads.flatMap(({ sequences }) => sequences).sort((a, b) => a - b)
}

function valuesOf({ result }: RecordedOnLog): readonly number[] {
  return result?.op === 'poll' ? result.values : []
}

function different(what: string, given: readonly number[], expected: readonly number[]): string[] {
  if (given.join() === expected.join()) return []
  return [`${what} ${given.join(' ') || 'nothing'} instead of ${expected.join(' ') || 'nothing'}`]
}

/** A producer's values count up; a reader need not see all of them. */
function backwards(values: readonly number[], producers: number): string[] {
  const order = new Order(producers, { hasGaps: true })
  return values.flatMap((value) => order.handle(value, producerOf(value)) ?? [])
}
