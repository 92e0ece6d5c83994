// Worker: one of a pool that shares the events of one sender.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { Go } from './fan.ts'
import { addUnordered } from './payload.ts'
import type { Part } from './ring-fan.ts'
import { stopsOf } from './task.ts'

const { handle, slots, task } = workerData as Part
const ring = attachRing(handle)
const pool = ring.pool('pool', task.consumer)
const sums = new Int32Array(1)
/** The sequences of this phase. They are followed by stop events, of which some may be left from the phase before. */
let [first, last] = [0, -1]
let isOver = false

function add(sequence: number): void {
  if (sequence > last) isOver = true
  else if (sequence >= first) sums[0] = addUnordered(sums[0]!, slots[ring.index(sequence)]!)
}

function read(): void {
  for (isOver = false; !isOver; ) pool.consume(add, task.limit)
}

parentPort?.on('message', ({ events }: Go) => {
  last = first + events - 1
  sums.fill(0)
  read()
  parentPort?.postMessage({ at: process.hrtime.bigint(), sums })
  first = last + 1 + stopsOf(task)
})
parentPort?.postMessage('ready')
