// What one thread pays by itself, with nobody on the other side.
import { type Consumer, createRing, type SingleProducer } from 'ringproof'
import { Bench, type FnOptions } from 'tinybench'
import { payloadOf } from './payload.ts'
import type { Costs, Task, Throughput } from './task.ts'

/** Operations in one timed call: many, since a call takes no longer than the clock can tell. */
const MANY = 1000
const SIZE = 1024

/** The bare store that a publish can't do without, to a word of a SharedArrayBuffer. */
export async function storeThroughput({ milliseconds }: Task<'store'>): Promise<Throughput> {
  const words = new Int32Array(new SharedArrayBuffer(128))
  const store = (): void => {
    for (let i = 0; i < MANY; i++) Atomics.store(words, 0, i)
  }
  return { eventsPerSecond: 1e9 / (await nanosecondsOf(store, milliseconds)) }
}

/** The producer's and the consumer's share, one event at a time; the other's isn't in the time. */
export async function threadCosts({ start, milliseconds }: Task<'thread'>): Promise<Costs> {
  const ring = createRing({ start, size: SIZE, consumers: { reader: [] } })
  const slots = new Int32Array(new SharedArrayBuffer(SIZE * Int32Array.BYTES_PER_ELEMENT))
  const publish = publisher(ring.producer(), slots)
  const handle = handler(ring.consumer('reader'), slots)
  const claiming = await nanosecondsOf(publish, milliseconds, { afterEach: handle })
  const handling = await nanosecondsOf(handle, milliseconds, { beforeEach: publish })
  return { nanoseconds: { 'claim, write, publish': claiming, 'poll, read': handling } }
}

function publisher(producer: SingleProducer, slots: Int32Array): () => void {
  return () => {
    for (let i = 0; i < MANY; i++) {
      const s = producer.claim()
      slots[s & (SIZE - 1)] = payloadOf(s)
      producer.publish(s, s)
    }
  }
}

function handler(consumer: Consumer, slots: Int32Array): () => void {
  // A word, since V8 boxes a variable of 32 bits: that would cost more than the poll.
  const sum = new Int32Array(1)
  const read = (s: number): void => {
    sum[0]! += slots[s & (SIZE - 1)]!
  }
  return () => {
    consumer.poll(read)
  }
}

/** Nanoseconds for one of the `MANY` operations of a call, on average. */
async function nanosecondsOf(call: () => void, milliseconds: number, hooks: FnOptions = {}): Promise<number> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 2, throws: true })
  bench.add('call', call, { ...hooks, async: false })
  const [task] = await bench.run()
  if (task?.result.state !== 'completed') throw new Error(`tinybench: ${task?.result.state}`)
  return (task.result.latency.mean * 1e6) / MANY
}
