// Round trips of two threads: one ring there, one back.
import { type ConsumerOptions, createRing, type ProducerOptions, type Ring, type RingHandle } from 'ringproof'
import { payloadOf } from './payload.ts'
import { Schedule } from './schedule.ts'
import { type Latency, type LatencyTask, type Pauses, withWarmUp } from './task.ts'
import { startWorker } from './worker.ts'

/** Room for the messages of 50 ms at 20,000 per second. */
const SIZE = 1024

/** A ring, or its handle, with its slots. */
export interface Lane<R> {
  readonly ring: R
  readonly slots: Int32Array
}

/** Sends on schedule whether or not answers have arrived, and polls for them in between. */
export async function ringLatency(task: LatencyTask & Pauses): Promise<Latency> {
  const { producer, consumer, rate, messages } = task
  const [ping, pong] = [makeLane(), makeLane()]
  const all = withWarmUp(messages)
  await startWorker('ring-echo', { ping: cloneable(ping), pong: cloneable(pong), all, producer, consumer })
  const schedule = new Schedule(rate, all)
  exchange(schedule, sender(ping, producer), pong, consumer)
  return schedule.toLatency(messages)
}

function makeLane(): Lane<Ring<'reader'>> {
  const slots = new Int32Array(new SharedArrayBuffer(SIZE * Int32Array.BYTES_PER_ELEMENT))
  return { ring: createRing({ size: SIZE, consumers: { reader: [] } }), slots }
}

function cloneable({ ring, slots }: Lane<Ring<'reader'>>): Lane<RingHandle<'reader'>> {
  return { ring: ring.handle, slots }
}

function sender({ ring, slots }: Lane<Ring<'reader'>>, options: ProducerOptions): () => void {
  const producer = ring.producer(undefined, options)
  return () => {
    const s = producer.claim()
    slots[ring.index(s)] = payloadOf(s)
    producer.publish(s, s)
  }
}

function exchange(
  schedule: Schedule,
  send: () => void,
  { ring, slots }: Lane<Ring<'reader'>>,
  options: ConsumerOptions,
): void {
  const consumer = ring.consumer('reader', options)
  const hear = (s: number): void => {
    schedule.answer()
    checkEcho(slots[ring.index(s)], s)
  }
  while (!schedule.allAnswered) {
    if (schedule.send()) send()
    consumer.poll(hear)
  }
}

/** @throws {Error} if an answer is not what was sent */
export function checkEcho(payload: unknown, sequence: number): void {
  if (payload === payloadOf(sequence)) return
  throw new Error(`wrong payload of answer ${sequence}: ${payload}, expected ${payloadOf(sequence)}`)
}
