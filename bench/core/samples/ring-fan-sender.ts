// Worker: one of the senders of a sample of several threads.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { Go } from './fan.ts'
import { payloadFrom } from './payload.ts'
import type { Part } from './ring-fan.ts'
import { stopsOf } from './task.ts'

const { handle, slots, task, which } = workerData as Part
const { batch } = task
const ring = attachRing(handle)
const producer = ring.producer(`sender${which}`, task.producer)

function send(first: number, events: number): void {
  for (let event = first; event < first + events; event += batch) {
    const claimed = producer.claim(batch)
    for (let i = 0; i < batch; i++) slots[ring.index(claimed + i)] = payloadFrom(which, event + i)
    producer.publish(claimed, claimed + batch - 1)
  }
}

/** Publishes the stop events one by one, so that the first does not wait for room for the last. */
function stop(): void {
  for (let stops = stopsOf(task); stops > 0; stops--) {
    const claimed = producer.claim()
    producer.publish(claimed, claimed)
  }
}

parentPort?.on('message', ({ first, events }: Go) => {
  const at = process.hrtime.bigint()
  send(first, events)
  stop()
  parentPort?.postMessage({ at })
})
parentPort?.postMessage('ready')
