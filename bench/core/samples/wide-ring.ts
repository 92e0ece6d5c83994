// The same events as bare words through a ring: a producer on this thread, a consumer on another.
import { createRing, type RingHandle } from 'ringproof'
import { payloadOf } from './payload.ts'
import { timePhases } from './phases.ts'
import type { Throughput, WideTask } from './task.ts'
import { SIZE, WORDS, widePhases } from './wide.ts'
import { startWorker } from './worker.ts'

/** What the reader gets. */
export interface WideReading {
  readonly handle: RingHandle<'reader'>
  readonly slots: Int32Array
  readonly phases: readonly number[]
}

export async function wideRing(task: WideTask): Promise<Throughput> {
  const { batch } = task
  const ring = createRing({ size: SIZE, consumers: { reader: [] } })
  const slots = new Int32Array(new SharedArrayBuffer(SIZE * WORDS * Int32Array.BYTES_PER_ELEMENT))
  const phases = widePhases(task)
  const reading: WideReading = { handle: ring.handle, slots, phases }
  const worker = await startWorker('wide-ring-reader', reading)
  const producer = ring.producer()
  const send = (_: number, events: number): void => {
    for (let sent = 0; sent < events; sent += batch) {
      const first = producer.claim(batch)
      for (let s = first; s < first + batch; s++) write(slots, WORDS * ring.index(s), payloadOf(s))
      producer.publish(first, first + batch - 1)
    }
  }
  return { eventsPerSecond: await timePhases(worker, phases, 0, send) }
}

/** All words but the last are the payload: an odd number, so their exclusive or is the payload. */
function write(slots: Int32Array, at: number, payload: number): void {
  for (let word = 0; word < WORDS - 1; word++) slots[at + word] = payload
  slots[at + WORDS - 1] = 0
}
