// A small ring on which one call is tried: what the call changed, and whether the ring still works afterwards.
import { type Layout, layoutOf } from '../../../src/core/layout.ts'
import type { Consumer, Handler, Ring, Sequencer, WorkPool } from '../../../src/index.ts'
import type { Core } from '../load.ts'

export const SIZE = 4
/** Not 0, so that sequences differ from offsets. */
export const START = 10

const MAX_ACCESSES = 1000
const MAX_EVENTS = 100

/** The roles of a ring. */
export interface Cast {
  readonly producers: readonly string[]
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
}

/** One producer, and two consumers, one after the other. */
export const ALONE: Cast = { producers: ['producer'], consumers: { work: [], after: ['work'] }, pools: [] }

/** Two producers, and a consumer that follows a pool. */
export const CROWD: Cast = {
  producers: ['a', 'b'],
  consumers: { jobs: [], after: ['jobs'] },
  pools: ['jobs'],
}

/** The outcome of a call; null for fields that don't apply. */
export interface Outcome {
  /** What it threw, in a box because anything can be thrown. */
  readonly refusal: { readonly error: unknown } | null
  readonly changed: string | null
  readonly broken: string | null
}

/** What a producer has claimed and not published: from `next` to `last`. */
interface Open {
  next: number
  last: number
}

/** A ring of four slots, and the position of each role. */
export class Scene {
  readonly core: Core
  readonly ring: Ring
  readonly #cast: Cast
  readonly #producers = new Map<string, Sequencer>()
  readonly #consumers = new Map<string, Consumer>()
  readonly #workers = new Map<string, WorkPool>()
  readonly #open = new Map<string, Open>()
  #claimed: number
  #handled: number

  constructor(core: Core, cast: Cast = ALONE, start = START) {
    this.core = core
    this.ring = core.createRing<string, string>({ ...cast, size: SIZE, start })
    this.#cast = cast
    this.#claimed = this.#handled = start - 1
  }

