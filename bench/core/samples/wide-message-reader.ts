// Worker: receives wide events as objects.
import { parentPort, workerData } from 'node:worker_threads'
import { addTo } from './payload.ts'
import { readObject, type WideObject } from './wide.ts'

const { phases } = workerData as { phases: number[] }
let checksum = 0
let left = phases.shift() ?? 0

function add(event: WideObject): void {
  checksum = addTo(checksum, readObject(event))
  left--
}

function endPhase(): void {
  parentPort?.postMessage({ at: process.hrtime.bigint(), checksum })
  checksum = 0
  left = phases.shift() ?? 0
}

parentPort?.on('message', (message: WideObject | readonly WideObject[]) => {
  if (Array.isArray(message)) for (const event of message) add(event)
  else add(message as WideObject)
  if (left === 0) endPhase()
})
parentPort?.postMessage('ready')
