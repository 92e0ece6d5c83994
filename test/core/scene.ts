// A small ring on which one call is tried, what it has changed, and whether the ring still works afterwards.
import type { Core } from '../../model-tests/stepper/load.ts'
import type { Consumer, Ring, SingleProducer } from '../../src/core/index.ts'

export const SIZE = 4
/** Not 0, so that a sequence is told from an offset. */
export const START = 10

const CONSUMERS = { work: [], after: ['work'] } as const
const NAMES = ['work', 'after'] as const
const MAX_LOOKS = 1000
const MAX_EVENTS = 100

export type Name = (typeof NAMES)[number]

/** What a call has led to; null where there is nothing to say. */
export interface Outcome {
  /** What it threw, in a box since anything can be thrown. */
  readonly refusal: { readonly error: unknown } | null
  readonly changed: string | null
  readonly broken: string | null
}

/** A ring of four slots with two consumers, one after the other, and how far each role has come. */
export class Scene {
  readonly core: Core
  readonly ring: Ring<Name>
  readonly #consumers = new Map<Name, Consumer>()
  #producer: SingleProducer | undefined
  #claimed: number
  #published: number
  #handled: number

  constructor(core: Core, start = START) {
    this.core = core
    this.ring = core.createRing<Name>({ size: SIZE, consumers: CONSUMERS, start })
    this.#claimed = this.#published = this.#handled = start - 1
  }

  /** Taken when it is asked for first. */
  get producer(): SingleProducer {
    const producer = this.#producer ?? this.ring.producer()
    this.#producer = producer
    return producer
  }

  /** Taken when it is asked for first. */
  consumer(name: Name): Consumer {
    const consumer = this.#consumers.get(name) ?? this.ring.consumer(name)
    this.#consumers.set(name, consumer)
    return consumer
  }

  takeRoles(): this {
    this.#producer ??= this.ring.producer()
    for (const name of NAMES) this.consumer(name)
    return this
  }

  claim(n: number): this {
    same('claim', this.producer.tryClaim(n), this.#claimed + 1)
    this.#claimed += n
    return this
  }

  publish(n: number): this {
    this.producer.publish(this.#published + 1, this.#published + n)
    this.#published += n
    return this
  }

  words(): readonly number[] {
    return [...new Int32Array(this.ring.handle.buffer)]
  }

  /**
   * Goes on with legal calls: publishes what is open, empties the ring, fills it and empties it again.
   *
   * @throws {Error} where it doesn't go on as if nothing had been tried
   */
  carryOn(): void {
    this.#publishOpen()
    this.#drain()
    const n = Math.min(SIZE, Number.MAX_SAFE_INTEGER - this.#claimed)
    if (n === 0) return
    this.claim(n)
    this.#publishOpen()
    if (n === SIZE) same('a claim of the full ring', this.producer.tryClaim(), undefined)
    this.#drain()
  }

  #publishOpen(): void {
    if (this.#claimed > this.#published) this.publish(this.#claimed - this.#published)
  }

  #drain(): void {
    const expected = Array.from({ length: this.#published - this.#handled }, (_, i) => this.#handled + 1 + i)
    for (const name of NAMES) {
      const seen: number[] = []
      const count = this.consumer(name).poll((sequence) => {
        if (seen.push(sequence) > MAX_EVENTS) throw new Error('a batch without end')
      })
      same(`the events of ${name}`, seen.join(), expected.join())
      same(`the batch of ${name}`, count, expected.length)
    }
    this.#handled = this.#published
  }
}

/** Sets a scene, does one thing in it, and tells what came of it. */
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
 * Does what may wait where there is one thread only: an error instead of a test that never ends.
 *
 * Whoever waits looks at a word again and again, and here nobody else moves one.
 */
export function impatiently<Result>(act: () => Result): Result {
  const { load } = Atomics
  let looks = 0
  const counted = (...given: Parameters<typeof load>) => {
    if (++looks > MAX_LOOKS) throw new Error('it waits for ever')
    return load(...given)
  }
  Atomics.load = counted as typeof load
  try {
    return act()
  } finally {
    Atomics.load = load
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
