// One reader, a consumer or a worker of a pool: handles events until the ring ends, and checks each.
import { attachRing, type Consumer, type Ring, type WorkPool } from '../../../../src/index.ts'
import type { ReadingPart } from './plan.ts'
import type { Task } from './task.ts'
import { type Mode, TIMEOUT, Turns } from './turns.ts'
import { mixed, numberAt, producerAt, wrongOf } from './words.ts'

/** Thrown by a handler on purpose. */
class Thrown extends Error {
  override readonly name = 'Thrown'
  readonly code = 'SOAK_THROWN'
}

const NONE = -1

export class Handling {
  readonly next: number[]
  readonly turns: Turns
  sum = 0
  thrown = 0
  readonly #part: ReadingPart
  readonly #task: Task
  readonly #isPool: boolean
  readonly #ring: Ring
  readonly #reader: Consumer | WorkPool
  readonly #slots: Int32Array
  readonly #counts: Int32Array
  readonly #upstream: readonly Int32Array[]
  readonly #onDefect: (what: string) => void
  /** the next sequence, or in a pool the least it may be */
  #sequence = 0
  /** The first event of the batch, kept across a throw, and the event whose handler threw. */
  #first = NONE
  #again = NONE
  #calls = 0

  constructor(task: Task, onDefect: (what: string) => void) {
    const { plan, memory } = task
    this.#task = task
    this.#onDefect = onDefect
    this.#part = partOf(task)
    const { name, spins, sleepsEvery } = this.#part
    this.turns = new Turns(task, sleepsEvery)
    this.#ring = attachRing(task.handle)
    this.#isPool = plan.pools.includes(name)
    this.#reader = this.#ring[this.#isPool ? 'pool' : 'consumer'](name, { spins })
    this.#slots = new Int32Array(memory.slots)
    this.#counts = new Int32Array(memory.counts[name]!)
    this.#upstream = upstreamOf(task, name)
    this.next = plan.producers.map(() => 0)
  }

  /** Runs until the ring ends, which throws. */
  async go(): Promise<never> {
    this.#sequence = this.#task.plan.start
    const limit = this.#part.batch === 0 ? Number.POSITIVE_INFINITY : this.#part.batch
    const handler = (sequence: number, endOfBatch: boolean): void => this.#handle(sequence, endOfBatch)
    for (;;) {
      try {
        await this.#read(this.turns.next(), handler, limit)
      } catch (error) {
        if (!(error instanceof Thrown)) throw error
      }
    }
  }

  async #read(mode: Mode, handler: (sequence: number, end: boolean) => void, limit: number): Promise<void> {
    const reader = this.#reader
    if (mode === 'plain') reader.consume(handler, limit)
    else if (mode === 'try') reader.poll(handler, limit) || reader.consume(handler, limit)
    else if (mode === 'async') await reader.consumeAsync(handler, limit)
    else if (mode === 'timed') await this.turns.patiently(() => reader.consume(handler, limit, TIMEOUT))
    else await this.turns.patiently(() => reader.consumeAsync(handler, limit, TIMEOUT))
  }

  #handle(sequence: number, endOfBatch: boolean): void {
    this.#throw(sequence)
    const slot = this.#ring.index(sequence)
    const isNext = this.#isPool ? sequence >= this.#sequence : sequence === this.#sequence
    if (!isNext) this.#onDefect(`handled ${sequence}, next was ${this.#sequence}`)
    this.#check(wrongOf(this.#slots, slot, sequence))
    this.#count(sequence)
    this.#follow(producerAt(this.#slots, slot), numberAt(this.#slots, slot), sequence)
    this.#sequence = sequence + 1
    if (!this.#isPool) this.#lookBack(sequence, endOfBatch)
  }

  /** Throws before the event counts as handled: the next call must begin with the same event. */
  #throw(sequence: number): void {
    if (this.#again !== NONE && this.#again !== sequence)
      this.#onDefect(`handled ${sequence} after a throw at ${this.#again}`)
    const isAgain = this.#again === sequence
    this.#again = NONE
    const { throwsEvery } = this.#part
    if (isAgain || throwsEvery === 0 || ++this.#calls % throwsEvery !== 0) return
    this.#again = sequence
    this.thrown++
    throw new Thrown()
  }

  /** Each slot is handled once a lap; upstream it has been handled once more. */
  #count(sequence: number): void {
    const { start, size } = this.#task.handle
    const [lap, slot] = [Math.floor((sequence - start) / size), (sequence - start) % size]
    const before = Atomics.add(this.#counts, slot, 1)
    if (before !== lap)
      this.#onDefect(`handled ${sequence} of lap ${lap}, but its slot ${before} times before`)
    for (const counts of this.#upstream)
      if (Atomics.load(counts, slot) !== lap + 1)
        this.#onDefect(`handled ${sequence} before its upstream did`)
  }

  /** A consumer handles the events of each producer in order without a gap; a worker leaves some to others. */
  #follow(p: number, n: number, sequence: number): void {
    const next = this.next[p] ?? Number.NaN
    if (!(this.#isPool ? n >= next : n === next))
      this.#onDefect(`event ${n} of producer ${p} at ${sequence}, next was ${next}`)
    this.next[p] = n + 1
    this.sum = (this.sum + mixed(p, n, sequence | 0)) | 0
  }

  /** The gate moves after the batch: until then its first event stays in its slot, even across throws. */
  #lookBack(sequence: number, endOfBatch: boolean): void {
    if (this.#first === NONE) this.#first = sequence
    if (!endOfBatch) return
    this.#check(wrongOf(this.#slots, this.#ring.index(this.#first), this.#first))
    this.#first = NONE
  }

  #check(wrong: string | null): void {
    if (wrong !== null) this.#onDefect(wrong)
  }
}

function partOf({ thread, plan }: Task): ReadingPart {
  return plan.readers[thread - plan.producers.length]!
}

/** The counts of upstream consumers, except one that may be killed: its successor does not count. */
function upstreamOf({ plan, memory }: Task, name: string): Int32Array[] {
  const killed = plan.victim ? plan.readers[plan.victim.thread - plan.producers.length]?.name : undefined
  const upstream = plan.consumers[name]!.filter((other) => other !== killed)
  return upstream.map((other) => new Int32Array(memory.counts[other]!))
}
