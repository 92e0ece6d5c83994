// Round trips with `postMessage`.
import type { Worker } from 'node:worker_threads'
import { payloadOf } from './payload.ts'
import { checkEcho } from './ring-latency.ts'
import { Schedule } from './schedule.ts'
import { type Latency, type LatencyTask, withWarmUp } from './task.ts'
import { startWorker } from './worker.ts'

/** Sends on schedule whether or not answers have arrived; the event loop does not sleep until all is sent. */
export async function messageLatency({ rate, messages }: LatencyTask): Promise<Latency> {
  const worker = await startWorker('message-echo', null)
  const schedule = new Schedule(rate, withWarmUp(messages))
  await exchange(worker, schedule)
  return schedule.toLatency(messages)
}

function exchange(worker: Worker, schedule: Schedule): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let answered = 0
    const send = (): void => {
      if (schedule.send()) worker.postMessage(payloadOf(sent++))
      if (!schedule.allSent) setImmediate(send)
    }
    const hear = (message: unknown): void => {
      schedule.answer()
      checkEcho(message, answered++)
      if (schedule.allAnswered) resolve()
    }
    worker.on('message', hear).on('error', reject)
    send()
  })
}
