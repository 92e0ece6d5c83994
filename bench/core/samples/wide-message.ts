// The same events as objects of messages.
import { timePhases } from './phases.ts'
import type { Throughput, WideTask } from './task.ts'
import { wideObject, widePhases } from './wide.ts'
import { startWorker } from './worker.ts'

/** Posts one object at a time, or an array of them. */
export async function wideMessage(task: WideTask): Promise<Throughput> {
  const { batch } = task
  const phases = widePhases(task)
  const worker = await startWorker('wide-message-reader', { phases })
  const sendOne = (first: number, count: number): void => {
    for (let s = first; s < first + count; s++) worker.postMessage(wideObject(s))
  }
  const sendBatches = (first: number, count: number): void => {
    for (let s = first; s < first + count; s += batch)
      worker.postMessage(Array.from({ length: batch }, (_, i) => wideObject(s + i)))
  }
  return { eventsPerSecond: await timePhases(worker, phases, 0, batch === 1 ? sendOne : sendBatches) }
}
