// Worker: handles the events of a throughput sample.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, type ConsumerOptions, type RingHandle } from 'ringproof'
import { addTo } from './payload.ts'
import { workLoudly } from './worker.ts'

interface Reading {
  readonly handle: RingHandle<'reader'>
  readonly slots: Int32Array
  readonly consumer: ConsumerOptions
  readonly phases: readonly number[]
}

const { handle, slots, consumer: options, phases } = workerData as Reading
const ring = attachRing(handle)
const consumer = ring.consumer('reader', options)
let checksum = 0

function add(sequence: number): void {
  checksum = addTo(checksum, slots[ring.index(sequence)]!)
}

function read(events: number): void {
  for (let left = events; left > 0; ) left -= consumer.consume(add)
}

parentPort?.postMessage('ready')
workLoudly(() => {
  for (const events of phases) {
    checksum = 0
    read(events)
    parentPort?.postMessage({ at: process.hrtime.bigint(), checksum })
  }
})
