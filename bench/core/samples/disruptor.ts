// A disruptor: this thread publishes, a handler on a worker gets the events.
import { createDisruptor } from 'ringproof'
import { type Handled, timeBy } from './phases.ts'
import type { Throughput, WideTask } from './task.ts'
import { SIZE, Wide, widePhases, writeWide } from './wide.ts'

/** What the handler writes at the end of a phase: the phase's number, its checksum, and the time. */
export interface Answers {
  /** 0: the phases that are over; 1: the checksum of the last. */
  readonly words: Int32Array
  readonly at: BigInt64Array
  readonly phases: readonly number[]
}

/** Publishes events one by one or in batches. */
export async function disruptor(task: WideTask): Promise<Throughput> {
  const { batch } = task
  const [words, at] = [new Int32Array(new SharedArrayBuffer(8)), new BigInt64Array(new SharedArrayBuffer(8))]
  const data: Answers = { words, at, phases: widePhases(task) }
  const worker = new URL('./disruptor-handler.js', import.meta.url)
  const events = await createDisruptor({ event: Wide, size: SIZE, handlers: { read: { worker, data } } })
  const producer = events.producer()
  const options = { n: batch }
  const sendOne = (_: number, count: number): void => {
    for (let sent = 0; sent < count; sent++) producer.publish(writeWide)
  }
  const sendBatches = (_: number, count: number): void => {
    for (let sent = 0; sent < count; sent += batch) producer.publish(writeWide, options)
  }
  const send = batch === 1 ? sendOne : sendBatches
  return { eventsPerSecond: await timeBy(answering(data), data.phases, 0, send) }
}

/** Blocks this thread until the next phase is over: its event loop has nothing else to do. */
function answering({ words, at }: Answers): () => Promise<Handled> {
  let over = 0
  return async () => {
    Atomics.wait(words, 0, over++)
    return { at: at[0]!, checksum: words[1]! }
  }
}
