// The callers of the specs, their Begin… and End… actions, for the stepper and for real threads alike.
import type { Abortable, AsyncWaitOptions } from '../../src/core/deadline.ts'
import { ClaimError } from '../../src/core/errors.ts'
import type { Lifecycle } from '../../src/core/Lifecycle.ts'
import { layoutOf, ownerWordOf } from '../../src/core/layout.ts'
import { OWNER } from '../../src/core/Roles.ts'
import type {
  Consumer,
  ConsumerOptions,
  Flush,
  Handler,
  Ring,
  RingOptions,
  Sequencer,
  Taken,
  WorkPool,
} from '../../src/index.ts'
import { TIMEOUT_MS } from '../harness/stepper/time.ts'
import {
  type Answer,
  type Choice,
  call,
  type Decision,
  type Locals,
  type Pending,
  type Thread,
  within,
} from '../harness/stepper/yields.ts'
import type { Callers, TourHead } from './tour.ts'

/** For each thread, a function that aborts its last call; it returns whether the call was listening. */
export type Aborts = Map<string, () => boolean>

/**
 * The memory that callers share beside the words. A slot holds the sequence of its event, or NaN while it is written.
 */
export interface Memory {
  readonly slots: Float64Array
  /** the threads that have crashed, by name, for supervisors */
  readonly deaths?: ReadonlySet<string>
  /** present if calls can be aborted */
  readonly aborts?: Aborts
}

/** Whether calls block, or return promises. */
export type Form = 'blocking' | 'asynchronous'

/** A caller found an impossible result. */
export class Broken extends Error {}

/** Thrown by a handler if its decision says so. */
class Thrown extends Error {}

/** The private fields, which only the stepper exposes. */
function fieldsOf(seen: object): Locals {
  return '$fields' in seen && typeof seen.$fields === 'function' ? seen.$fields() : {}
}

/** The options of a tour's ring. */
export function ringOptions({
  size,
  producers,
  consumers,
  pools,
}: TourHead): Omit<RingOptions<string>, 'start'> {
  return {
    size,
    consumers,
    ...(producers ? { producers } : {}),
    ...(pools ? { pools: Object.keys(pools) } : {}),
  }
}

/** What a caller needs to know. */
export interface Place {
  readonly head: TourHead
  readonly ring: Ring
  readonly memory: Memory
  /** ends the ring; of the core under test */
  readonly lifecycle: Lifecycle
  readonly form?: Form | undefined
  readonly run?: Run | undefined
  /** the thread's name */
  readonly name?: string
}

/** The caller of the thread of that name. */
export function callerOf(name: string, given: Place): Thread {
  const place = { ...given, name }
  const { head, ring } = place
  const waits = { pause: 0, spins: head.callers.spins ?? Number.POSITIVE_INFINITY }
  const pool = Object.entries(head.pools ?? {}).find(([, workers]) => workers.includes(name))?.[0]
  if (pool) return work(ring.pool(pool, waits), place)
  if (name in head.consumers) return consumeHere(name, waits, place)
  if (head.closers?.includes(name)) return close(place)
  if (head.supervisors?.includes(name)) return supervise(place)
  return head.producers
    ? produceBeside(ring.producer(name, waits), place)
    : produce(ring.producer(undefined, waits), place)
}

/** Closes the ring once. */
function* close({ lifecycle }: Place): Thread {
  yield choice(['CloseCursor'], {})
  yield* call(lifecycle.close())
  yield* end()
}

