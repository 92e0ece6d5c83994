// Worker: publishes more events than the ring has room for.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { FullPart } from './full.ts'

const { handle, name, events } = workerData as FullPart
const producer = attachRing(handle).producer(name)

parentPort?.postMessage('ready')
for (let event = 0; event < events; event++) {
  const s = producer.claim()
  producer.publish(s, s)
}
parentPort?.postMessage('done')
