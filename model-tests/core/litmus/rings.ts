// Events through a ring of the shipped source: one thread's side.
import {
  attachRing,
  ClosedError,
  type Consumer,
  type ConsumerOptions,
  createRing,
  type Ring,
  type RingHandle,
  type Sequencer,
} from '../../../src/index.ts'
import type { Answer, Task } from '../../harness/litmus/task.ts'
import type { Fate, RingProgram } from './program.ts'

/** The words of an event: a cache line, which takes a while to write and to read. */
const WORDS = 32
/** The events between two readings of the clock: a power of two. */
const TICK = 256

/** The shared memory of a ring's threads. */
export interface RingMemory {
  readonly kind: 'ring'
  readonly handle: RingHandle<'reader', string>
  readonly slots: SharedArrayBuffer
  /** the events handled so far, for the watchdog */
  readonly progress: SharedArrayBuffer
}

/** The ring of one run, with its slots. */
export function ringMemory({ size, producers }: RingProgram): RingMemory {
  const names = Array.from({ length: producers }, (_, p) => `producer ${p}`)
  const { handle } = createRing<'reader', string>({ size, producers: names, consumers: { reader: [] } })
  const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
  return { kind: 'ring', handle, slots: words(size * WORDS), progress: words(1) }
}

/** The last thread reads, the others produce. */
export function runRing(program: RingProgram, memory: RingMemory, task: Task): Answer {
  const spins = program.waits === 'park' ? { spins: 0 } : {}
  if (task.thread < program.producers) return new Writer(memory, task.thread, spins).writeAll(task)
  return new Reader(memory, spins).readAll()
}

type Spins = Pick<ConsumerOptions, 'spins'>

/** One producer. Its events are the numbers congruent to its index modulo the number of producers. */
class Writer {
  readonly #ring: Ring<'reader', string>
  readonly #producer: Sequencer
  readonly #slots: Int32Array
  readonly #thread: number
  readonly #producers: number

  constructor({ handle, slots }: RingMemory, thread: number, spins: Spins) {
    this.#ring = attachRing(handle)
    this.#producer = this.#ring.producer(handle.producers[thread], spins)
    this.#slots = new Int32Array(slots)
    this.#thread = thread
    this.#producers = handle.producers.length
  }

  /** A program with wanted outcomes writes until the reader has seen one. */
  writeAll({ wanted, patience, limit, times }: Task): Answer {
    const isLooking = wanted.length > 0
    const most = isLooking ? Number.POSITIVE_INFINITY : times / this.#producers
    const end = performance.now() + (isLooking ? patience : limit)
    for (let event = 0; event < most; event++) {
      if (event % TICK === 0 && performance.now() > end) break
      this.#write(event * this.#producers + this.#thread)
    }
    this.#producer.leave()
    return { counts: {}, met: 0 }
  }

  #write(event: number): void {
    const sequence = this.#producer.claim()
    const at = this.#ring.index(sequence) * WORDS
    for (let word = at; word < at + WORDS; word++) this.#slots[word] = event
    this.#producer.publish(sequence, sequence)
  }
}

/** Stops at the first violation: later ones may be its consequences. */
class Reader {
  readonly #ring: Ring<'reader', string>
  readonly #consumer: Consumer
  readonly #slots: Int32Array
  readonly #progress: Int32Array
  /** the next event of each producer */
  readonly #due: number[]
  #next = 0
  #wrong: Fate | null = null

  constructor({ handle, slots, progress }: RingMemory, spins: Spins) {
    this.#ring = attachRing(handle)
    this.#consumer = this.#ring.consumer('reader', { ...spins, pause: 0 })
    this.#slots = new Int32Array(slots)
    this.#progress = new Int32Array(progress)
    this.#due = handle.producers.map((_, p) => p)
  }

  readAll(): Answer {
    const handler = (sequence: number): void => this.#judge(sequence, this.#ring.index(sequence) * WORDS)
    try {
      while (this.#wrong === null) this.#consumer.consume(handler)
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error
    }
    const wrong = this.#wrong === null ? {} : { [this.#wrong]: 1 }
    return { counts: { whole: this.#next, ...wrong }, met: 0 }
  }

  #judge(sequence: number, at: number): void {
    this.#wrong ??= this.#wrongOf(sequence, at)
    if (this.#wrong !== null) return
    this.#next++
    Atomics.store(this.#progress, 0, this.#next)
  }

  /** An event must be the next of its producer, or one is lost. */
  #wrongOf(sequence: number, at: number): Fate | null {
    const event = this.#slots[at]!
    for (let word = at + 1; word < at + WORDS; word++) if (this.#slots[word] !== event) return 'torn'
    const p = event % this.#due.length
    if (sequence !== this.#next || event !== this.#due[p]) return 'not the next'
    this.#due[p]! += this.#due.length
    return null
  }
}
