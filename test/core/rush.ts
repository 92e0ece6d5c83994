// Many events of several producers through one ring, to consumers that see all of them or to a pool that shares them.
import { parentPort } from 'node:worker_threads'
import { attachRing, type Ring, type RingHandle, type Sequencer } from '../../src/index.ts'
import { sizeAfter, summed } from './batches.ts'

export const POOL = 'pool'

/** What all threads share beside the ring. */
export interface Memory {
  /** Two words per slot: an event, and its complement. */
  readonly slots: SharedArrayBuffer
  /** A word per event: how often a pool has handled it. */
  readonly counts: SharedArrayBuffer
  /** The numbers of producers and of workers that have ended. */
  readonly ended: SharedArrayBuffer
}

/** The task of one thread. */
export interface Leg {
  readonly role: 'producer' | 'consumer' | 'worker'
  /** Its number among those of its role. */
  readonly number: number
  /** The number of events of each producer. */
  readonly events: number
  readonly workers: number
  readonly handle: RingHandle
  readonly memory: Memory
}

/** The answer of one thread; `defects` is a count, and `first` describes the first. */
export interface Run {
  readonly role: Leg['role']
  events: number
  checksum: number
  defects: number
  first: string | null
}

/** Threads outnumber cores, so waiters should not check too often. */
const PAUSE = 500
/** Not an event: tells the worker that handles it to end. */
const END = -1
const [PRODUCERS, WORKERS] = [0, 1]

/** The state of one thread of the rush. */
class Runner {
  readonly run: Run
  readonly #leg: Leg
  readonly #ring: Ring
  readonly #slots: Int32Array
  readonly #counts: Int32Array
  readonly #ended: Int32Array
  /** The next event of each producer. */
  readonly #next: number[]
  #sequence: number

  constructor(leg: Leg) {
    const { role, handle, memory, events } = leg
    this.run = { role, events: 0, checksum: 0, defects: 0, first: null }
    this.#leg = leg
    this.#ring = attachRing(handle)
    this.#slots = new Int32Array(memory.slots)
    this.#counts = new Int32Array(memory.counts)
    this.#ended = new Int32Array(memory.ended)
    this.#next = handle.producers.map((_, p) => p * events)
    this.#sequence = handle.start
  }

  produce(): void {
    const { number, events, workers, handle } = this.#leg
    const producer = this.#ring.producer(handle.producers[number], { pause: PAUSE })
    for (let event = number * events; this.run.events < events; ) {
      const n = Math.min(sizeAfter(event), events - this.run.events)
      const first = event % 2 === 0 ? producer.claim(n) : (producer.tryClaim(n) ?? producer.claim(n))
      this.#came('claimed', first, n)
      for (let i = 0; i < n; i++) this.#write(first + i, event++)
      publish(producer, first, n)
      this.run.events += n
    }
    this.#end(PRODUCERS)
    if (workers > 0 && number === 0) this.#dismiss(producer)
  }

  consume(): void {
    const { number, events, handle } = this.#leg
    const consumer = this.#ring.consumer(`c${number}`, { pause: PAUSE })
    const check = (sequence: number): void => {
      if (sequence !== handle.start + this.run.events)
        this.#defect(`handled ${sequence} as ${this.run.events}`)
      this.#inOrder(this.#read(sequence), 0)
      this.run.events++
    }
    for (let turn = 0; this.run.events < handle.producers.length * events; turn++) {
      if (turn % 2 === 0 || consumer.poll(check, sizeAfter(turn)) === 0) consumer.consume(check)
    }
  }

  work(): void {
    const worker = this.#ring.pool(POOL, { pause: PAUSE })
    let isDone = false
    const check = (sequence: number): void => {
      const event = this.#read(sequence)
      if (event === END) isDone = true
      else this.#handle(sequence, event)
    }
    for (let turn = 0; !isDone; turn++) {
      const limit = sizeAfter(turn)
      if (turn % 2 === 0 || worker.poll(check, limit) === 0) worker.consume(check, limit)
    }
    this.#end(WORKERS)
  }

  /** Other workers handle what is missing in between. */
  #handle(sequence: number, event: number): void {
    Atomics.add(this.#counts, event, 1)
    this.#came('handled', sequence, 1)
    this.#inOrder(event, this.#leg.events)
    this.run.events++
  }

  /** One at a time: each is for a worker that has not ended yet. */
  #dismiss(producer: Sequencer): void {
    this.#await(PRODUCERS, this.#leg.handle.producers.length)
    for (let w = 1; w <= this.#leg.workers; w++) {
      const first = producer.claim()
      this.#write(first, END)
      producer.publish(first, first)
      this.#await(WORKERS, w)
    }
  }

  #write(sequence: number, event: number): void {
    const at = 2 * this.#ring.index(sequence)
    this.#slots[at] = event
    this.#slots[at + 1] = ~event
  }

  #read(sequence: number): number {
    const at = 2 * this.#ring.index(sequence)
    const [event, inverted] = [this.#slots[at]!, this.#slots[at + 1]!]
    if (inverted !== ~event) this.#defect(`read ${event} and ${inverted} at ${sequence}`)
    return event
  }

  /** Expects a producer's next event, or one at most `further` ahead. */
  #inOrder(event: number, further: number): void {
    const p = Math.floor(event / this.#leg.events)
    const next = this.#next[p] ?? Number.NaN
    if (!(event >= next && event <= next + further)) this.#defect(`event ${event}, next was ${next}`)
    this.#next[p] = event + 1
    this.run.checksum = summed(this.run.checksum, event)
  }

  #came(what: string, sequence: number, n: number): void {
    if (sequence < this.#sequence) this.#defect(`${what} ${sequence}, next was ${this.#sequence}`)
    this.#sequence = sequence + n
  }

  #defect(what: string): void {
    this.run.defects++
    this.run.first ??= what
  }

  #end(kind: number): void {
    Atomics.add(this.#ended, kind, 1)
    Atomics.notify(this.#ended, kind)
  }

  #await(kind: number, many: number): void {
    for (;;) {
      const ended = Atomics.load(this.#ended, kind)
      if (ended >= many) return
      Atomics.wait(this.#ended, kind, ended)
    }
  }
}

/** The first half of a batch first, so that what is published ends in the middle of a claim. */
function publish(producer: Sequencer, first: number, n: number): void {
  const half = first + Math.floor(n / 2) - 1
  if (half >= first) producer.publish(first, half)
  producer.publish(half + 1, first + n - 1)
}

parentPort?.on('message', (leg: Leg) => {
  const runner = new Runner(leg)
  if (leg.role === 'producer') runner.produce()
  else if (leg.role === 'consumer') runner.consume()
  else runner.work()
  parentPort?.postMessage(runner.run)
})