/** Fails the ring once a thread has crashed, and again for each further crash of a consumer that others follow. */
function* supervise({ head, memory, lifecycle, ring }: Place): Thread {
  const words = new Int32Array(ring.handle.buffer)
  const several = head.producers !== undefined
  const buried = new Set<string>()
  let offers = [several ? 'CloseCursor' : 'Tell']
  const unburied = () => followedIn(head).filter((name) => memory.deaths?.has(name) && !buried.has(name))
  for (;;) {
    yield {
      kind: 'choice',
      own: {},
      get offers() {
        return unburied().length > 0 ? ['Bury'] : memory.deaths?.size === 0 ? [] : offers
      },
    }
    const dead = unburied().slice(0, 1)
    for (const name of dead) buried.add(name)
    offers = []
    yield* call(
      lifecycle.fail(
        several,
        dead.map((name) => {
          const owner = ownerOf(name, head)
          // A plain read: no thread writes this word any more, so it is no access of the script.
          return [owner, words[owner] ?? OWNER.none] as const
        }),
      ),
    )
  }
}

/** The consumers that others follow, except pools. */
function followedIn({ consumers, pools = {} }: TourHead): string[] {
  const followed = new Set(Object.values(consumers).flat())
  return Object.keys(consumers).filter((name) => followed.has(name) && !(name in pools))
}

/** The index of a consumer's owner word. */
function ownerOf(name: string, head: TourHead): number {
  const names = Object.keys(head.consumers)
  const pools = names.map((each) => head.pools !== undefined && each in head.pools)
  const { gates } = layoutOf({ size: head.size, start: 0, producers: head.producers?.length ?? 1, pools })
  return ownerWordOf(gates[names.indexOf(name)] ?? 0)
}

/** No action is enabled any more. */
function* end(): Thread {
  for (;;) yield choice([], {})
}

/** The options of a call that waits: a time-out if the model has them, a signal if calls can be aborted. */
function patience({ head, memory, form, name }: Calling): AsyncWaitOptions | undefined {
  const { aborts } = memory ?? {}
  const timeout = head.callers.timed ? { timeout: TIMEOUT_MS } : {}
  if (aborts && name && form === 'asynchronous') return { ...timeout, signal: signalOf(name, aborts) }
  return head.callers.timed ? timeout : undefined
}

/** The part of a place that a call needs. */
type Calling = Pick<Place, 'head' | 'form' | 'name'> & { readonly memory?: Memory }

/** A signal for one call: an aborted caller may call again. */
function signalOf(name: string, aborts: Aborts): Abortable {
  const listeners = new Set<() => void>()
  const signal = {
    aborted: false,
    reason: 'enough',
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
  }
  aborts.set(name, () => {
    signal.aborted = true
    const heard = [...listeners]
    for (const listener of heard) listener()
    return heard.length > 0
  })
  return signal
}

/** Whether an error says that the ring has ended. After a time-out or an abort the call may be repeated. */
function hasEnded(error: unknown): boolean {
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError' || name === 'AbortError') return false
  if (name === 'ClosedError' || name === 'FailedError') return true
  throw error
}

/** A producer's caller: claims, writes and publishes as decided, for ever. */
export function* produce(producer: Sequencer, place: Place): Thread {
  const { ring, head } = place
  const before = ring.handle.start - 1
  const at: Positions = {
    claimed: before,
    written: before,
    published: before,
    closed: false,
    refused: new Set(),
  }
  const open = (): number => at.claimed - at.published
  const idle = (): Locals => ({
    ...fieldsOf(producer),
    written: at.written,
    n: 0,
    waits: false,
    open: open(),
  })
  for (;;) {
    if (!at.closed) refusesWhatDoesNotFit(producer, ring, at, head.callers)
    const { action, decision } = told(yield choice(producerOffers(at, ring, head.callers), idle()))
    if (action === 'BeginClaim') {
      if (yield* claim(producer, at, decision, place)) return yield* end()
    } else if (action === 'StoreFinal') {
      at.closed = true
      yield* within({ ...idle() }, call(producer.close()))
    } else if (action === 'BeginWrite') {
      yield* write(at, place, idle)
    } else {
      yield* within({ ...idle() }, call(producer.publish(at.published + 1, at.written)))
      at.published = at.written
    }
  }
}

