// Worker: sleeps until the next single event, and notes the time.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, ClosedError } from 'ringproof'
import { type LonePart, noteOf } from './lone.ts'

const part = workerData as LonePart
const consumer = attachRing(part.handle).consumer('reader')
const note = noteOf(part)

parentPort?.postMessage('ready')
try {
  for (;;) consumer.consume(note)
} catch (error) {
  if (!(error instanceof ClosedError)) throw error
}
parentPort?.postMessage('done')
