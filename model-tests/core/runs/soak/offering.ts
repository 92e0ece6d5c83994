// One producer: claims, writes and publishes until it gets the stop sign, or the ring ends.
import { attachRing, ClosedError, type Ring, type Sequencer } from '../../../../src/index.ts'
import type { Task } from './task.ts'
import { type Mode, TIMEOUT, Turns } from './turns.ts'
import { CLAIMED, mixed, OFFERS, PUBLISHED, STOP, write } from './words.ts'

export class Offering {
  readonly next: readonly number[] = []
  readonly thrown = 0
  readonly turns: Turns
  sum = 0
  readonly #task: Task
  readonly #ring: Ring
  readonly #producer: Sequencer
  readonly #slots: Int32Array
  readonly #offers: Int32Array
  readonly #signs: Int32Array
  #n = 0

  constructor(task: Task) {
    const { thread, plan, handle, memory } = task
    const { spins, sleepsEvery } = plan.producers[thread]!
    this.#task = task
    this.turns = new Turns(task, sleepsEvery)
    this.#ring = attachRing(handle)
    this.#producer = this.#ring.producer(handle.producers[thread], { spins })
    this.#slots = new Int32Array(memory.slots)
    this.#offers = new Int32Array(memory.offers)
    this.#signs = new Int32Array(memory.signs)
  }

  /** Runs to the end. A producer stopped by another's close leaves as well: it holds nothing. */
  async go(): Promise<void> {
    const { plan, thread } = this.#task
    const isDone = () => Atomics.load(this.#signs, STOP) !== 0
    try {
      while (!isDone()) await this.#offer(1 + this.turns.chance.below(plan.producers[thread]!.batch), isDone)
    } catch (error) {
      if (error instanceof ClosedError) this.#producer.leave()
      throw error
    }
    if (plan.ending === 'close') this.#producer.close()
    this.#producer.leave()
  }

  async #offer(n: number, isDone: () => boolean): Promise<void> {
    const first = await this.#claim(this.turns.next(), n, isDone)
    if (first === undefined) return
    this.#count(CLAIMED, n)
    for (let sequence = first; sequence < first + n; sequence++) this.#write(sequence)
    const half = first + this.turns.chance.below(n)
    if (half > first) this.#publish(first, half - 1)
    this.#publish(half, first + n - 1)
  }

  async #claim(mode: Mode, n: number, isDone: () => boolean): Promise<number | undefined> {
    const producer = this.#producer
    if (mode === 'plain') return producer.claim(n)
    if (mode === 'try') return producer.tryClaim(n) ?? producer.claim(n)
    if (mode === 'async') return await producer.claimAsync(n)
    const claim = (): number | Promise<number> =>
      mode === 'timed' ? producer.claim(n, TIMEOUT) : producer.claimAsync(n, TIMEOUT)
    return await this.turns.patiently(claim, isDone)
  }

  #write(sequence: number): void {
    const n = this.#n++
    write(this.#slots, this.#ring.index(sequence), this.#task.thread, n, sequence)
    this.sum = (this.sum + mixed(this.#task.thread, n, sequence | 0)) | 0
  }

  #publish(first: number, last: number): void {
    this.#producer.publish(first, last)
    this.#count(PUBLISHED, last - first + 1)
  }

  #count(which: number, many: number): void {
    Atomics.add(this.#offers, this.#task.thread * OFFERS + which, many)
  }
}