/** Writes the next event. Its slot is torn in between, where other threads may look. */
function* write(at: Positions, { ring, memory }: Place, idle: () => Locals): Thread {
  const slot = ring.index(at.written + 1)
  memory.slots[slot] = Number.NaN
  yield choice(['EndWrite'], idle())
  memory.slots[slot] = at.written + 1
  at.written++
}

interface Positions {
  claimed: number
  written: number
  published: number
  closed?: boolean
  /** The claims tried in vain, by size and unpublished events: each only once, since errors are slow. */
  readonly refused: Set<string>
}

function producerOffers(at: Positions, ring: Ring, { claims, habits }: Callers): string[] {
  const mayClaim = !at.closed && (at.claimed === at.published || habits.includes('ahead'))
  const mayPublish = at.written > at.published && (at.written === at.claimed || habits.includes('parts'))
  const fits = claims.some((n) => at.claimed + n - at.published <= ring.handle.size)
  return [
    ...(mayClaim && fits ? ['BeginClaim'] : []),
    ...(at.written < at.claimed ? ['BeginWrite'] : []),
    ...(mayPublish ? ['Publish'] : []),
    ...(habits.includes('close') && !at.closed ? ['StoreFinal'] : []),
  ]
}

/** Claims; returns whether the ring has ended. */
function* claim(producer: Sequencer, at: Positions, { n, waits }: Decision, place: Calling): Thread<boolean> {
  const frame = { waits, written: at.written }
  const claims = waits
    ? claimCall(producer, Number(n), place.form, patience(place))
    : () => producer.tryClaim(Number(n))
  try {
    const first = yield* within(frame, call(claims()))
    if (first === undefined) return false
    if (first !== at.claimed + 1) throw new Broken(`claim returned ${first}, next is ${at.claimed + 1}`)
    at.claimed += Number(n)
    return false
  } catch (error) {
    return hasEnded(error)
  }
}

/** A call whose promise is not awaited: the stepper drives asynchronous calls like any other. */
function claimCall(
  producer: Sequencer,
  n: number,
  form: Form | undefined,
  options: AsyncWaitOptions | undefined,
): () => number {
  return form === 'asynchronous'
    ? () => producer.claimAsync(n, options) as unknown as number
    : () => producer.claim(n, options)
}

/** The caller of a producer among several: claims again and again, each claim published before the next, for ever. */
export function* produceBeside(producer: Sequencer, place: Place): Thread {
  const { head } = place
  const at: Positions = { claimed: -1, written: -1, published: -1, refused: new Set() }
  const idle = (): Locals => ({ ...fieldsOf(producer), written: at.written })
  for (;;) {
    if (at.claimed > at.published) refusesWhileOpen(producer, at)
    const { action, decision } = told(yield choice(besideOffers(at, head.callers), idle()))
    if (action === 'Claim' || action === 'LoadNext') {
      if (yield* claimBeside(producer, at, action, decision, place)) return yield* end()
    } else if (action === 'BeginWrite') {
      yield* write(at, place, idle)
    } else {
      yield* within({ written: at.written }, call(producer.publish(at.published + 1, at.written)))
      at.published = at.written
    }
  }
}

/** Claims; returns whether the ring has ended. In the specs a claim that may time out begins like tryClaim. */
function* claimBeside(
  producer: Sequencer,
  at: Positions,
  action: string,
  decision: Decision,
  place: Calling,
): Thread<boolean> {
  const n = Number(decision.n)
  const later = { timeout: Number.POSITIVE_INFINITY, ...patience(place) }
  try {
    const first = yield* call(
      action === 'Claim'
        ? producer.claim(n)
        : decision.waits
          ? claimCall(producer, n, place.form, later)()
          : producer.tryClaim(n),
    )
    if (first !== undefined)
      Object.assign(at, { claimed: first + n - 1, written: first - 1, published: first - 1 })
    return false
  } catch (error) {
    return hasEnded(error)
  }
}

