// A ring is made once, and attached to by each thread: its roles, and where their words lie.

import { Consumer, type ConsumerOptions } from '../core/Consumer.ts'
import { checkKeys, deadlineOf } from '../core/callOptions.ts'
import type { RoleContext } from '../core/context.ts'
import type { AsyncWaitOptions } from '../core/deadline.ts'
import { ArgumentError, type ClosedError, type FailedError, RoleError, StateError } from '../core/errors.ts'
import { type Held, type Here, NOTHING } from '../core/here.ts'
import { type Grave, isKnown, Lifecycle } from '../core/Lifecycle.ts'
import {
  CONSUMED_EPOCH,
  FINAL,
  type Layout,
  layoutOf,
  NO_WORD,
  PLACE,
  PUBLISHED_EPOCH,
  SPINNING,
  STOPPED,
} from '../core/layout.ts'
import { MultiProducer } from '../core/MultiProducer.ts'
import { isGone, NOBODY, OWNER, Role, stateOf, threadWord, Withdrawal } from '../core/Roles.ts'
import { slotOf, unwrap } from '../core/Sequence.ts'
import type { Sequencer } from '../core/Sequencer.ts'
import { CLOSED, FAILED, Signal } from '../core/Signal.ts'
import { type ProducerOptions, SingleProducer } from '../core/SingleProducer.ts'
import { type Role as Actor, listed, Shown, shownAs } from '../core/shown.ts'
import { type WorkerOptions, WorkPool } from '../core/WorkPool.ts'
import { type Buried, bury, type Dead, type End, type Gone, namesOf } from './bury.ts'
import { Departing } from './departing.ts'
import { type Drained, drain, remainingOf } from './drain.ts'
import { type ConsumerWords, type Ground, groundOf, type ProducerWords } from './ground.ts'
import { copyOf, type RingHandle, shapeOf } from './handle.ts'
import { attend, hereOf, inTheWay, join, produce } from './ownRoles.ts'
import { epochOf, mayBeSucceeded, type Part, seatOfThread } from './parts.ts'
import { type Positions, positionsOf } from './positions.ts'
import { reasonOf } from './reason.ts'
import { CONSUMERS, PRODUCERS, type RoleOptions, type Usual, WORKERS, waitSettingsOf } from './roleOptions.ts'
import { warnOfSpinning } from './spinning.ts'
import { sitDown, standUp, succeed } from './succession.ts'
import { atTheEnd, THIS_THREAD } from './thread.ts'
import { isIn, upstreamOf } from './topology.ts'

/**
 * Whether a ring goes on. Closed: readers may still be handling. Stopped: calls that would wait end. Failed: a thread
 * has died that others wait for.
 */
export type RingState = 'open' | 'closed' | 'stopped' | 'failed'

/** A ring as one thread sees it; it hands out each producer and each consumer once, and any number of workers. */
export class Ring<Name extends string = string, Producer extends string = string> extends Shown {
  readonly handle: RingHandle<Name, Producer>
  readonly #words: Int32Array
  readonly #names: readonly string[]
  readonly #layout: Layout
  readonly #ground: Ground
  readonly #here: Here
  /** The roles that this thread has taken through this object; it buries them when it ends. */
  readonly #mine: Part[] = []

  /** @internal Made by `createRing` and `attachRing`. */
  constructor(handle: RingHandle<Name, Producer>) {
    super()
    this.handle = copyOf(handle)
    this.#words = new Int32Array(handle.buffer)
    this.#names = handle.order
    this.#layout = layoutOf(shapeOf(handle))
    this.#ground = groundOf(this.#words, this.handle, this.#layout)
    this.#here = hereOf(this.#words)
  }

  /** One line: the size, the state and all positions; it costs what `positions` does. */
  override toString(): string {
    const { state, published, handled } = this.positions()
    return `Ring(${this.handle.size}, ${state}) ${listed([['published', published], ...Object.entries(handled)])}`
  }

