// A producer on this thread, a consumer on another.
import { createRing, type Ring } from 'ringproof'
import { payloadOf } from './payload.ts'
import { type Send, timePhases } from './phases.ts'
import { phasesOf, type RingThroughputTask, type Throughput } from './task.ts'
import { startWorker } from './worker.ts'

/** Publishes events one by one or in batches; a batch is claimed, written and published together. */
export async function ringThroughput(task: RingThroughputTask): Promise<Throughput> {
  const { start, size, batch, events, consumer } = task
  const ring = createRing({ start, size, consumers: { reader: [] } })
  const slots = new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT))
  const send = sender(ring, slots, task)
  const phases = phasesOf(events, batch)
  const worker = await startWorker('ring-reader', { handle: ring.handle, slots, consumer, phases })
  return { eventsPerSecond: await timePhases(worker, phases, start, send) }
}

function sender(ring: Ring, slots: Int32Array, { batch, producer: options }: RingThroughputTask): Send {
  const producer = ring.producer(undefined, options)
  return (_, events) => {
    for (let sent = 0; sent < events; sent += batch) {
      const first = producer.claim(batch)
      for (let s = first; s < first + batch; s++) slots[ring.index(s)] = payloadOf(s)
      producer.publish(first, first + batch - 1)
    }
  }
}