function besideOffers({ claimed, written, published }: Positions, { habits }: Callers): string[] {
  if (claimed === published)
    return [
      ...(habits.includes('claim') ? ['Claim'] : []),
      ...(habits.includes('try') || habits.includes('timed') ? ['LoadNext'] : []),
    ]
  const mayPublish = written > published && (written === claimed || habits.includes('parts'))
  return [...(written < claimed ? ['BeginWrite'] : []), ...(mayPublish ? ['Publish'] : [])]
}

/** With an open claim, another claim must throw before its first access. */
function refusesWhileOpen(producer: Sequencer, at: Positions): void {
  if (at.refused.has('open')) return
  at.refused.add('open')
  if (!refuses(producer, 1)) throw new Broken('claim(1) did not throw while another claim was open')
}

/** A claim that the spec's `Fits` excludes must throw before its first access. */
function refusesWhatDoesNotFit(producer: Sequencer, ring: Ring, at: Positions, { claims }: Callers): void {
  const unpublished = at.claimed - at.published
  for (const n of claims.filter(
    (n) => unpublished + n > ring.handle.size && !at.refused.has(`${n} ${unpublished}`),
  )) {
    at.refused.add(`${n} ${unpublished}`)
    if (!refuses(producer, n))
      throw new Broken(`claim(${n}) did not throw with ${unpublished} of ${ring.handle.size} unpublished`)
  }
}

function refuses(producer: Sequencer, n: number): boolean {
  try {
    const begun: unknown = producer.claim(n)
    if (typeof begun === 'object' && begun !== null && 'next' in begun && typeof begun.next === 'function')
      begun.next()
    return false
  } catch (error) {
    if (error instanceof Error && error.name === ClaimError.name) return true
    throw error
  }
}

/** How a handler that stops midway runs: driven to its end on real threads; left to the stepper if undefined. */
export type Run = (handling: Thread) => undefined

/**
 * A consumer whose handler keeps its events until the batch ends; it may have a flush for when the handler throws.
 */
function consumeHere(name: string, waits: ConsumerOptions, place: Place): Thread {
  const kept: Kept = { sequences: [], threw: false }
  const flushing = (last: number): Thread => flush(last, kept, place)
  const { run, head } = place
  const flushes = { flush: (run ? (last: number) => run(flushing(last)) : flushing) as Flush }
  return consume(
    place.ring.consumer(name, head.callers.flushes ? { ...waits, ...flushes } : waits),
    kept,
    place,
  )
}

/** The events a handler has kept since the last end of batch, and whether it threw on purpose. */
interface Kept {
  sequences: readonly number[]
  threw: boolean
}

/** A consumer's caller: polls, consumes or takes as decided, and checks what it reads, for ever. */
export function* consume(consumer: Consumer, kept: Kept, place: Place): Thread {
  const open: Open = { sequences: [], hasFailed: false }
  const handling = (sequence: number, endOfBatch: boolean): Thread => keep(sequence, endOfBatch, kept, place)
  for (;;) {
    const idle = { ...fieldsOf(consumer), limit: 0, waits: false, open: open.sequences.length }
    const { action, decision } = told(yield choice(readerOffers(open, kept, place), idle))
    findsEach(open.sequences, place.memory.slots, place.ring)
    const hasEnded =
      action === 'BeginPoll'
        ? yield* batch(consumer, decision, handling, place)
        : action === 'BeginTake'
          ? yield* take(consumer, open, decision, place)
          : yield* advance(consumer, open, decision)
    if (hasEnded && open.sequences.length === 0) return yield* end()
  }
}

/** What a consumer's caller has taken and not advanced over; and whether a call has said that the ring has failed. */
interface Open {
  sequences: readonly number[]
  hasFailed: boolean
}

function readerOffers({ sequences: open }: Open, kept: Kept, { head }: Place): string[] {
  if (!head.callers.takes) return ['BeginPoll']
  return [
    ...(open.length === 0 ? ['BeginPoll'] : []),
    ...(kept.sequences.length === 0 ? ['BeginTake'] : []),
    ...(open.length > 0 ? ['Advance'] : []),
  ]
}

