// A ring is made once and attached to by each thread: who is who, and where its words lie.
import { Consumer, type ConsumerOptions } from './Consumer.ts'
import { type Drained, drain, leftOf } from './drain.ts'
import { ArgumentError, ClosedError, FailedError, HandleError, RoleError } from './errors.ts'
import { Lifecycle } from './Lifecycle.ts'
import { type AsyncWaitOptions, limitOf } from './limits.ts'
import { MultiProducer } from './MultiProducer.ts'
import { checkOptions, isInteger } from './options.ts'
import { type Positions, positionsOf } from './positions.ts'
import { slotOf, unwrap } from './Sequence.ts'
import type { Sequencer } from './Sequencer.ts'
import { CLOSED, FAILED, Signal } from './Signal.ts'
import { type ProducerOptions, SingleProducer } from './SingleProducer.ts'
import { warnOfSpinning } from './spinning.ts'
import { type WorkerOptions, WorkPool } from './WorkPool.ts'
import {
  CONSUMED,
  CURSOR,
  initialize,
  LAYOUT,
  type Layout,
  layoutOf,
  OWNER,
  ownedOf,
  PUBLISHED,
  type Seat,
  type Shape,
  SPINNING,
} from './words.ts'

/** Chosen by measurement: npm run bench -- pause */
const PRODUCER_PAUSE = 0
const CONSUMER_PAUSE = 2000
const WORKER_PAUSE = 0
/** How often a thread looks before it parks; chosen by measurement: npm run bench -- spins */
export const SPINS = 100

/** What a ring is made from. */
export interface RingOptions<Name extends string, Producer extends string = string> {
  /** Slots: a power of two from 1 to 2^28; with p producers, p more than one, less than 2^30 / (p + 1). */
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

/** Whether a ring goes on: closed, its readers may still be busy; failed, a thread has died on which others wait. */
export type RingState = 'open' | 'closed' | 'failed'

/** Those of a ring who have died, by name. */
export interface Dead<Name extends string = string, Producer extends string = string> {
  readonly producers?: readonly Producer[]
  /** Consumers, and pools of which a worker has died. */
  readonly consumers?: readonly Name[]
}

/** A ring as one thread sees it; it hands out producers and consumers, each once, and any number of workers. */
export class Ring<Name extends string = string, Producer extends string = string> {
  readonly handle: RingHandle<Name, Producer>
  readonly #words: Int32Array
  readonly #names: readonly string[]
  readonly #layout: Layout
  readonly #here: Seat['here'] = []

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

