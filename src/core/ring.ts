// A ring is made once and attached to by each thread: who is who, and where its words lie.
import { Consumer, type ConsumerOptions } from './Consumer.ts'
import { ArgumentError, HandleError, RoleError } from './errors.ts'
import { MultiProducer } from './MultiProducer.ts'
import { checkOptions, isInteger } from './options.ts'
import { slotOf } from './Sequence.ts'
import type { Sequencer } from './Sequencer.ts'
import { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
import { type WorkerOptions, WorkPool } from './WorkPool.ts'
import { CURSOR, initialize, LAYOUT, type Layout, layoutOf, ownedOf, type Seat, type Shape } from './words.ts'

/** Chosen by measurement: npm run bench -- pause */
const PRODUCER_PAUSE = 0
const CONSUMER_PAUSE = 2000
const WORKER_PAUSE = 0

/** What a ring is made from. */
export interface RingOptions<Name extends string, Producer extends string = string> {
  /** Slots: a power of two from 1 to 2^29; with p producers, p more than one, less than 2^30 / (p + 1). */
  readonly size: number
  /** The producers by name, at most 31, each once; one called `producer` by default. */
  readonly producers?: readonly Producer[]
  /**
   * Each consumer by name, with those that it follows; these stand before it. At least one.
   * JavaScript puts names that look like integers first.
   */
  readonly consumers: Readonly<Record<Name, readonly NoInfer<Name>[]>>
  /** Those consumers that are pools: each event is handled by one of any number of workers. None by default. */
  readonly pools?: readonly NoInfer<Name>[]
  /** The first sequence, from 0 up to 2^53 - 1: where an earlier ring ended, say. 0 by default. */
  readonly start?: number
}

/** What another thread needs to attach: plain and cloneable, for `workerData` or `postMessage`. */
export interface RingHandle<Name extends string = string, Producer extends string = string>
  extends Required<RingOptions<Name, Producer>> {
  /** The version of the layout. */
  readonly ringproof: number
  readonly buffer: SharedArrayBuffer
}

/**
 * Makes a ring; pass its `handle` to the other threads.
 *
 * @throws {ArgumentError} if an option is out of its range
 */
export function createRing<Name extends string, Producer extends string = 'producer'>(
  options: RingOptions<Name, Producer>,
): Ring<Name, Producer> {
  const { size, consumers, producers = ['producer' as Producer], pools = [], start = 0 } = options ?? {}
  const made = { size, producers, consumers, pools, start }
  checkOptions(made)
  const shape = shapeOf(made)
  const layout = layoutOf(shape)
  const buffer = new SharedArrayBuffer(layout.bytes)
  initialize(new Int32Array(buffer), shape, layout)
  return new Ring({ ringproof: LAYOUT, ...made, buffer })
}

/**
 * Attaches this thread to a ring that another has made.
 *
 * @throws {HandleError} if the handle is not one, or has another layout than this version
 * @throws {ArgumentError} if what it says of the ring is out of range
 */
export function attachRing<Name extends string, Producer extends string>(
  handle: RingHandle<Name, Producer>,
): Ring<Name, Producer> {
  if (typeof handle !== 'object' || handle === null)
    throw new HandleError('attach', handle, 'the handle of a ring')
  if (handle.ringproof !== LAYOUT) throw new HandleError('layout version', handle.ringproof, `${LAYOUT}`)
  checkOptions(handle)
  const { bytes } = layoutOf(shapeOf(handle))
  const given = handle.buffer instanceof SharedArrayBuffer ? handle.buffer.byteLength : handle.buffer
  if (given !== bytes) throw new HandleError('bytes of the buffer', given, `a SharedArrayBuffer of ${bytes}`)
  return new Ring(handle)
}

/** A ring as one thread sees it; it hands out producers and consumers, each once, and any number of workers. */
export class Ring<Name extends string = string, Producer extends string = string> {
  readonly handle: RingHandle<Name, Producer>
  readonly #words: Int32Array
  readonly #names: readonly string[]
  readonly #layout: Layout

  /** @internal Made by `createRing` and `attachRing`. */
  constructor(handle: RingHandle<Name, Producer>) {
    this.handle = copyOf(handle)
    this.#words = new Int32Array(handle.buffer)
    this.#names = Object.keys(handle.consumers)
    this.#layout = layoutOf(shapeOf(handle))
  }

  /** The slot of a sequence, from 0 to `size - 1`: where the caller keeps its event. */
  index(sequence: number): number {
    return slotOf(sequence, this.handle.size)
  }

  /**
   * Takes the producer of that name; where a ring has only one, the name may be left out.
   *
   * @throws {ArgumentError} if the ring has no producer of that name
   * @throws {RoleError} if it is taken, here or on another thread
   */
  producer(name?: Producer, options: ProducerOptions = {}): Sequencer {
    const { producers } = this.handle
    const p = name === undefined && producers.length === 1 ? 0 : producers.indexOf(name as Producer)
    if (p < 0) throw new ArgumentError('name of a producer', name, producers.join(', '))
    const gating = this.#names.filter((consumer) => !this.#isFollowed(consumer))
    const seat = this.#seat(gating, options?.pause ?? PRODUCER_PAUSE)
    this.#own(ownedOf(CURSOR, p), `producer ${producers[p]}`)
    return producers.length === 1 ? new SingleProducer(seat) : new MultiProducer(seat)
  }

  /**
   * Takes the consumer of that name.
   *
   * @throws {ArgumentError} if the ring has no consumer of that name, or it is a pool
   * @throws {RoleError} if it is taken, here or on another thread
   */
  consumer(name: Name, options: ConsumerOptions = {}): Consumer {
    const c = this.#numberOf(name, false)
    const seat = this.#seat(this.handle.consumers[name], options?.pause ?? CONSUMER_PAUSE)
    const gate = this.#layout.gates[c] ?? 0
    this.#own(ownedOf(gate), `consumer ${name}`)
    return new Consumer(seat, gate)
  }

  /**
   * Joins the pool of that name as one more of its workers.
   *
   * @throws {ArgumentError} if the ring has no pool of that name
   */
  pool(name: Name, options: WorkerOptions = {}): WorkPool {
    const c = this.#numberOf(name, true)
    const seat = this.#seat(this.handle.consumers[name], options?.pause ?? WORKER_PAUSE)
    const { gates, takes, dones } = this.#layout
    return new WorkPool({ ...seat, gate: gates[c] ?? 0, take: takes[c] ?? 0, done: dones[c] ?? 0 })
  }

  #numberOf(name: Name, isPool: boolean): number {
    const known = this.#names.filter((each) => this.handle.pools.includes(each as Name) === isPool)
    if (known.includes(name)) return this.#names.indexOf(name)
    throw new ArgumentError(`name of a ${isPool ? 'pool' : 'consumer'}`, name, known.join(', ') || 'none')
  }

  #isFollowed(name: string): boolean {
    return Object.values<readonly string[]>(this.handle.consumers).some((upstream) => upstream.includes(name))
  }

  #seat(names: readonly string[], pause: number): Seat {
    if (!isInteger(pause, 0)) throw new ArgumentError('pause', pause, 'an integer from 0')
    const { size, start } = this.handle
    const gates = names.map((name) => this.#layout.gates[this.#names.indexOf(name)] ?? 0)
    return { words: this.#words, size, start, laps: this.#layout.laps, gates, pause }
  }

  #own(word: number, role: string): void {
    if (Atomics.exchange(this.#words, word, 1) !== 0) throw new RoleError(role) // setup
  }
}

/** What the layout of a ring depends on. */
function shapeOf({ size, start, producers, consumers, pools }: Required<RingOptions<string>>): Shape {
  const names = Object.keys(consumers)
  return { size, start, producers: producers.length, pools: names.map((name) => pools.includes(name)) }
}

/** What was given may change afterwards; a ring does not. */
function copyOf<Name extends string, Producer extends string>(
  handle: RingHandle<Name, Producer>,
): RingHandle<Name, Producer> {
  const consumers: typeof handle.consumers = JSON.parse(JSON.stringify(handle.consumers))
  return { ...handle, consumers, producers: [...handle.producers], pools: [...handle.pools] }
}
