// One reader, a consumer or a worker of a pool: handles events until the ring ends, and checks each.
import { attachRing, type Consumer, type Ring, type WorkPool } from '../../../src/index.ts'
import { Order } from '../ledger.ts'
import { type Reading, readerOf, type Way, waitsOf } from '../scenario.ts'
import { enter, real, step } from './crash.ts'
import { chained, eventAt, wrongOf } from './memory.ts'
import type { Task } from './task.ts'
import { TIMEOUT, Turns } from './turns.ts'

/** Thrown by a handler on purpose. */
class Thrown extends Error {
  override readonly name = 'Thrown'
  readonly code = 'RUN_THROWN'
}

const NONE = -1

/** The words of a consumer that others follow. */
interface Upstream {
  readonly counts: Int32Array
  readonly copies: Int32Array
}

export class Reader {
  readonly turns: Turns
  sum = 0
  chain = 0
  thrown = 0
  readonly #habits: Reading
  readonly #task: Task
  readonly #isPool: boolean
  readonly #ring: Ring
  readonly #reader: Consumer | WorkPool
  readonly #slots: Int32Array
  readonly #own: Upstream
  readonly #upstream: readonly Upstream[]
  readonly #order: Order
  readonly #onDefect: (what: string) => void
  /** the next sequence, or in a pool the least it may be */
  #sequence = 0
  /** The first event of the batch, kept across a throw, and the event whose handler threw. */
  #first = NONE
  #again = NONE
  #calls = 0

  constructor(task: Task, seed: number, onDefect: (what: string) => void) {
    const { scenario, memory } = task
    this.#task = task
    this.#onDefect = onDefect
    this.#habits = readerOf(scenario, task.thread)!
    this.turns = new Turns(seed, this.#habits)
    this.#ring = attachRing(task.handle)
    const { name } = this.#habits
    this.#isPool = scenario.pools.includes(name)
    this.#reader = this.#ring[this.#isPool ? 'pool' : 'consumer'](name, waitsOf(this.#habits))
    this.#slots = new Int32Array(memory.slots)
    this.#own = wordsOf(task, name)
    this.#upstream = upstreamOf(task, name)
    this.#order = new Order(scenario.producers.length, { hasGaps: this.#isPool })
  }

  get next(): readonly number[] {
    return this.#order.next
  }

  /** Runs until the ring ends, which throws. */
  async go(): Promise<never> {
    this.#sequence = this.#task.handle.start
    const limit = this.#habits.batch === 0 ? Number.POSITIVE_INFINITY : this.#habits.batch
    const handler = (sequence: number, endOfBatch: boolean): void => this.#handle(sequence, endOfBatch)
    for (;;) {
      enter('consume')
      try {
        await this.#read(this.turns.next(), handler, limit)
      } catch (error) {
        if (!(error instanceof Thrown)) throw error
      }
    }
  }

  async #read(way: Way, handler: (sequence: number, end: boolean) => void, limit: number): Promise<void> {
    const reader = this.#reader
    if (way === 'plain') reader.consume(handler, limit)
    else if (way === 'try') reader.poll(handler, limit)
    else if (way === 'try first') reader.poll(handler, limit) || reader.consume(handler, limit)
    else if (way === 'async') await reader.consumeAsync(handler, limit)
    else if (way === 'timed') await this.turns.patiently(() => reader.consume(handler, limit, TIMEOUT))
    else await this.turns.patiently(() => reader.consumeAsync(handler, limit, TIMEOUT))
  }

  #handle(sequence: number, endOfBatch: boolean): void {
    enter('handle')
    this.#throw(sequence)
    const slot = this.#ring.index(sequence)
    const isNext = this.#isPool ? sequence >= this.#sequence : sequence === this.#sequence
    if (!isNext) this.#onDefect(`handled ${sequence}, next was ${this.#sequence}`)
    this.#check(wrongOf(this.#slots, slot, sequence))
    const event = eventAt(this.#slots, slot, sequence)
    step()
    this.#book(event, slot)
    this.#sequence = sequence + 1
    if (!this.#isPool) this.#lookBack(sequence, endOfBatch)
    step()
    enter('after handling')
  }

  /** Throws before the event counts as handled: the next call must begin with the same event. */
  #throw(sequence: number): void {
    if (this.#again !== NONE && this.#again !== sequence)
      this.#onDefect(`handled ${sequence} after a throw at ${this.#again}`)
    const isAgain = this.#again === sequence
    this.#again = NONE
    const { throwsEvery } = this.#habits
    if (isAgain || throwsEvery === 0 || ++this.#calls % throwsEvery !== 0) return
    this.#again = sequence
    this.thrown++
    throw new Thrown()
  }

  /** Reads the event once more: no other thread may touch it while it is handled. */
  #book({ p, n, sequence, hash }: ReturnType<typeof eventAt>, slot: number): void {
    const again = eventAt(this.#slots, slot, sequence)
    if (again.p !== p || again.n !== n || again.hash !== hash)
      this.#onDefect(`handled ${sequence}, while it was overwritten by ${again.n} of ${again.p}`)
    const wrong = this.#order.handle(n, p)
    if (wrong) this.#onDefect(`handled ${wrong}, at ${sequence}`)
    this.sum = (this.sum + hash) | 0
    this.chain = chained(this.chain, hash)
    this.#follow(sequence, slot, hash)
    this.#count(sequence)
  }

  /** What its upstream has written with plain stores, it must find. */
  #follow(sequence: number, slot: number, hash: number): void {
    this.#own.copies[slot] = ~hash
    for (const { copies } of this.#upstream)
      if (copies[slot] !== ~hash)
        this.#onDefect(`handled ${sequence}, and read ${copies[slot]} of its upstream`)
  }

  /** Each slot is handled once a lap; upstream it has been handled once more. */
  #count(sequence: number): void {
    const { start, size } = this.#task.handle
    const [lap, slot] = [Math.floor((sequence - start) / size), (sequence - start) % size]
    const before = real.add(this.#own.counts, slot, 1)
    if (before !== lap)
      this.#onDefect(`handled ${sequence} of lap ${lap}, but its slot ${before} times before`)
    for (const { counts } of this.#upstream)
      if (real.load(counts, slot) !== lap + 1) this.#onDefect(`handled ${sequence} before its upstream did`)
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

function wordsOf({ memory }: Task, name: string): Upstream {
  return { counts: new Int32Array(memory.counts[name]!), copies: new Int32Array(memory.copies[name]!) }
}

/** The upstream consumers, except those that may be killed: a successor does not count. */
function upstreamOf(task: Task, name: string): Upstream[] {
  const { scenario, mortals = [] } = task
  const living = scenario.consumers[name]!.filter((other) => !mortals.includes(other))
  return living.map((other) => wordsOf(task, other))
}