  /** Whether the ring goes on; it costs a load. */
  get state(): RingState {
    const epoch = Atomics.load(this.#words, PUBLISHED) // setup
    if ((epoch & FAILED) !== 0) return 'failed'
    return (epoch & CLOSED) !== 0 ? 'closed' : 'open'
  }

  /**
   * Takes the producer of that name; where a ring has only one, the name may be left out.
   *
   * @throws {ArgumentError} if the ring has no producer of that name
   * @throws {RoleError} if it is taken, here or on another thread
   */
  producer(name?: Producer, options: ProducerOptions = {}): Sequencer {
    const p = this.#numberOfProducer(name)
    const seat = this.#seat(this.#gating(), restOf(PRODUCER_PAUSE, options))
    this.#own(ownedOf(CURSOR, p), `producer ${this.handle.producers[p]}`)
    const leaving = { ...this.#seated(seat), leave: () => this.#leave(p) }
    return this.#isAlone() ? new SingleProducer(leaving) : new MultiProducer(leaving)
  }

  /**
   * Takes the consumer of that name.
   *
   * @throws {ArgumentError} if the ring has no consumer of that name, or it is a pool
   * @throws {RoleError} if it is taken, here or on another thread
   */
  consumer(name: Name, options: ConsumerOptions = {}): Consumer {
    const gate = this.#gateOf(name, false)
    const seat = this.#seat(this.handle.consumers[name], options)
    this.#own(ownedOf(gate), `consumer ${name}`)
    return new Consumer({ ...this.#seated(seat), followed: !isIn(this.#gating(), name) }, gate, options.flush)
  }

  /**
   * Takes over the consumer of that name from a thread that has died, from the event on that this one had not handled.
   *
   * Its sequences are too low by whole turns of 2^31 if the dead one had come so far.
   */
  takeOver(name: Name, options: ConsumerOptions = {}): Consumer {
    const gate = this.#gateOf(name, false)
    const seat = this.#seat(this.handle.consumers[name], options)
    const start = unwrap(seat.start - 1, Atomics.load(this.#words, gate)) + 1 // setup
    // Who died may have moved its gate, and not woken those who wait for it.
    new Signal(this.#words, CONSUMED).wake()
    return new Consumer(
      { ...this.#seated(seat), start, followed: !isIn(this.#gating(), name) },
      gate,
      options.flush,
    )
  }

  /**
   * Joins the pool of that name as one more of its workers.
   *
   * @throws {ArgumentError} if the ring has no pool of that name
   */
  pool(name: Name, options: WorkerOptions = {}): WorkPool {
    const gate = this.#gateOf(name, true)
    const c = this.#names.indexOf(name)
    const seat = this.#seat(this.handle.consumers[name], restOf(WORKER_PAUSE, options))
    const { takes, dones } = this.#layout
    return new WorkPool({ ...this.#seated(seat), gate, take: takes[c] ?? 0, done: dones[c] ?? 0 })
  }

  /**
   * Closes a ring of several producers, from any thread; see `Sequencer.close`.
   *
   * @throws {RoleError} if the ring has one producer: it alone knows what it has claimed, so it closes the ring
   */
  close(): void {
    if (this.#isAlone())
      throw new RoleError('who closes the ring', 'a ring of one producer', 'producer.close()')
    new Lifecycle(this.#words).close()
  }

  /**
   * Fails the ring for those who would wait for the dead; what is published without a gap is handled all the same.
   *
   * Those who die after it has failed are not named: they have left, so that nobody who follows them waits for them.
   *
   * @throws {ArgumentError} if the ring has nobody of that name
   */
  fail({ producers = [], consumers = [] }: Dead<Name, Producer>): void {
    const words = [
      ...producers.map((name) => ownedOf(CURSOR, this.#numberOfProducer(name))),
      ...consumers.map((name) => ownedOf(this.#gateOf(name))),
    ]
    const lifecycle = new Lifecycle(this.#words)
    lifecycle.fail(!this.#isAlone(), words, this.state === 'failed' ? OWNER.left : OWNER.dead)
  }

  /**
   * Does what a thread that has died may have left undone, and nobody waits for else: it may have been about to wake
   * others, or have closed the ring and not told all. Harmless at any time; `fail` and `takeOver` need it not.
   */
  settle(): void {
    const ending = Atomics.load(this.#words, PUBLISHED) & (CLOSED | FAILED) // setup
    Atomics.or(this.#words, CONSUMED, ending) // setup
    for (const epoch of [PUBLISHED, CONSUMED] as const) new Signal(this.#words, epoch).wake()
  }

  /**
   * How far everybody has come; it only loads words: one for each consumer, producer and the ring, and of several
   * producers one for each slot between the furthest consumer and the last claim, at most the ring.
   *
   * @param near less than 2^30 sequences away from where the ring is: the `published` of the last time; from the
   * ring's start by default. What lies further is told wrong by whole turns of 2^31; differences are right all the same.
   */
  positions(near = this.handle.start - 1): Positions {
    const gates = this.#names.map((name, c) => [name, this.#layout.gates[c] ?? 0] as const)
    const producers = this.handle.producers.map((name, p) => [name, ownedOf(CURSOR, p)] as const)
    return positionsOf(this.#seat([], {}), new Map(gates), new Map(producers), near)
  }

  /**
   * Resolves once all that a closed ring has accepted is handled, or how else it ended, with what each consumer had left.
   *
   * @throws {AbortError} if `options.signal` is aborted
   * @throws {RoleError} if the ring is open
   */
  async drain(options?: AsyncWaitOptions): Promise<Drained> {
    if (this.state === 'open') throw new RoleError('drain', 'an open ring', 'one that is closed')
    const outcome = await drain(this.#seat(this.#gating(), {}), limitOf(options))
    return { outcome, left: leftOf(this.#seat([], {}), this.#names, this.#gatesOf(this.#names)) }
  }

  #isAlone(): boolean {
    return this.handle.producers.length === 1
  }

  #numberOfProducer(name: Producer | undefined): number {
    const { producers } = this.handle
    const p = name === undefined && this.#isAlone() ? 0 : producers.indexOf(name as Producer)
    if (p < 0) throw new ArgumentError('name of a producer', name, producers.join(', '))
    return p
  }

  #gateOf(name: Name, isPool?: boolean): number {
    const known = this.#names.filter(
      (each) => (isPool ?? isIn(this.handle.pools, each)) === isIn(this.handle.pools, each),
    )
    if (known.includes(name)) return this.#layout.gates[this.#names.indexOf(name)] ?? 0
    throw new ArgumentError(`name of a ${isPool ? 'pool' : 'consumer'}`, name, known.join(', ') || 'none')
  }

  /** The consumers that nobody follows. */
  #gating(): string[] {
    const followed = Object.values<readonly string[]>(this.handle.consumers).flat()
    return this.#names.filter((name) => !followed.includes(name))
  }

  #seat(names: readonly string[], { spins = SPINS, pause = CONSUMER_PAUSE, rest = 0, flush }: Waits): Seat {
    if (flush !== undefined && typeof flush !== 'function')
      throw new ArgumentError('flush', flush, 'a function')
    if (!isInteger(pause, 0)) throw new ArgumentError('pause', pause, 'an integer from 0')
    if (spins !== Number.POSITIVE_INFINITY && !isInteger(spins, 0)) {
      throw new ArgumentError('spins', spins, 'an integer from 0, or Infinity')
    }
    const { size, start } = this.handle
    const [gates = [], pooled = []] = [names, this.handle.pools].map((each) => this.#gatesOf(each))
    const ended: Seat['ended'] = (epoch, next) => this.#reason(epoch, next)
    const [words, { laps }, here] = [this.#words, this.#layout, this.#here]
    return { words, size, start, laps, gates, pooled, followed: false, spins, rest, pause, here, ended }
  }

  #gatesOf(names: readonly string[]): number[] {
    return names.map((name) => this.#layout.gates[this.#names.indexOf(name)] ?? 0)
  }

  #reason(epoch: number, next: number): ClosedError | FailedError {
    if ((epoch & FAILED) === 0 && this.state !== 'failed') return new ClosedError()
    const { producers } = this.handle
    const dead = producers.filter((_, p) => this.#ownerOf(ownedOf(CURSOR, p)) === OWNER.dead)
    const gone = this.#names.filter(
      (_, c) => this.#ownerOf(ownedOf(this.#layout.gates[c] ?? 0)) === OWNER.dead,
    )
    const suspects = producers.filter((_, p) => this.#ownerOf(ownedOf(CURSOR, p)) === OWNER.taken)
    const missing = dead.length > 0 ? { missing: next, suspects } : {}
    return new FailedError({ dead: [...dead, ...gone], ...missing })
  }

  /** In this order: of two who leave at once, one finds that all have left. */
  #leave(p: number): void {
    Atomics.store(this.#words, ownedOf(CURSOR, p), OWNER.left) // setup
    const haveLeft = this.handle.producers.every(
      (_, other) => this.#ownerOf(ownedOf(CURSOR, other)) === OWNER.left,
    )
    if (haveLeft && !this.#isAlone()) this.close()
  }

  /** Called last: who is refused is not counted. */
  #seated(seat: Seat): Seat {
    if (seat.spins === Number.POSITIVE_INFINITY) {
      warnOfSpinning(Atomics.add(this.#words, SPINNING, 1) + 1) // setup
    }
    return seat
  }

  #ownerOf(word: number): number {
    return Atomics.load(this.#words, word) // setup
  }

  #own(word: number, role: string): void {
    const before = Atomics.compareExchange(this.#words, word, OWNER.none, OWNER.taken) // setup
    if (before !== OWNER.none)
      throw new RoleError(`attach as ${role}`, 'a second time', 'once per ring, on one thread')
  }
}

type Waits = ConsumerOptions & { readonly rest?: number }

/** A producer or a worker rests between two looks, not after a batch. */
function restOf(usual: number, { pause = usual, ...options }: ProducerOptions | WorkerOptions): Waits {
  return isInteger(pause, 0) ? { ...options, rest: pause } : { ...options, pause }
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name)
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
