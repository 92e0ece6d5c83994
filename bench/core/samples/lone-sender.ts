// Worker: publishes single events far apart, and sleeps in between.
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing } from 'ringproof'
import type { LonePart } from './lone.ts'

/** Milliseconds before the first event: others start, too. */
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

/** On the clock of all processes, so that those of different phases keep out of each other's way. */
const first = Math.ceil((Date.now() + LEAD) / gap) * gap + phase

parentPort?.postMessage('ready')
for (let event = 0; event < events; event++) {
  await sleep(first + event * gap - Date.now())
  // Not from when it was due: how late a timer is says nothing of the ring.
  sent[event] = process.hrtime.bigint()
  send()
}
// To close wakes the reader, too: a wake-up that the last event lost would not show.
await sleep(gap)
producer.close()
parentPort?.postMessage('done')
