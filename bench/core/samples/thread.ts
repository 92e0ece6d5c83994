// What one thread pays by itself, with no thread on the other side.
import { createRing, type Ring, type Sequencer } from 'ringproof'
import { Bench, type FnOptions } from 'tinybench'
import { payloadOf } from './payload.ts'
import type { AccessTask, Cost, Costs, StoreTask, ThreadTask, Throughput } from './task.ts'

/** The operations of one timed call: a single one would be shorter than the clock's resolution. */
const MANY = 1000
const SIZE = 1024

/** The bare store that every publish needs, to a word of a SharedArrayBuffer. */
export async function storeThroughput({ milliseconds }: StoreTask): Promise<Throughput> {
  const words = new Int32Array(new SharedArrayBuffer(128))
  const store = (): void => {
    for (let i = 0; i < MANY; i++) Atomics.store(words, 0, i)
  }
  return { eventsPerSecond: 1e9 / (await nanosecondsOf(store, milliseconds)) }
}

/** The loops of bare accesses. */
const BARE: Readonly<Record<AccessTask['access'], (words: Int32Array) => void>> = {
  'plain load': (words) => {
    for (let i = 0; i < MANY; i++) words[3] = words[i & 1]!
  },
  load: (words) => {
    for (let i = 0; i < MANY; i++) words[3] = Atomics.load(words, i & 1)
  },
  exchange: (words) => {
    for (let i = 0; i < MANY; i++) Atomics.exchange(words, 0, i)
  },
  'add and exchange': (words) => {
    for (let i = 0; i < MANY; i++) {
      Atomics.add(words, 0, 2)
      Atomics.exchange(words, 16, i)
    }
  },
}

/** The cost of bare accesses. */
export async function accessCost({ access, milliseconds }: AccessTask): Promise<Cost> {
  const words = new Int32Array(new SharedArrayBuffer(128))
  return { nanoseconds: await nanosecondsOf(() => BARE[access](words), milliseconds) }
}

/** The cost of a producer whose thread has no other role: each timed call gets a ring of its own, with room for all. */
export async function aloneCost({ start, producers, batch, milliseconds }: ThreadTask): Promise<Cost> {
  const names = Array.from({ length: producers }, (_, p) => `producer${p}`)
  const slots = new Int32Array(new SharedArrayBuffer(SIZE * Int32Array.BYTES_PER_ELEMENT))
  let publish = (): void => {}
  const beforeEach = (): void => {
    const ring = createRing({ start, size: SIZE, producers: names, consumers: { reader: [] } })
    publish = publisher(ring.producer('producer0'), slots, batch)
  }
  return { nanoseconds: await nanosecondsOf(() => publish(), milliseconds, { beforeEach }) }
}

/** The costs of a producer and of a reader, each timed without the other. */
export async function threadCosts(task: ThreadTask): Promise<Costs> {
  const { start, producers, pool, milliseconds } = task
  const names = Array.from({ length: producers }, (_, p) => `producer${p}`)
  const pools: 'reader'[] = pool ? ['reader'] : []
  const ring = createRing({ start, size: SIZE, producers: names, consumers: { reader: [] }, pools })
  const slots = new Int32Array(new SharedArrayBuffer(SIZE * Int32Array.BYTES_PER_ELEMENT))
  const publish = publisher(ring.producer('producer0'), slots, task.batch)
  const handle = handler(ring, slots, pool)
  const sending = await nanosecondsOf(publish, milliseconds, { afterEach: handle })
  const receiving = await nanosecondsOf(handle, milliseconds, { beforeEach: publish })
  return { sending, receiving }
}

function publisher(producer: Sequencer, slots: Int32Array, batch: number): () => void {
  return () => {
    for (let i = 0; i < MANY; i += batch) {
      const first = producer.claim(batch)
      for (let s = first; s < first + batch; s++) slots[s & (SIZE - 1)] = payloadOf(s)
      producer.publish(first, first + batch - 1)
    }
  }
}

function handler(ring: Ring<'reader'>, slots: Int32Array, pool: boolean): () => void {
  // A word: V8 would box a 32-bit variable, at a higher cost than the poll.
  const sum = new Int32Array(1)
  const read = (s: number): void => {
    sum[0]! += slots[s & (SIZE - 1)]!
  }
  const reader = pool ? ring.pool('reader') : ring.consumer('reader')
  return () => {
    while (reader.poll(read) > 0);
  }
}

/** The mean nanoseconds of one of the `MANY` operations of a call. */
async function nanosecondsOf(call: () => void, milliseconds: number, hooks: FnOptions = {}): Promise<number> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 2, throws: true })
  bench.add('call', call, { ...hooks, async: false })
  const [task] = await bench.run()
  if (task?.result.state !== 'completed') throw new Error(`tinybench: ${task?.result.state}`)
  return (task.result.latency.mean * 1e6) / MANY
}
