// Several senders and receivers of one ring, each on a thread of its own.
import type { Worker } from 'node:worker_threads'
import { createRing, type Ring } from 'ringproof'
import { type Check, timeFan } from './fan.ts'
import { addUnordered, verifyFrom } from './payload.ts'
import { phasesOf, type RingFanTask, type Throughput } from './task.ts'
import { startWorker } from './worker.ts'

/** Senders publish concurrently; a receiver handles every event, or, as a worker of a pool, those it takes. */
export async function ringFan(task: RingFanTask): Promise<Throughput> {
  const phases = phasesOf(task.events / task.senders, task.batch)
  const ring = makeRing(task)
  const slots = new Int32Array(new SharedArrayBuffer(task.size * Int32Array.BYTES_PER_ELEMENT))
  const shared = { handle: ring.handle, slots, task }
  const start = (role: string, many: number): Promise<Worker[]> =>
    Promise.all(
      Array.from({ length: many }, (_, which) => startWorker(`ring-fan-${role}`, { ...shared, which })),
    )
  const receivers = await start(task.limit === undefined ? 'reader' : 'pool', task.receivers)
  const senders = await start('sender', task.senders)
  return { eventsPerSecond: await timeFan({ senders, receivers }, phases, checkOf(task)) }
}

function makeRing({ senders, receivers, size, limit }: RingFanTask): Ring {
  const named = (role: string, many: number): string[] =>
    Array.from({ length: many }, (_, which) => `${role}${which}`)
  const readers = limit === undefined ? named('reader', receivers) : ['pool']
  return createRing({
    size,
    producers: named('sender', senders),
    consumers: Object.fromEntries(readers.map((name) => [name, []])),
    pools: limit === undefined ? [] : ['pool'],
  })
}

function checkOf({ senders, limit }: RingFanTask): Check {
  return (received, first, events) => {
    for (let sender = 0; sender < senders; sender++) {
      const sums = received.map((one) => one.sums[sender] ?? 0)
      if (limit === undefined) for (const sum of sums) verifyFrom(sender, sum, first, events)
      else
        verifyFrom(
          sender,
          sums.reduce((a, b) => (a + b) | 0),
          first,
          events,
          addUnordered,
        )
    }
  }
}

/** A thread's task. */
export interface Part {
  readonly handle: Ring['handle']
  readonly slots: Int32Array
  readonly task: RingFanTask
  /** the index of this thread among those of its role */
  readonly which: number
}