  /** What `JSON.stringify` prints: the size and all positions. A ring cannot be made from that; pass its handle. */
  toJSON(): Positions & { readonly size: number } {
    return { size: this.handle.size, ...this.positions() }
  }

  /** The slot of a sequence, from 0 to `size - 1`: where the caller keeps its event. */
  index(sequence: number): number {
    return slotOf(sequence, this.handle.size)
  }

  /** The state of the ring; it costs two loads. */
  get state(): RingState {
    const epoch = epochOf(this.#ground)
    const isStopped = Atomics.load(this.#words, STOPPED) !== 0 // setup
    if ((epoch & FAILED) !== 0) return isStopped ? 'stopped' : 'failed'
    return (epoch & CLOSED) !== 0 ? 'closed' : 'open'
  }

  /**
   * Takes the producer of that name; in a ring with only one, the name may be left out.
   *
   * @throws {ArgumentError} if the ring has no producer of that name, or an option is unknown or out of range
   * @throws {RoleError} if it is already taken, here or on another thread
   */
  producer(name?: Producer, options: ProducerOptions = {}): Sequencer {
    const [known, words] = this.#producerOf(name)
    const context = this.#contextFor(this.#gating(), options, PRODUCERS)
    const mine = this.#attach(words.owner, `Producer "${known}"`)
    return this.#produce(known, words, { ...context, mine })
  }

  /**
   * Takes over a producer whose thread is dead, see `bury`; in a closed ring, only if it held claimed sequences.
   *
   * What a producer beside others had claimed and not published is `unpublished` here: write it again, and publish it.
   * What the only producer of a ring had claimed is claimed anew; its sequences are too low by a multiple of 2^31 if
   * the dead producer had come that far.
   *
   * @throws {ArgumentError} if the ring has no producer of that name, or an option is unknown or out of range
   * @throws {RoleError} if its thread is not known to be dead, or may have been about to claim
   * @throws {ClosedError} if the ring is closed
   * @throws {FailedError} if the ring has failed
   */
  takeOverProducer(name?: Producer, options: ProducerOptions = {}): Sequencer {
    const [known, words] = this.#producerOf(name)
    const context = this.#contextFor(this.#gating(), options, PRODUCERS)
    const isOver = /failed|stopped/.test(this.state) || !mayBeSucceeded(this.#ground, words)
    if (isOver) throw this.#reason(0, this.handle.start)
    const held = succeed(this.#ground, words, THIS_THREAD)
    if (held === undefined) throw notDead(`producer "${known}"`, ', or may have been about to claim')
    const { mine, start, seen } = held
    const producer = this.#produce(known, words, { ...context, mine, start, seen })
    if (producer instanceof MultiProducer && held.open > 0) producer.adopt(held.first, held.open)
    return producer
  }

  /**
   * Takes the consumer of that name.
   *
   * @throws {ArgumentError} if the ring has no consumer of that name, it is a pool, or an option is unknown or out of
   * range
   * @throws {RoleError} if it is already taken, here or on another thread
   */
  consumer(name: Name, options: ConsumerOptions = {}): Consumer {
    const words = this.#consumerOf(name, false)
    const context = this.#contextFor(this.handle.consumers[name], options)
    const mine = this.#attach(words.owner, `Consumer "${name}"`)
    return this.#consume(name, words, { ...context, mine }, options.flush)
  }

  /**
   * Takes over a consumer whose thread is dead, see `bury` and `supervise`, or that was never taken.
   *
   * It begins after the gate: the events of the batch that the dead thread was in are handled again. Its sequences are
   * too low by a multiple of 2^31 if the dead consumer had come that far.
   *
   * @throws {ArgumentError} if the ring has no consumer of that name, it is a pool, or an option is unknown or out of
   * range
   * @throws {RoleError} if its thread is not known to be dead
   */
  takeOver(name: Name, options: ConsumerOptions = {}): Consumer {
    const words = this.#consumerOf(name, false)
    const context = this.#contextFor(this.handle.consumers[name], options)
    const role = new Role(this.#words, words.owner)
    const mine = role.takeOver(role.says(), THIS_THREAD)
    if (mine === undefined) throw notDead(`consumer "${name}"`)
    const start = unwrap(context.start - 1, Atomics.load(this.#words, words.gate)) + 1 // setup
    // The dead thread may have advanced its gate without waking the waiters.
    new Signal(this.#words, CONSUMED_EPOCH).wake()
    return this.#consume(name, words, { ...context, mine, start }, options.flush)
  }

  /**
   * Joins the pool of that name as one more worker; any number of workers may join, on at most 64 threads.
   *
   * @throws {ArgumentError} if the ring has no pool of that name, or an option is unknown or out of range
   * @throws {RoleError} if 64 threads already work for it
   */
  pool(name: Name, options: WorkerOptions = {}): WorkPool {
    const { gate, seats } = this.#consumerOf(name, true)
    const c = this.#names.indexOf(name)
    const context = this.#contextFor(this.handle.consumers[name], options, WORKERS)
    const hand = sitDown(this.#words, seats, THIS_THREAD)
    if (hand === undefined) throw new RoleError(`Pool "${name}" is full: 64 threads work in it`)
    this.#keepInMind({ kind: 'worker', name, seat: hand, ...this.#consumerOf(name, true) })
    const { takes, dones } = this.#layout
    const leave = (): void => standUp(this.#words, hand)
    join(this.#here, { gate, seats, seat: hand })
    const stuck = this.#stuckOf(gate, upstreamOf(name, this.handle.consumers))
    const held = { role: gate, first: NOTHING }
    const given = { held, stuck, gate, take: takes[c] ?? 0, done: dones[c] ?? 0, hand, leave }
    return this.#shown(new WorkPool({ ...this.#countSpinner(context), ...given }), name)
  }

  /**
   * Closes a ring with several producers, from any thread; see `Sequencer.close`.
   *
   * @throws {StateError} if the ring has one producer: it alone knows what it has claimed, so it closes the ring
   */
  close(): void {
    if (this.#isAlone()) throw new StateError(OF_SEVERAL)
    new Lifecycle(this.#words).close()
  }

  /**
   * Stops the ring, from any thread: all waits end, and no thread is called dead.
   *
   * Everything published without a gap is handled, then readers end with a `StoppedError`. With several producers,
   * claims end so at once; those of an only producer, once they would wait. `drain` says what remained. Harmless in a
   * ring that has ended.
   */
  stop(): void {
    if (this.state === 'failed') return
    new Withdrawal(this.#words).sayStopped()
    new Lifecycle(this.#words).fail(!this.#isAlone())
  }

  /**
   * Fails the ring for threads that would wait for the dead; what is published without a gap is still handled.
   *
   * Deaths after the failure are not named: these roles have left, so that no follower waits for them.
   *
   * @throws {ArgumentError} if the ring has no role of such a name
   */
  fail(dead: Dead<Name, Producer>): void {
    checkKeys('fail()', dead, ['producers', 'consumers'])
    const { producers = [], consumers = [] } = dead
    const owners = [
      ...producers.map((name) => this.#producerOf(name)[1].owner),
      ...consumers.map((name) => this.#consumerOf(name).owner),
    ]
    const words = owners.map((owner): Grave => [owner, Atomics.load(this.#words, owner)]) // setup
    const graves = words.filter(([, is]) => !isGone(is))
    const lifecycle = new Lifecycle(this.#words)
    const hasFailed = (epochOf(this.#ground) & FAILED) !== 0
    lifecycle.fail(!this.#isAlone(), graves, hasFailed ? OWNER.left : OWNER.dead)
  }

  /**
   * Reports to the ring that a thread is gone that had these roles, or was to have them. `supervise` does so by itself;
   * so does a thread that ends without being terminated.
   *
   * A producer that has left is not missed; any other is while the ring takes claims, and after that only for what it
   * held. A consumer is missed unless it has handled all of a closed ring; a worker only for what it held, or if it
   * ended with a non-zero exit code and its pool has no other worker. The ring fails if a role is missed. A role passed
   * to `keep` does not make it fail, unless it is a producer that may have been about to claim. The last producer to
   * leave, here or by `leave`, closes the ring.
   *
   * @throws {ArgumentError} if the ring has no role of such a name
   */
  bury(gone: Gone<Name, Producer>, end: End = {}): Buried<Name, Producer> {
    const thread = end.threadId === undefined ? NOBODY : threadWord(end.threadId)
    const judged = bury(this.#ground, this.#partsOf(gone, thread), thread, end)
    return { missed: namesOf(judged, 'missed'), kept: namesOf(judged, 'kept') }
  }

  /**
   * Announces that these producers and consumers will be taken over once their threads are gone, so that the ring goes
   * on.
   *
   * @throws {ArgumentError} if the ring has no role of such a name
   */
  keep(parts: Omit<Gone<Name, Producer>, 'pools'>): void {
    this.#place(parts, PLACE.kept)
  }

  /**
   * Announces that the threads of these producers are supervised: one that ends with its work done, but has not left,
   * is then missed too; otherwise it counts as having left. `supervise` does so by itself.
   *
   * @throws {ArgumentError} if the ring has no role of such a name
   */
  watch(parts: Omit<Gone<Name, Producer>, 'pools'>): void {
    this.#place(parts, PLACE.watched)
  }

  #place({ producers = [], consumers = [] }: Gone<Name, Producer>, place: number): void {
    const words = [
      ...producers.map((name) => this.#producerOf(name)[1]),
      ...consumers.map((name) => this.#consumerOf(name, false)),
    ]
    for (const { kept } of words) Atomics.store(this.#words, kept, place) // setup
  }

  /**
   * Completes what a dead thread may have left undone and nobody waits for: wake-ups, and the announcement of a close.
   * Harmless at any time; `fail` and `takeOver` do not need it.
   */
  settle(): void {
    const ending = epochOf(this.#ground) & (CLOSED | FAILED)
    const hasFinal = isKnown(Atomics.load(this.#words, FINAL)) // setup
    // A thread that stored FINAL and died may have been about to fail the ring: then a death or a stop is noted.
    const isOrderly = reasonOf(this.#ground, 0, () => this.positions()).code === 'ERR_RINGPROOF_CLOSED'
    if (hasFinal && ending === 0 && isOrderly) new Lifecycle(this.#words).finish()
    Atomics.or(this.#words, CONSUMED_EPOCH, ending) // setup
    for (const epoch of [PUBLISHED_EPOCH, CONSUMED_EPOCH] as const) new Signal(this.#words, epoch).wake()
  }

  /**
   * The positions of all roles; it only loads words: a few for each consumer, each producer and the ring, and, with
   * several producers, one per slot between the furthest consumer and the last claim, at most the ring.
   *
   * @param near a sequence less than 2^30 away from where the ring is: the `published` of the last call, say; by
   * default the ring's start. Positions further away are wrong by a multiple of 2^31; their differences are right all
   * the same.
   */
  positions(near = this.handle.start - 1): Positions {
    return positionsOf(this.#ground, this.#contextFor([], {}), near)
  }

  /**
   * Resolves once everything that a closed ring accepted is handled, or once the ring has ended otherwise, with what
   * each consumer had left.
   *
   * Until it is known where a failing ring ends, that is what was published without a gap.
   *
   * @throws {AbortError} if `options.signal` is aborted
   * @throws {StateError} if the ring is open
   * @throws {ArgumentError} if an option is unknown or out of range
   */
  async drain(options?: AsyncWaitOptions): Promise<Drained> {
    if (this.state === 'open') throw new StateError('Cannot drain an open ring; close it first')
    const outcome = await drain(this.#contextFor(this.#gating(), {}), deadlineOf(options))
    return { outcome, remaining: remainingOf(this.positions()) }
  }

  #partsOf({ producers = [], consumers = [], pools = [] }: Gone<Name, Producer>, thread: number): Part[] {
    return [
      ...producers.map((name): Part => ({ kind: 'producer', name, ...this.#producerOf(name)[1] })),
      ...consumers.map((name): Part => ({ kind: 'consumer', name, ...this.#consumerOf(name, false) })),
      ...pools.map((name): Part => {
        const words = this.#consumerOf(name, true)
        return { kind: 'worker', name, seat: seatOfThread(this.#words, words.seats, thread), ...words }
      }),
    ]
  }

  #isAlone(): boolean {
    return this.handle.producers.length === 1
  }

  #producerOf(name: Producer | undefined): readonly [Producer, ProducerWords] {
    const { producers } = this.handle
    const known = name === undefined && this.#isAlone() ? producers[0] : name
    const words = known === undefined ? undefined : this.#ground.producers.get(known)
    if (words === undefined) throw new ArgumentError('name of a producer', name, producers)
    return [known as Producer, words]
  }

  #consumerOf(name: Name, isPool?: boolean): ConsumerWords {
    const isOne = (each: string): boolean => isIn(this.handle.pools, each)
    const known = this.#names.filter((each) => (isPool ?? isOne(each)) === isOne(each))
    const words = known.includes(name) ? this.#ground.consumers.get(name) : undefined
    if (words) return words
    throw new ArgumentError(`name of a ${isPool ? 'pool' : 'consumer'}`, name, orNone(known))
  }

  /** The consumers that nobody follows. */
  #gating(): string[] {
    const followed = Object.values<readonly string[]>(this.handle.consumers).flat()
    return this.#names.filter((name) => !followed.includes(name))
  }

  #shown<Any extends Actor>(role: Any, name: string | undefined): Any {
    return shownAs(role, () => `${role.constructor.name}(${name}) of ${this}`)
  }

  #contextFor(names: readonly string[], options: RoleOptions, usual: Usual = CONSUMERS): RoleContext {
    const settings = waitSettingsOf(options, usual)
    const { size, start } = this.handle
    const [gates = [], pooled = []] = [names, this.handle.pools].map((each) => this.#gatesOf(each))
    const endError: RoleContext['endError'] = (epoch, next) => this.#reason(epoch, next)
    const [words, { laps }, here] = [this.#words, this.#layout, this.#here]
    const describeWait: RoleContext['describeWait'] = (role, word) => this.#describeWait(role, word)
    const idle = { here, held: NOBODYS, stuck: () => '', describeWait }
    const nobody = { followed: false, hand: 0, owner: 0, mine: 0, seen: start - 1 }
    return { words, size, start, laps, gates, pooled, ...settings, endError, ...idle, ...nobody }
  }

  /**
   * The roles of this thread that a wait depends on: upstream of a reader, or those a claim needs room from. Every wait
   * asks, so the usual answer, of a thread with one role, makes no garbage: such a role is in its own way only if it
   * keeps all events of the ring: a claim that its own open claims leave no room for is refused.
   */
  #stuckOf(own: number, before: readonly string[]): RoleContext['stuck'] {
    return (wanted, isFull = false) => {
      if (this.#here.roles === 1 && !isFull) return ''
      const [{ size }, words, { laps }] = [this.handle, this.#words, this.#layout]
      const owners = [...this.#ground.producers.values()].map(({ owner }) => owner)
      const wish = { words, size, laps, own, owners, before: this.#gatesOf(before) }
      const roles = [...(isFull ? [own] : []), ...inTheWay(this.#here, wish, wanted)]
      return roles.map((role) => this.#roleOf(role)).join(' and ')
    }
  }

  #describeWait(role: number, blockedOn: number): string {
    const what = this.#layout.gates.includes(blockedOn) ? this.#roleOf(blockedOn) : 'an event'
    return `${this.#roleOf(role)} waits for ${what}`
  }

  #roleOf(word: number): string {
    const name = this.#names[this.#layout.gates.indexOf(word)]
    const producer = [...this.#ground.producers].find(([, { owner }]) => owner === word)?.[0]
    if (name === undefined) return `producer "${producer}"`
    return `${isIn(this.handle.pools, name) ? 'a worker of' : 'consumer'} "${name}"`
  }

  #gatesOf(names: readonly string[]): number[] {
    return names.map((name) => this.#layout.gates[this.#names.indexOf(name)] ?? 0)
  }

  #reason(epoch: number, next: number): ClosedError | FailedError {
    return reasonOf(this.#ground, epoch, () => this.positions(next))
  }

  #produce(name: Producer, words: ProducerWords, context: RoleContext): Sequencer {
    this.#keepInMind({ kind: 'producer', name, ...words })
    const { owner, hand } = words
    const held = produce(this.#here, owner)
    const stuck = this.#stuckOf(NO_WORD, this.#names)
    const role = { owner, hand, held, stuck, leave: () => this.#leave(owner, context.mine) }
    const leaving = { ...this.#countSpinner(context), ...role }
    return this.#shown(this.#isAlone() ? new SingleProducer(leaving) : new MultiProducer(leaving), name)
  }

  #consume(
    name: Name,
    words: ConsumerWords,
    context: RoleContext,
    flush: ConsumerOptions['flush'],
  ): Consumer {
    this.#keepInMind({ kind: 'consumer', name, ...words })
    const { owner, gate } = words
    attend(this.#here, gate)
    const followed = !isIn(this.#gating(), name)
    const stuck = this.#stuckOf(gate, upstreamOf(name, this.handle.consumers))
    const role = { owner, followed, held: { role: gate, first: NOTHING }, stuck }
    return this.#shown(new Consumer({ ...this.#countSpinner(context), ...role }, gate, flush), name)
  }

  /** In this order: of two producers that leave at once, at least one finds that all have left. */
  #leave(owner: number, mine: number): void {
    new Role(this.#words, owner).leave(mine)
    for (const words of this.#ground.producers.values()) {
      if (stateOf(new Role(this.#words, words.owner).says()) !== OWNER.left) return
    }
    if (!this.#isAlone()) this.close()
  }

  /** When this thread ends, it buries its roles, unless it is terminated. */
  #keepInMind(part: Part): void {
    const isKnown = this.#mine.some(({ kind, name }) => kind === part.kind && name === part.name)
    if (!isKnown) this.#mine.push(part)
    if (this.#mine.length === 1 && !isKnown) atTheEnd(new Departing(this.#ground, this.#mine))
  }

  /** Called last: a refused role is not counted. */
  #countSpinner(context: RoleContext): RoleContext {
    if (context.spins === Number.POSITIVE_INFINITY) {
      warnOfSpinning(Atomics.add(this.#words, SPINNING, 1) + 1) // setup
    }
    return context
  }

  #attach(owner: number, role: string): number {
    const mine = new Role(this.#words, owner).attach(THIS_THREAD)
    if (mine !== undefined) return mine
    throw new RoleError(`${role} is already taken`)
  }
}

/** What a name may be, in a ring that may have no such role. */
function orNone(known: readonly string[]): string | readonly string[] {
  return known.length > 0 ? known : NONE
}

const NONE = 'one of this ring, which has none'
const OF_SEVERAL = 'ring.close() is for rings with several producers; here call producer.close()'

function notDead(role: string, more = ''): RoleError {
  return new RoleError(`Cannot take over ${role}: its thread is not known to be dead${more}`)
}

const NOBODYS: Held = { role: NO_WORD, first: NOTHING }
