// Throughput of messages to another thread.
import { payloadOf } from './payload.ts'
import { timePhases } from './phases.ts'
import { type MessageThroughputTask, phasesOf, type Throughput } from './task.ts'
import { startWorker } from './worker.ts'

/** Posts one number at a time, or a batch as an Int32Array: the cheapest that `postMessage` offers. */
export async function messageThroughput({ batch, events }: MessageThroughputTask): Promise<Throughput> {
  const phases = phasesOf(events, batch)
  const worker = await startWorker('message-reader', { phases })
  const payloads = new Int32Array(batch)
  const sendOne = (first: number, count: number): void => {
    for (let s = first; s < first + count; s++) worker.postMessage(payloadOf(s))
  }
  const sendBatches = (first: number, count: number): void => {
    for (let s = first; s < first + count; s += batch) {
      for (let i = 0; i < batch; i++) payloads[i] = payloadOf(s + i)
      worker.postMessage(payloads)
    }
  }
  return { eventsPerSecond: await timePhases(worker, phases, 0, batch === 1 ? sendOne : sendBatches) }
}
