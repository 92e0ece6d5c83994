// Worker: receives the events of every sender.
import { parentPort, workerData } from 'node:worker_threads'
import type { Part } from './message-fan.ts'
import { addTo, senderOf } from './payload.ts'

const { ports, phases, senders } = workerData as Part
const sums = new Int32Array(senders)
let phase = 0
let left = eventsOf(phase)

function eventsOf(phase: number): number {
  return (phases[phase] ?? 0) * senders
}

function add(payload: number): void {
  const sender = senderOf(payload)
  sums[sender] = addTo(sums[sender]!, payload)
  left--
  if (left === 0) endPhase()
}

function endPhase(): void {
  parentPort?.postMessage({ at: process.hrtime.bigint(), sums })
  sums.fill(0)
  left = eventsOf(++phase)
}

// Without a start message: events of a phase might arrive before it.
for (const port of ports) port.on('message', add)
parentPort?.postMessage('ready')
