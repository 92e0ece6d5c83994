// One producer: claims, writes and publishes until it has published its events, is stopped, or the ring ends.
import { attachRing, ClosedError, type Ring, type Sequencer } from '../../../src/index.ts'
import { type Producing, type Way, waitsOf } from '../scenario.ts'
import { Closer } from './close.ts'
import { enter, real, step } from './crash.ts'
import { ACCEPTED, BEFORE, CLAIM, chained, claimsAt, PUBLISHED, STOP, write } from './memory.ts'
import type { Task } from './task.ts'
import { TIMEOUT, Turns } from './turns.ts'

export class Producer {
  readonly next: readonly number[] = []
  readonly thrown = 0
  readonly turns: Turns
  sum = 0
  chain = 0
  readonly #task: Task
  readonly #habits: Producing
  readonly #ring: Ring
  readonly #producer: Sequencer
  readonly #slots: Int32Array
  readonly #claims: Int32Array
  readonly #signs: Int32Array
  readonly #closer: Closer
  #n = 0

  constructor(task: Task, seed: number) {
    const { thread, scenario, handle, memory } = task
    this.#task = task
    this.#habits = scenario.producers[thread]!
    this.turns = new Turns(seed, this.#habits)
    this.#ring = attachRing(handle)
    this.#producer = this.#ring.producer(handle.producers[thread], waitsOf(this.#habits))
    this.#slots = new Int32Array(memory.slots)
    this.#claims = new Int32Array(memory.claims)
    this.#signs = new Int32Array(memory.signs)
    this.#closer = new Closer(task)
  }

  /** Runs to the end. A producer that is refused leaves as well: it holds nothing. */
  async go(): Promise<void> {
    try {
      while (!this.#isDone()) await this.#produce(this.#drawn())
    } catch (error) {
      if (error instanceof ClosedError) this.#leave()
      throw error
    }
    enter('close')
    if (this.#closer.closesAtItsEnd) this.#producer.close()
    this.#leave()
  }

  #leave(): void {
    enter('leave')
    if (this.#habits.end === 'leave') this.#producer.leave()
  }

  #isDone(): boolean {
    return this.#n === this.#habits.events || real.load(this.#signs, STOP) !== 0
  }

  #drawn(): number {
    const { batch, events } = this.#habits
    const left = events === null ? batch : events - this.#n
    return Math.min(1 + this.turns.chance.below(batch), left, this.#task.scenario.size)
  }

  async #produce(n: number): Promise<void> {
    if (!this.#closer.isDue && this.#closer.isLate()) this.#closer.await(() => this.#ring.state !== 'open')
    const first = await this.#attempt(n)
    // What it holds while it closes the ring is accepted.
    if (this.#closer.isTime()) this.#closer.close(() => this.#producer.close())
    if (first === undefined) return
    this.#count(ACCEPTED, this.#n + n)
    enter('write')
    for (let sequence = first; sequence < first + n; sequence++) this.#write(sequence)
    enter('publish')
    const half = first + this.turns.chance.below(n)
    if (half > first) this.#publish(first, half - 1)
    this.#publish(half, first + n - 1)
  }

  /** Notes first what a successor has to know. */
  async #attempt(n: number): Promise<number | undefined> {
    enter('claim')
    this.#count(BEFORE, this.#n)
    this.#count(CLAIM, n)
    return await this.#claim(this.turns.next(), n)
  }

  async #claim(way: Way, n: number): Promise<number | undefined> {
    const producer = this.#producer
    if (way === 'plain') return producer.claim(n)
    if (way === 'try') return producer.tryClaim(n)
    if (way === 'try first') return producer.tryClaim(n) ?? producer.claim(n)
    if (way === 'async') return await producer.claimAsync(n)
    const claim = (): number | Promise<number> =>
      way === 'timed' ? producer.claim(n, TIMEOUT) : producer.claimAsync(n, TIMEOUT)
    return await this.turns.patiently(claim, () => this.#isDone())
  }

  #write(sequence: number): void {
    const event = { p: this.#task.thread, n: this.#n++, sequence }
    const hash = write(this.#slots, this.#ring.index(sequence), event, step)
    this.sum = (this.sum + hash) | 0
    this.chain = chained(this.chain, hash)
  }

  #publish(first: number, last: number): void {
    this.#producer.publish(first, last)
    const at = claimsAt(this.#task.thread, PUBLISHED)
    this.#claims[at] = this.#claims[at]! + last - first + 1
  }

  #count(which: number, many: number): void {
    this.#claims[claimsAt(this.#task.thread, which)] = many
  }
}
