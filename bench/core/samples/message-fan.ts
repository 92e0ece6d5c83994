// Several threads with `postMessage`: a channel from each sender to each receiver, all on threads of their own.
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { type Check, timeFan } from './fan.ts'
import { verifyFrom } from './payload.ts'
import { type FanTask, phasesOf, type Throughput } from './task.ts'
import { startWorker } from './worker.ts'

/** Each sender posts each of its events to every receiver, one by one. */
export async function messageFan(task: FanTask): Promise<Throughput> {
  const phases = phasesOf(task.events / task.senders, 1)
  const channels = Array.from({ length: task.senders }, () =>
    Array.from({ length: task.receivers }, () => new MessageChannel()),
  )
  const start = (role: string, which: number, ports: MessagePort[]): Promise<Worker> =>
    startWorker(`message-fan-${role}`, { which, ports, phases, senders: task.senders }, ports)
  const portsTo = (r: number): MessagePort[] => channels.flatMap((row) => row[r]?.port2 ?? [])
  const receivers = await Promise.all(
    Array.from({ length: task.receivers }, (_, r) => start('reader', r, portsTo(r))),
  )
  const senders = await Promise.all(
    channels.map((row, s) =>
      start(
        'sender',
        s,
        row.map(({ port1 }) => port1),
      ),
    ),
  )
  return { eventsPerSecond: await timeFan({ senders, receivers }, phases, check) }
}

const check: Check = (received, first, events) => {
  for (const { sums } of received) {
    for (const [sender, sum] of sums.entries()) verifyFrom(sender, sum, first, events)
  }
}

/** A thread's task. */
export interface Part {
  /** the index of this thread among those of its role */
  readonly which: number
  /** a port to each thread of the other role */
  readonly ports: readonly MessagePort[]
  /** the events of each sender, by phase */
  readonly phases: readonly number[]
  readonly senders: number
}