/** Takes a range; returns whether the ring has ended. */
function* take(consumer: Consumer, open: Open, { limit, waits }: Decision, place: Place): Thread<boolean> {
  const most = Number(limit)
  const options = patience(place)
  open.hasFailed = false
  const takes = (): Taken | undefined =>
    !waits
      ? consumer.tryTake(most)
      : place.form === 'asynchronous'
        ? (consumer.takeAsync(most, options) as unknown as Taken)
        : consumer.take(most, options)
  try {
    const taking = call(takes())
    const aside =
      place.head.callers.meanwhile && waits ? standingAside(taking, consumer, open, place) : taking
    const taken = yield* within({ waits: waits === true }, aside)
    if (taken) open.sequences = [...open.sequences, ...sequencesOf(taken, most, open.sequences.at(-1))]
    findsEach(open.sequences, place.memory.slots, place.ring)
    return false
  } catch (error) {
    open.hasFailed ||= error instanceof Error && error.name === 'FailedError'
    return hasEnded(error)
  }
}

function sequencesOf({ first, last }: Taken, limit: number, before = first - 1): number[] {
  if (first !== before + 1 || last < first || last >= first + limit)
    throw new Broken(`took ${first} to ${last}, at most ${limit}`)
  return Array.from({ length: last - first + 1 }, (_, more) => first + more)
}

/** Advances over the first `n` of what is taken; returns whether the consumer has left a failed ring after that. */
function* advance(consumer: Consumer, open: Open, { n }: Decision): Thread<boolean> {
  const last = open.sequences[Number(n) - 1] ?? Number.NaN
  open.sequences = open.sequences.slice(Number(n))
  yield* call(consumer.advance(last))
  return open.hasFailed && fieldsOf(consumer).leaves === true
}

/** What a thread is seen to hold while it stands aside is of before that, unless it is read again. */
function renewFields(pending: Pending, consumer: Consumer): void {
  if (pending.kind !== 'choice' && 'kept' in pending.fields)
    Object.assign(pending, { fields: fieldsOf(consumer) })
}

/** A call that waits, while whose attempts and sleeps the caller may advance: other events of the thread come then. */
function* standingAside(
  taking: Thread<Taken | undefined>,
  consumer: Consumer,
  open: Open,
  { memory, ring }: Place,
): Thread<Taken | undefined> {
  let isFresh = true
  let frames: Locals[] | undefined
  for (let step = taking.next(); !step.done; ) {
    const pending = step.value
    const isSleep = pending.kind !== 'choice' && /^wait/.test(pending.op)
    const also = open.sequences.length > 0 && (isFresh || isSleep) ? ['Advance'] : []
    frames ??= pending.frames ?? []
    pending.frames = [{ open: open.sequences.length }, ...frames]
    const answer = yield Object.assign(pending, { also })
    findsEach(open.sequences, memory.slots, ring)
    if (also.length > 0 && typeof answer === 'object') {
      yield* advance(consumer, open, answer.decision)
      renewFields(pending, consumer)
    } else {
      isFresh = isSleep
      frames = undefined
      step = taking.next(answer)
    }
    if (step.done) return step.value
  }
  return undefined
}

/** Handles an event and reads all kept ones again: they must stay in their slots until the batch ends. */
function* keep(sequence: number, endOfBatch: boolean, kept: Kept, { memory, ring }: Place): Thread {
  const own = { next: sequence, endOfBatch }
  const read = [...kept.sequences, sequence]
  kept.threw = false
  yield choice(['BeginRead'], own)
  findsEach(read, memory.slots, ring)
  const { decision } = told(yield choice(['EndRead'], own))
  findsEach(read, memory.slots, ring)
  kept.threw = decision.throws === true
  if (kept.threw) throw new Thrown()
  kept.sequences = endOfBatch ? [] : read
}

