// Worker: posts its events to every receiver.
import { parentPort, workerData } from 'node:worker_threads'
import type { Go } from './fan.ts'
import type { Part } from './message-fan.ts'
import { payloadFrom } from './payload.ts'

const { which, ports } = workerData as Part

function send(first: number, events: number): void {
  for (let event = first; event < first + events; event++) {
    for (const port of ports) port.postMessage(payloadFrom(which, event))
  }
}

parentPort?.on('message', ({ first, events }: Go) => {
  const at = process.hrtime.bigint()
  send(first, events)
  parentPort?.postMessage({ at })
})
parentPort?.postMessage('ready')
