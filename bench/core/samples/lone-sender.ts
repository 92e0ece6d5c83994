// Worker: publishes single events far apart, and sleeps in between.
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { LonePart } from './lone.ts'

/** Milliseconds before the first event, since other threads are starting too. */
const LEAD = 1000

const { handle, task, sent, count } = workerData as LonePart
const { gap, phase, events } = task
const producer = attachRing(handle).producer()
const send = task.reader === 'bare' ? notify : publish

function publish(): void {
  const s = producer.claim()
  producer.publish(s, s)
}

function notify(): void {
  Atomics.add(count, 0, 1)
  Atomics.notify(count, 0)
}

/** Aligned to the clock that all processes share, so that senders of different phases do not disturb each other. */
const first = Math.ceil((Date.now() + LEAD) / gap) * gap + phase

parentPort?.postMessage('ready')
for (let event = 0; event < events; event++) {
  await sleep(first + event * gap - Date.now())
  // Not the time it was due: the lateness of a timer says nothing about the ring.
  sent[event] = process.hrtime.bigint()
  send()
}
// The close wakes the reader too, and would hide a lost wake-up for the last event.
await sleep(gap)
producer.close()
parentPort?.postMessage('done')