  /** The first producer, attached when it is first asked for, as all roles are. */
  get producer(): Sequencer {
    return this.producerOf(this.#first)
  }

  producerOf(name: string): Sequencer {
    return madeOnce(this.#producers, name, () => this.ring.producer(name))
  }

  consumer(name: string): Consumer {
    return madeOnce(this.#consumers, name, () => this.ring.consumer(name))
  }

  /** A worker of a pool, the same one each time. */
  worker(name: string): WorkPool {
    return madeOnce(this.#workers, name, () => this.ring.pool(name))
  }

  takeRoles(): this {
    for (const name of this.#cast.producers) this.producerOf(name)
    for (const name of this.#readers) this.#isPool(name) ? this.worker(name) : this.consumer(name)
    return this
  }

  claim(n: number, name = this.#first): this {
    const first = this.#claimed + 1
    same('claim', this.producerOf(name).tryClaim(n), first)
    this.#claimed += n
    const open = this.#open.get(name)
    if (open) open.last = this.#claimed
    else this.#open.set(name, { next: first, last: this.#claimed })
    return this
  }

  publish(n: number, name = this.#first): this {
    const open = this.#open.get(name) ?? { next: this.#claimed + 1, last: this.#claimed }
    this.producerOf(name).publish(open.next, open.next + n - 1)
    open.next += n
    if (open.next > open.last) this.#open.delete(name)
    return this
  }

  /** A handler throws, which leaves `n` events, all there are, with the worker that took them. */
  hold(n: number, name: string): this {
    const thrown = caught(() => this.worker(name).poll(() => throwIt(new Held()), n))
    if (!(thrown?.error instanceof Held)) throw new Error(`${name} holds nothing`)
    return this
  }

  words(): readonly number[] {
    return [...new Int32Array(this.ring.handle.buffer)]
  }

  /**
   * Continues with legal calls: publishes open claims and empties the ring; then each producer fills it, and it is
   * emptied again.
   *
   * @throws {Error} if anything differs from a ring on which nothing had been tried
   */
  carryOn(): void {
    for (const [name, { next, last }] of [...this.#open]) this.publish(last - next + 1, name)
    this.#drain()
    for (const name of this.#cast.producers) {
      const n = Math.min(SIZE, Number.MAX_SAFE_INTEGER - this.#claimed)
      if (n === 0) return
      this.claim(n, name).publish(n, name)
      if (n === SIZE) same('a claim of the full ring', this.producerOf(name).tryClaim(), undefined)
      this.#drain()
    }
  }

  get #first(): string {
    return this.#cast.producers[0] ?? ''
  }

  get #readers(): readonly string[] {
    return Object.keys(this.#cast.consumers)
  }

  #isPool(name: string): boolean {
    return this.#cast.pools.includes(name)
  }

  #drain(): void {
    const expected = Array.from({ length: this.#claimed - this.#handled }, (_, i) => this.#handled + 1 + i)
    for (const name of this.#readers) {
      const seen: number[] = []
      const count = this.#handleAll(name, (sequence) => {
        if (seen.push(sequence) > MAX_EVENTS) throw new Error('a batch without end')
      })
      same(`the events of ${name}`, seen.join(), expected.join())
      same(`the batch of ${name}`, count, expected.length)
    }
    this.#handled = this.#claimed
  }

  /** A consumer must see everything available at once; a worker that held something finishes that first. */
  #handleAll(name: string, handler: Handler): number {
    if (!this.#isPool(name)) return this.consumer(name).poll(handler)
    const held = this.worker(name).poll(handler, SIZE)
    return held === 0 ? 0 : held + this.worker(name).poll(handler, SIZE)
  }
}

/** Thrown so that a worker keeps its events. */
class Held extends Error {}

function throwIt(error: Error): never {
  throw error
}

function madeOnce<Role>(roles: Map<string, Role>, name: string, make: () => Role): Role {
  const role = roles.get(name) ?? make()
  roles.set(name, role)
  return role
}

/** Sets a scene, does one thing in it, and returns the outcome. */
export function attempt(set: (core: Core) => Scene, act: (scene: Scene) => unknown): (core: Core) => Outcome {
  return (core) => {
    const scene = set(core)
    const before = scene.words()
    const refusal = caught(() => act(scene))
    const changed = differenceOf(before, scene.words())
    const after = caught(() => scene.carryOn())
    return { refusal, changed, broken: after && said(after.error) }
  }
}

export function said(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function caught(act: () => unknown): { readonly error: unknown } | null {
  try {
    impatiently(act)
    return null
  } catch (error) {
    return { error }
  }
}

/**
 * Runs what might wait although there is only one thread: an error instead of a test that never ends.
 * A waiter loads words again and again, and here no thread changes one, or parks, or wakes it; a thread that has lost
 * count stores without end.
 */
export function impatiently<Result>(act: () => Result): Result {
  const { load, store, exchange, wait } = Atomics
  let accesses = 0
  const endless = (): never => {
    throw new Error('it waits for ever')
  }
  const counted = <Access extends (...given: never[]) => unknown>(access: Access): Access =>
    ((...given) => (++accesses > MAX_ACCESSES ? endless() : access(...given))) as Access
  // A time-out of 0 does not sleep.
  const parked = (words: Int32Array, word: number, value: number, timeout?: number) =>
    timeout === undefined || timeout > 0 ? endless() : wait(words, word, value, timeout)
  Object.assign(Atomics, {
    load: counted(load),
    store: counted(store),
    exchange: counted(exchange),
    wait: parked,
  })
  try {
    return act()
  } finally {
    Object.assign(Atomics, { load, store, exchange, wait })
  }
}

function differenceOf(before: readonly number[], after: readonly number[]): string | null {
  const changes = before.flatMap((word, w) =>
    after[w] === word ? [] : [`word ${w} from ${word} to ${after[w]}`],
  )
  return changes.length > 0 ? changes.join(', ') : null
}

function same(what: string, given: unknown, expected: unknown): void {
  if (!Object.is(given, expected)) throw new Error(`${what}: ${given} instead of ${expected}`)
}

/** The indices of a ring's gates, in the order of its consumers. */
export function gatesOf(ring: Ring): readonly number[] {
  return layoutIn(ring).gates
}

/** The layout of a ring's words. */
export function layoutIn({ handle }: Pick<Ring, 'handle'>): Layout {
  const { size, start, producers, order, pools } = handle
  const shape = { size, start, producers: producers.length, pools: order.map((name) => pools.includes(name)) }
  return layoutOf(shape)
}