/** A flush gets exactly the events kept when the handler threw; the gate has not moved yet. */
function* flush(last: number, kept: Kept, { memory, ring }: Place): Thread {
  const { sequences, threw } = kept
  // Any other error of a handler ends its thread.
  if (!threw) return
  if (sequences.at(-1) !== last) throw new Broken(`flush(${last}) of ${sequences.join(', ')}`)
  findsEach(sequences, memory.slots, ring)
  const { decision } = told(yield choice(['EndFlush'], {}))
  findsEach(sequences, memory.slots, ring)
  if (decision.throws) throw new Thrown()
  kept.sequences = []
}

function findsEach(sequences: readonly number[], slots: Float64Array, ring: Ring): void {
  for (const sequence of sequences) {
    const found = slots[ring.index(sequence)]
    if (found !== sequence) throw new Broken(`read ${found} at sequence ${sequence}`)
  }
}

/** A worker's caller, like a consumer's; after a throw the next call begins with the events still held. */
export function* work(pool: WorkPool, place: Place): Thread {
  const { ring, memory } = place
  const fate = { threw: false }
  for (;;) {
    const holds = fate.threw || holdsSome(pool)
    const { decision } = told(yield choice([holds ? 'BeginWork' : 'LoadTake'], fieldsOf(pool)))
    const handling = (sequence: number, endOfBatch: boolean): Thread =>
      handle(sequence, endOfBatch, memory.slots, ring)
    if (yield* batch(pool, decision, handling, { ...place, fate })) return yield* end()
  }
}

/** One call of a reader; returns whether the ring has ended. */
function* batch(
  reader: Consumer | WorkPool,
  decision: Decision,
  handling: (sequence: number, endOfBatch: boolean) => Thread,
  { run, fate = { threw: false }, ...calling }: Calling & Pick<Place, 'run'> & { fate?: { threw: boolean } },
): Thread<boolean> {
  const waits = decision.waits === true
  let handled = 0
  const counted = function* (sequence: number, endOfBatch: boolean): Thread {
    yield* handling(sequence, endOfBatch)
    handled++
  }
  const handler = run ? (sequence: number, last: boolean) => run(counted(sequence, last)) : counted
  fate.threw = false
  try {
    const called = callOf(reader, waits, handler as Handler, Number(decision.limit), calling)
    const count = yield* within({ waits }, call(called()))
    if (count !== handled) throw new Broken(`a batch of ${handled} returned ${count}`)
    return false
  } catch (error) {
    fate.threw = hasThrown(error)
    return !fate.threw && hasEnded(error)
  }
}

/** Whether the handler threw on purpose, or both it and the flush did. */
function hasThrown(error: unknown): boolean {
  if (!(error instanceof AggregateError)) return error instanceof Thrown
  for (const each of error.errors) if (!(each instanceof Thrown)) throw each
  return error.errors.length === 2
}

function callOf(
  reader: Consumer | WorkPool,
  waits: boolean,
  handler: Handler,
  limit: number,
  calling: Calling,
): () => number {
  if (!waits) return () => reader.poll(handler, limit)
  return calling.form === 'asynchronous'
    ? () => reader.consumeAsync(handler, limit, patience(calling)) as unknown as number
    : () => reader.consume(handler, limit, patience(calling))
}

function holdsSome(pool: WorkPool): boolean {
  const { next, taken } = fieldsOf(pool)
  return Number(taken) >= Number(next)
}

function* handle(sequence: number, endOfBatch: boolean, slots: Float64Array, ring: Ring): Thread {
  const own = { next: sequence, endOfBatch }
  yield choice(['BeginTask'], own)
  findsEach([sequence], slots, ring)
  const { decision } = told(yield choice(['EndTask'], own))
  findsEach([sequence], slots, ring)
  if (decision.throws) throw new Thrown()
}

function choice(offers: readonly string[], own: Locals): Choice {
  return { kind: 'choice', offers, own }
}

function told(answer: Answer): Exclude<Answer, number> {
  if (typeof answer === 'number') throw new Broken('a caller got the answer of an access')
  return answer
}
