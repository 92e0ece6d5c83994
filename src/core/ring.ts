// A ring is made once and attached to by each thread: who is who, and where its words lie.
import { Consumer, type ConsumerOptions } from './Consumer.ts'
import { ArgumentError, HandleError, RoleError } from './errors.ts'
import { slotOf } from './Sequence.ts'
import { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
import { bytesOf, CURSOR, gateOf, LAYOUT, ownedOf, type Seat } from './words.ts'

const MAX_SIZE = 2 ** 30
const MAX_CONSUMERS = 1024
/** Pauses were chosen by measurement: npm run bench -- pause */
const PAUSE = 0

/** What a ring is made from. */
export interface RingOptions<Name extends string> {
  /** Slots: a power of two from 1 to 2^30. */
  readonly size: number
  /** Each consumer by name, with those that it follows; these stand before it. At least one. */
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
  checkOptions(options)
  const { size, consumers, start = 0 } = options
  const names = Object.keys(consumers)
  const words = new Int32Array(new SharedArrayBuffer(bytesOf(names.length)))
  words[CURSOR] = start - 1
  names.forEach((_, c) => {
    words[gateOf(c)] = start - 1
  })
  return new Ring({ ringproof: LAYOUT, size, consumers, start, buffer: words.buffer })
}

/**
 * Attaches this thread to a ring that another has made.
 *
 * @throws {HandleError} if the handle is not one, or has another layout than this version
 */
export function attachRing<Name extends string>(handle: RingHandle<Name>): Ring<Name> {
  if (typeof handle !== 'object' || handle === null)
    throw new HandleError('attach', handle, 'the handle of a ring')
  if (handle.ringproof !== LAYOUT) throw new HandleError('layout version', handle.ringproof, `${LAYOUT}`)
  checkOptions(handle)
  const bytes = bytesOf(Object.keys(handle.consumers).length)
  if (!(handle.buffer instanceof SharedArrayBuffer) || handle.buffer.byteLength !== bytes) {
    throw new HandleError('buffer of the handle', handle.buffer, `a SharedArrayBuffer of ${bytes} bytes`)
  }
  return new Ring(handle)
}

/** A ring as one thread sees it; it hands out the producer and the consumers, each once. */
export class Ring<Name extends string = string> {
  readonly handle: RingHandle<Name>
  readonly #words: Int32Array
  readonly #names: readonly string[]

  /** @internal Made by `createRing` and `attachRing`. */
  constructor(handle: RingHandle<Name>) {
    this.handle = handle
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
    const seat = this.#seat(gating, options)
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
    const seat = this.#seat(this.handle.consumers[name], options)
    this.#own(gateOf(c), `consumer ${name}`)
    return new Consumer(seat, gateOf(c))
  }

  #isFollowed(name: string): boolean {
    return Object.values<readonly string[]>(this.handle.consumers).some((upstream) => upstream.includes(name))
  }

  #seat(names: readonly string[], { pause = PAUSE }: ProducerOptions | ConsumerOptions): Seat {
    if (!(pause >= 0 && pause < Number.POSITIVE_INFINITY)) {
      throw new ArgumentError('pause', pause, 'a number of turns from 0')
    }
    const gates = names.map((name) => gateOf(this.#names.indexOf(name)))
    return { words: this.#words, size: this.handle.size, start: this.handle.start, gates, pause }
  }

  #own(word: number, role: string): void {
    if (Atomics.exchange(this.#words, ownedOf(word), 1) !== 0) throw new RoleError(role) // setup
  }
}

function checkOptions({ size, consumers, start = 0 }: RingOptions<string>): void {
  if (!(Number.isInteger(size) && size >= 1 && size <= MAX_SIZE && (size & (size - 1)) === 0)) {
    throw new ArgumentError('size of a ring', size, 'a power of two from 1 to 2^30')
  }
  if (!(Number.isSafeInteger(start) && start >= 0)) {
    throw new ArgumentError('start of a ring', start, 'an integer from 0 to 2^53 - 1')
  }
  checkConsumers(consumers)
}

function checkConsumers(consumers: Readonly<Record<string, readonly string[]>>): void {
  const names = typeof consumers === 'object' && consumers !== null ? Object.keys(consumers) : []
  if (names.length < 1 || names.length > MAX_CONSUMERS) {
    throw new ArgumentError(
      'number of consumers',
      names.length,
      `1 … ${MAX_CONSUMERS}, as { name: [whom it follows] }`,
    )
  }
  names.forEach((name, c) => {
    checkUpstream(name, consumers[name], names.slice(0, c))
  })
}

function checkUpstream(name: string, upstream: unknown, before: readonly string[]): void {
  const follows: unknown[] = Array.isArray(upstream) ? upstream : [upstream]
  const stranger = follows.find((other, i) => !before.includes(String(other)) || follows.indexOf(other) !== i)
  if (stranger === undefined && Array.isArray(upstream)) return
  const allowed = before.length > 0 ? `an array of ${before.join(', ')}, each once` : 'an empty array'
  throw new ArgumentError(
    `whom consumer ${name} follows`,
    stranger ?? upstream,
    `${allowed}: those that stand before it`,
  )
}
