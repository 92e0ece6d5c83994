// Worker: handles the few events that come, until the ring is closed.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, ClosedError } from 'ringproof'
import type { IdlePart } from './idle.ts'

const { handle, name, isPool } = workerData as IdlePart
const ring = attachRing(handle)
const reader = isPool ? ring.pool(name) : ring.consumer(name)
let handled = 0

parentPort?.postMessage('ready')
try {
  for (;;) handled += reader.consume(() => {})
} catch (error) {
  if (!(error instanceof ClosedError)) throw error
}
parentPort?.postMessage(handled)
