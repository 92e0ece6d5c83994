// A ring is made once and attached to by each thread: who is who, and where its words lie.
import { Consumer, type ConsumerOptions } from './Consumer.ts'
import { ArgumentError, HandleError, RoleError } from './errors.ts'
import { slotOf, wrap } from './Sequence.ts'
import { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
import { bytesOf, CURSOR, gateOf, LAYOUT, ownedOf, type Seat } from './words.ts'

/** A word covers more than four rings: spec/core/Sequence.tla, `M > 4 * Size`. */
const MAX_SIZE = 2 ** 29
const MAX_CONSUMERS = 1024
/** Chosen by measurement: npm run bench -- pause */
const PRODUCER_PAUSE = 0
const CONSUMER_PAUSE = 2000

/** What a ring is made from. */
export interface RingOptions<Name extends string> {
  /** Slots: a power of two from 1 to 2^29. */
  readonly size: number
  /**
   * Each consumer by name, with those that it follows; these stand before it. At least one.
   * JavaScript puts names that look like integers first.
   */
  readonly consumers: Readonly<Record<Name, readonly NoInfer<Name>[]>>
  /** The first sequence, from 0 up to 2^53 - 1: where an earlier ring ended, say. 0 by default. */
  readonly start?: number
}

/** What another thread needs to attach: plain and cloneable, for `workerData` or `postMessage`. */
export interface RingHandle<Name extends string = string> extends Required<RingOptions<Name>> {
  /** The version of the layout. */
  readonly ringproof: number
  readonly buffer: SharedArrayBuffer
}

/**
 * Makes a ring; pass its `handle` to the other threads.
 *
 * @throws {ArgumentError} if an option is out of its range
 */
export function createRing<Name extends string>(options: RingOptions<Name>): Ring<Name> {
  const { size, consumers, start = 0 } = options ?? {}
  checkOptions({ size, consumers, start })
  const names = Object.keys(consumers)
  const words = new Int32Array(new SharedArrayBuffer(bytesOf(names.length)))
  for (const word of [CURSOR, ...names.map((_, c) => gateOf(c))]) words[word] = wrap(start - 1)
  return new Ring({ ringproof: LAYOUT, size, consumers, start, buffer: words.buffer })
}

/**
 * Attaches this thread to a ring that another has made.
 *
 * @throws {HandleError} if the handle is not one, or has another layout than this version
 * @throws {ArgumentError} if what it says of the ring is out of range
 */
export function attachRing<Name extends string>(handle: RingHandle<Name>): Ring<Name> {
  if (typeof handle !== 'object' || handle === null)
    throw new HandleError('attach', handle, 'the handle of a ring')
  if (handle.ringproof !== LAYOUT) throw new HandleError('layout version', handle.ringproof, `${LAYOUT}`)
  checkOptions(handle)
  const bytes = bytesOf(Object.keys(handle.consumers).length)
  const given = handle.buffer instanceof SharedArrayBuffer ? handle.buffer.byteLength : handle.buffer
  if (given !== bytes) throw new HandleError('bytes of the buffer', given, `a SharedArrayBuffer of ${bytes}`)
  return new Ring(handle)
}

/** A ring as one thread sees it; it hands out the producer and the consumers, each once. */
export class Ring<Name extends string = string> {
  readonly handle: RingHandle<Name>
  readonly #words: Int32Array
  readonly #names: readonly string[]

  /** @internal Made by `createRing` and `attachRing`. */
  constructor(handle: RingHandle<Name>) {
    const follows = Object.entries<readonly string[]>(handle.consumers).map(([name, others]) => [
      name,
      [...others],
    ])
    this.handle = { ...handle, consumers: Object.fromEntries(follows) }
    this.#words = new Int32Array(handle.buffer)
    this.#names = Object.keys(handle.consumers)
  }

  /** The slot of a sequence, from 0 to `size - 1`: where the caller keeps its event. */
  index(sequence: number): number {
    return slotOf(sequence, this.handle.size)
  }

  /**
   * Takes the producer of this ring.
   *
   * @throws {RoleError} if it is taken, here or on another thread
   */
  producer(options: ProducerOptions = {}): SingleProducer {
    const gating = this.#names.filter((name) => !this.#isFollowed(name))
    const seat = this.#seat(gating, options?.pause ?? PRODUCER_PAUSE)
    this.#own(CURSOR, 'the producer')
    return new SingleProducer(seat)
  }

  /**
   * Takes the consumer of that name.
   *
   * @throws {ArgumentError} if the ring has no consumer of that name
   * @throws {RoleError} if it is taken, here or on another thread
   */
  consumer(name: Name, options: ConsumerOptions = {}): Consumer {
    const c = this.#names.indexOf(name)
    if (c < 0) throw new ArgumentError('name of a consumer', name, this.#names.join(', '))
    const seat = this.#seat(this.handle.consumers[name], options?.pause ?? CONSUMER_PAUSE)
    this.#own(gateOf(c), `consumer ${name}`)
    return new Consumer(seat, gateOf(c))
  }

  #isFollowed(name: string): boolean {
    return Object.values<readonly string[]>(this.handle.consumers).some((upstream) => upstream.includes(name))
  }

  #seat(names: readonly string[], pause: number): Seat {
    if (!isInteger(pause, 0)) throw new ArgumentError('pause', pause, 'an integer from 0')
    const gates = names.map((name) => gateOf(this.#names.indexOf(name)))
    return { words: this.#words, size: this.handle.size, start: this.handle.start, gates, pause }
  }

  #own(word: number, role: string): void {
    if (Atomics.exchange(this.#words, ownedOf(word), 1) !== 0) throw new RoleError(role) // setup
  }
}

function isInteger(value: unknown, from: number, to = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to
}

type Unchecked = { readonly [option in keyof RingOptions<string>]?: unknown }

function checkOptions({ size, consumers, start }: Unchecked): void {
  if (!isInteger(size, 1, MAX_SIZE) || (size & (size - 1)) !== 0) {
    throw new ArgumentError('size of a ring', size, 'a power of two from 1 to 2^29')
  }
  if (!isInteger(start, 0)) throw new ArgumentError('start of a ring', start, 'an integer from 0 to 2^53 - 1')
  checkConsumers(consumers)
}

function checkConsumers(consumers: unknown): void {
  const isObject = typeof consumers === 'object' && consumers !== null
  const named: [string, unknown][] = isObject ? Object.entries(consumers) : []
  if (!isInteger(named.length, 1, MAX_CONSUMERS)) {
    const given = isObject ? named.length : consumers
    throw new ArgumentError(
      'consumers',
      given,
      `1 … ${MAX_CONSUMERS} of them, as { name: [whom it follows] }`,
    )
  }
  const names = named.map(([name]) => name)
  for (const [c, [name, follows]] of named.entries()) checkFollows(name, follows, names.slice(0, c))
}

/** Those that a consumer follows stand before it: so nobody follows himself, by whatever detour. */
function checkFollows(name: string, follows: unknown, before: readonly unknown[]): void {
  const others: readonly unknown[] = Array.isArray(follows) ? follows : [follows]
  const wrong = others.findIndex((other, i) => !before.includes(other) || others.indexOf(other) !== i)
  if (wrong < 0 && others === follows) return
  const allowed = before.length > 0 ? `an array of ${before.join(', ')}, each once` : 'an empty array'
  throw new ArgumentError(
    `whom consumer ${name} follows`,
    wrong < 0 ? follows : others[wrong],
    `${allowed}: those before it`,
  )
}
