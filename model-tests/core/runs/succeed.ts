// What the main thread does in place of a thread that is gone.
import type { Ring } from '../../../src/index.ts'
import { BEFORE, CLAIM, CLAIMS, type Memory, write, wrongOf } from './memory.ts'

/** Read by a successor where the words of an event are not right. */
const TORN = -1

/** Rewrites the events that a producer had claimed: its last claim ended with the last of them. */
export function publishFor(name: string, ring: Ring<string, string>, memory: Memory): void {
  const producer = ring.takeOverProducer(name)
  const p = ring.handle.producers.indexOf(name)
  const [claims, slots] = [new Int32Array(memory.claims).subarray(p * CLAIMS), new Int32Array(memory.slots)]
  const end = claims[BEFORE]! + claims[CLAIM]!
  const { first, last } = producer.unpublished ?? { first: 0, last: -1 }
  for (let sequence = first; sequence <= last; sequence++)
    write(slots, ring.index(sequence), { p, n: end - 1 - (last - sequence), sequence })
  if (last >= first) producer.publish(first, last)
  producer.leave()
}

/** Reads on until the ring ends, which throws; `succeeded` gets each sequence. */
export async function readFor(
  name: string,
  ring: Ring<string, string>,
  memory: Memory,
  succeeded: number[],
): Promise<never> {
  const consumer = ring.takeOver(name)
  const slots = new Int32Array(memory.slots)
  for (;;)
    await consumer.consumeAsync((sequence) => {
      succeeded.push(wrongOf(slots, ring.index(sequence), sequence) === null ? sequence : TORN)
    })
}
