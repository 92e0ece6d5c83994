// What a program has done, step by step, and what is wrong with it once no thread is enabled.
import type { Decision } from '../../harness/stepper/yields.ts'
import { Ledger } from '../ledger.ts'
import type { Core } from '../load.ts'
import type { SteppedRing } from '../stepped.ts'
import type { TourHead } from '../tour.ts'
import type { Cast } from './cast.ts'

/** Enters the events that readers handle into the ledger, in their order. */
export class Records {
  readonly #head: TourHead
  readonly #ring: SteppedRing
  readonly #cast: Cast
  readonly #ledger: Ledger
  readonly #reading: (number | null)[]
  #wrong: string | null = null

  constructor(head: TourHead, ring: SteppedRing, cast: Cast) {
    this.#head = head
    this.#ring = ring
    this.#cast = cast
    const names = Object.keys(head.consumers)
    const isPool = Object.fromEntries(names.map((name) => [name, name in (head.pools ?? {})]))
    this.#ledger = new Ledger(isPool, { first: cast.start })
    this.#reading = head.threads.map(() => null)
  }

  /** The number of events handled by all consumers and pools. */
  get handled(): number {
    return Object.keys(this.#head.consumers).reduce(
      (sum, name) => sum + this.#ledger.handledBy(name).length,
      0,
    )
  }

  /** Call before each step: the event is known while its handler runs. */
  before(thread: number, action: string): void {
    if (action !== 'EndRead' && action !== 'EndTask') return
    this.#reading[thread] = Number(this.#ring.machine.own(thread, 'next'))
  }

  /** Call after each step: an event is handled unless its handler threw; or once it is advanced over. */
  after(thread: number, action: string, { throws, n = 0 }: Decision): void {
    if (action === 'Advance') this.#advanced(thread, Number(n))
    const sequence = this.#reading[thread]
    if ((action !== 'EndRead' && action !== 'EndTask') || throws || sequence == null) return
    this.#wrong ??= this.#ledger.handle(this.#consumerOf(thread), sequence)
  }

  /** Ranges are checked where they are taken, so that only their number counts. */
  #advanced(thread: number, n: number): void {
    const name = this.#consumerOf(thread)
    for (let more = 0; more < n; more++) {
      const last = this.#ledger.handledBy(name).at(-1) ?? this.#cast.start - 1
      this.#wrong ??= this.#ledger.handle(name, last + 1)
    }
  }

  #consumerOf(thread: number): string {
    const name = this.#head.threads[thread] ?? ''
    const pool = Object.entries(this.#head.pools ?? {}).find(([, workers]) => workers.includes(name))
    return pool?.[0] ?? name
  }

  /** What is wrong once no thread is enabled, or null. */
  verdict(core: Core, dead: ReadonlySet<number>): string | null {
    return this.#wrong ?? this.#missed(core, dead) ?? this.#lost(core, dead)
  }

  /** However a ring ends, a live follower has handled everything that all its upstream has. */
  #missed(core: Core, dead: ReadonlySet<number>): string | null {
    const { start, size, producers } = this.#cast
    const { consumers, pools = {}, threads } = this.#head
    const names = Object.keys(consumers)
    const { gates } = core.layoutOf({ size, start, producers, pools: names.map((name) => name in pools) })
    const upTo = (name: string): number =>
      core.unwrap(start, Atomics.load(this.#ring.words, gates[names.indexOf(name)] ?? 0))
    for (const name of names) {
      const upstream = (consumers[name] ?? []).filter((other) => !(other in pools))
      const isAlive = (pools[name] ?? [name]).every((thread) => !dead.has(threads.indexOf(thread)))
      if (!isAlive || upstream.length === 0 || upstream.length < (consumers[name]?.length ?? 0)) continue
      const least = Math.min(...upstream.map(upTo))
      if (upTo(name) !== least) return `${name} has ended at ${upTo(name)}, its upstream at ${least}`
    }
    return null
  }

  /**
   * Without crashes, every consumer handles every accepted event, and no other. Events that a worker had taken when it
   * crashed, or when the ring failed, are not handled by others.
   */
  #lost(core: Core, dead: ReadonlySet<number>): string | null {
    if (dead.size > 0) return null
    const final = core.unwrap(this.#cast.start, Atomics.load(this.#ring.words, core.FINAL))
    for (let sequence = this.#cast.start; sequence < final; sequence++) {
      this.#ledger.accept(sequence)
      this.#ledger.publish(sequence)
    }
    for (const name of Object.keys(this.#head.consumers)) {
      const [lost, unpublished] = [this.#ledger.lostBy(name), this.#ledger.unpublishedBy(name)]
      if (lost.length > 0) return `${name} has not handled ${lost}, which are accepted events`
      if (unpublished.length > 0) return `${name} has handled ${unpublished}, which are not accepted events`
    }
    return null
  }
}
