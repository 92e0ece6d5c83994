// Worker: a consumer that handles every event of a sample of several threads.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { Go } from './fan.ts'
import { addTo, senderOf } from './payload.ts'
import type { Part } from './ring-fan.ts'

const { handle, slots, task, which } = workerData as Part
const ring = attachRing(handle)
const consumer = ring.consumer(`reader${which}`, task.consumer)
const sums = new Int32Array(task.senders)

function add(sequence: number): void {
  const payload = slots[ring.index(sequence)]!
  const sender = senderOf(payload)
  sums[sender] = addTo(sums[sender]!, payload)
}

function read(events: number): void {
  for (let left = events; left > 0; ) left -= consumer.consume(add)
}

parentPort?.on('message', ({ events }: Go) => {
  sums.fill(0)
  read(events * task.senders)
  parentPort?.postMessage({ at: process.hrtime.bigint(), sums })
})
parentPort?.postMessage('ready')
