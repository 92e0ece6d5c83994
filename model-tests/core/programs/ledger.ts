// The outcome of a program: which events each consumer has handled.
import type { Core } from '../load.ts'
import type { SteppedRing } from '../stepped.ts'
import type { TourHead } from '../tour.ts'
import type { Cast } from './cast.ts'

/** Records the events that readers handle, in their order. */
export class Ledger {
  readonly #head: TourHead
  readonly #ring: SteppedRing
  /** the sequences each consumer has handled */
  readonly handled: ReadonlyMap<string, number[]>
  readonly #reading: (number | null)[]

  constructor(head: TourHead, ring: SteppedRing) {
    this.#head = head
    this.#ring = ring
    this.handled = new Map(Object.keys(head.consumers).map((name) => [name, []]))
    this.#reading = head.threads.map(() => null)
  }

  /** Call before each step: the event is known while its handler runs. */
  before(thread: number, action: string): void {
    if (action !== 'EndRead' && action !== 'EndTask') return
    this.#reading[thread] = Number(this.#ring.machine.own(thread, 'next'))
  }

  /** Call after each step: an event is handled unless its handler threw. */
  after(thread: number, action: string, threw: boolean): void {
    const sequence = this.#reading[thread]
    if ((action !== 'EndRead' && action !== 'EndTask') || threw || sequence == null) return
    this.handled.get(this.#consumerOf(thread))?.push(sequence)
  }

  #consumerOf(thread: number): string {
    const name = this.#head.threads[thread] ?? ''
    const pool = Object.entries(this.#head.pools ?? {}).find(([, workers]) => workers.includes(name))
    return pool?.[0] ?? name
  }

  /** What is wrong once no thread is enabled, or null. */
  verdict(core: Core, cast: Cast, dead: ReadonlySet<number>): string | null {
    const died = dead.size > 0
    for (const [name, sequences] of this.handled) {
      const isPool = this.#head.pools?.[name] !== undefined
      const sorted = isPool ? sequences.toSorted((a, b) => a - b) : sequences
      // Events that a worker had taken when it crashed, or when the ring failed, are not handled by others.
      const wrong = isPool && died ? twice(name, sorted) : outOfOrder(name, sorted, cast.start)
      if (wrong) return wrong
    }
    return this.#missed(core, cast, dead) ?? (died ? null : this.#lost(core, cast))
  }

  /** However a ring ends, a live follower has handled everything that all its upstream has. */
  #missed(core: Core, { start, size, producers }: Cast, dead: ReadonlySet<number>): string | null {
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

  /** Without crashes, every consumer handles every accepted event. */
  #lost(core: Core, { start }: Cast): string | null {
    const final = core.unwrap(start, Atomics.load(this.#ring.words, core.FINAL))
    for (const [name, { length }] of this.handled) {
      if (length !== final - start) return `${name} has handled ${length} of ${final - start} accepted events`
    }
    return null
  }
}

function twice(name: string, sorted: readonly number[]): string | null {
  const again = sorted.find((sequence, i) => sequence === sorted[i + 1])
  return again === undefined ? null : `${name} handled ${again} twice`
}

function outOfOrder(name: string, sequences: readonly number[], start: number): string | null {
  const at = sequences.findIndex((sequence, i) => sequence !== start + i)
  return at < 0 ? null : `${name} handled ${sequences[at]} where ${start + at} was next`
}
