// Worker: receives the messages of a throughput sample.
import { parentPort, workerData } from 'node:worker_threads'
import { addTo } from './payload.ts'

const { phases } = workerData as { phases: number[] }
let checksum = 0
let left = phases.shift() ?? 0

function add(payload: number): void {
  checksum = addTo(checksum, payload)
  left--
}

function endPhase(): void {
  parentPort?.postMessage({ at: process.hrtime.bigint(), checksum })
  checksum = 0
  left = phases.shift() ?? 0
}

parentPort?.on('message', (message: number | Int32Array) => {
  if (typeof message === 'number') add(message)
  else for (const payload of message) add(payload)
  if (left === 0) endPhase()
})
parentPort?.postMessage('ready')
