// Worker: like lone-reader but without a ring, to measure what the machine itself needs to wake a thread.
import { parentPort, workerData } from 'node:worker_threads'
import { type LonePart, noteOf } from './lone.ts'

const part = workerData as LonePart
const note = noteOf(part)

parentPort?.postMessage('ready')
for (let seen = 0; seen < part.task.events; ) {
  Atomics.wait(part.count, 0, seen)
  for (const sent = Atomics.load(part.count, 0); seen < sent; seen++) note(seen, true)
}
parentPort?.postMessage('done')
