// Worker: reads the words of wide events.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import { addTo } from './payload.ts'
import { WORDS } from './wide.ts'
import type { WideReading } from './wide-ring.ts'
import { workLoudly } from './worker.ts'

const { handle, slots, phases } = workerData as WideReading
const ring = attachRing(handle)
const consumer = ring.consumer('reader')
let checksum = 0

function add(sequence: number): void {
  const at = WORDS * ring.index(sequence)
  let payload = 0
  for (let word = 0; word < WORDS; word++) payload ^= slots[at + word]!
  checksum = addTo(checksum, payload)
}

parentPort?.postMessage('ready')
workLoudly(() => {
  for (const events of phases) {
    checksum = 0
    for (let left = events; left > 0; ) left -= consumer.consume(add)
    parentPort?.postMessage({ at: process.hrtime.bigint(), checksum })
  }
})
