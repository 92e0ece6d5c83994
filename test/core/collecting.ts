// A producer on one thread, and on another a consumer whose handler collects events, flushes them, and throws.
import { parentPort } from 'node:worker_threads'
import { attachRing, ClosedError, type Consumer, type RingHandle } from '../../src/index.ts'

/** The task of one thread. */
export interface Collecting {
  readonly role: 'producer' | 'collector'
  readonly events: number
  readonly handle: RingHandle
  /** A word for each slot. */
  readonly slots: SharedArrayBuffer
  /** One call in this many throws, of the handler and of the flush. */
  readonly throwsEvery: number
  /** Whether the consumer has a flush. */
  readonly flushes: boolean
}

/** What was flushed, in order: each event as read in its slot at that time. */
export interface Collected {
  readonly flushed: readonly number[]
  readonly thrown: number
}

class Thrown extends Error {}

class Collector {
  readonly flushed: number[] = []
  thrown = 0
  #calls = 0
  #kept: number[] = []
  readonly #task: Collecting
  readonly #consumer: Consumer
  readonly #slots: Int32Array

  constructor(task: Collecting) {
    this.#task = task
    this.#slots = new Int32Array(task.slots)
    const flush = (): void => this.#flush()
    this.#consumer = attachRing(task.handle).consumer('collector', task.flushes ? { flush } : {})
  }

  collect(): Collected {
    for (;;) {
      try {
        this.#consumer.consume((sequence, endOfBatch) => this.#handle(sequence, endOfBatch))
      } catch (error) {
        if (error instanceof ClosedError) return { flushed: this.flushed, thrown: this.thrown }
        if (!(error instanceof Thrown || error instanceof AggregateError)) throw error
      }
    }
  }

  #handle(sequence: number, endOfBatch: boolean): void {
    this.#throwNow()
    this.#kept.push(sequence)
    if (endOfBatch) this.#empty()
  }

  #flush(): void {
    this.#throwNow()
    this.#empty()
  }

  #empty(): void {
    const { size } = this.#task.handle
    for (const sequence of this.#kept) this.flushed.push(this.#slots[sequence % size] ?? Number.NaN)
    this.#kept = []
  }

  #throwNow(): void {
    if (++this.#calls % this.#task.throwsEvery !== 0) return
    this.thrown++
    throw new Thrown()
  }
}

function produce({ handle, slots, events }: Collecting): Collected {
  const words = new Int32Array(slots)
  const producer = attachRing(handle).producer()
  for (let event = 0; event < events; event++) {
    const sequence = producer.claim()
    words[sequence % handle.size] = event
    producer.publish(sequence, sequence)
  }
  producer.close()
  return { flushed: [], thrown: 0 }
}

parentPort?.on('message', (task: Collecting) => {
  parentPort?.postMessage(task.role === 'producer' ? produce(task) : new Collector(task).collect())
})
