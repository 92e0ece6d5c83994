// A thread with roles in a ring: carries out its script, reports that, and stays until it is ended or killed.
import { parentPort, workerData } from 'node:worker_threads'
import { attachRing, type Consumer, type RingHandle, type Sequencer, type WorkPool } from '../../src/index.ts'

export type Act =
  /** Claims `claims` events and publishes `publishes` of them; with no claims it only attaches. */
  | { readonly act: 'produce'; readonly name: string; readonly claims: number; readonly publishes: number }
  | { readonly act: 'leave'; readonly name: string }
  | { readonly act: 'close'; readonly name: string }
  /** Handles `events` events. */
  | { readonly act: 'consume' | 'work'; readonly name: string; readonly events: number }
  /** Ends in the handler of an event, holding it. */
  | { readonly act: 'hold'; readonly name: string }

export interface Script {
  readonly handle: RingHandle
  readonly acts: readonly Act[]
}

const { handle, acts }: Script = workerData
const ring = attachRing(handle)
const producers = new Map<string, Sequencer>()
const readers = new Map<string, Consumer | WorkPool>()

function producerOf(name: string): Sequencer {
  const producer = producers.get(name) ?? ring.producer(name)
  producers.set(name, producer)
  return producer
}

function readerOf(name: string): Consumer | WorkPool {
  const reader = readers.get(name) ?? (handle.pools.includes(name) ? ring.pool(name) : ring.consumer(name))
  readers.set(name, reader)
  return reader
}

function produce(name: string, claims: number, publishes: number): void {
  const producer = producerOf(name)
  if (claims === 0) return
  const first = producer.claim(claims)
  if (publishes > 0) producer.publish(first, first + publishes - 1)
}

function consume(name: string, events: number): void {
  for (let handled = 0; handled < events; ) handled += readerOf(name).consume(() => {}, events - handled)
}

function hold(name: string): void {
  readerOf(name).consume(() => {
    parentPort?.postMessage('done')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
}

function perform(each: Act): void {
  if (each.act === 'produce') produce(each.name, each.claims, each.publishes)
  else if (each.act === 'hold') hold(each.name)
  else if (each.act === 'leave') producerOf(each.name).leave()
  else if (each.act === 'close') producerOf(each.name).close()
  else consume(each.name, each.events)
}

for (const each of acts) perform(each)

parentPort?.on('message', (how: 'return' | 'throw') => {
  parentPort?.close()
  if (how === 'throw') throw new RangeError('lost')
})
parentPort?.postMessage('done')
