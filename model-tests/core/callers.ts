// What callers do, in the stepper and on real threads alike: the Begin… and End… actions of the specs.

import { ClaimError } from '../../src/core/errors.ts'
import type { Consumer, Handler, Ring, RingOptions, Sequencer, WorkPool } from '../../src/core/index.ts'
import {
  type Answer,
  type Choice,
  call,
  type Decision,
  type Locals,
  type Thread,
  within,
} from '../stepper/yields.ts'
import type { Callers, TourHead } from '../tour/tour.ts'

/** What callers share beside the words: a slot holds the sequence whose event it is, or NaN while that is written. */
export interface Memory {
  readonly slots: Float64Array
}

/** A caller found something that can't be. */
export class Broken extends Error {}

/** What a handler throws when it is told to. */
class Thrown extends Error {}

/** The private fields, where the stepper lets one see them. */
function fieldsOf(seen: object): Locals {
  return '$fields' in seen && typeof seen.$fields === 'function' ? seen.$fields() : {}
}

/** What the ring of a tour is made from. */
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

/** The caller of the thread of that name. */
export function callerOf(name: string, head: TourHead, ring: Ring, memory: Memory, run?: Run): Thread {
  const waits = { pause: 0 }
  const pool = Object.entries(head.pools ?? {}).find(([, workers]) => workers.includes(name))?.[0]
  if (pool) return work(ring.pool(pool, waits), ring, memory, run)
  if (name in head.consumers) return consume(ring.consumer(name, waits), ring, memory, run)
  return head.producers
    ? produceBeside(ring.producer(name, waits), ring, memory, head.callers)
    : produce(ring.producer(undefined, waits), ring, memory, head.callers)
}

/** A producer's caller: claims, writes and publishes as it is told, for ever. */
export function* produce(producer: Sequencer, ring: Ring, { slots }: Memory, callers: Callers): Thread {
  const before = ring.handle.start - 1
  const at: Positions = { claimed: before, written: before, published: before, refused: new Set() }
  const slotOfNext = (): number => ring.index(at.written + 1)
  const idle = (): Locals => ({ ...fieldsOf(producer), written: at.written, n: 0, waits: false })
  for (;;) {
    refusesWhatDoesNotFit(producer, ring, at, callers)
    const { action, decision } = told(yield choice(producerOffers(at, ring, callers), idle()))
    if (action === 'BeginClaim') yield* claim(producer, at, decision)
    else if (action === 'BeginWrite') {
      slots[slotOfNext()] = Number.NaN
      yield choice(['EndWrite'], idle())
      slots[slotOfNext()] = at.written + 1
      at.written++
    } else {
      yield* within({ ...idle() }, call(producer.publish(at.published + 1, at.written)))
      at.published = at.written
    }
  }
}

interface Positions {
  claimed: number
  written: number
  published: number
  /** What was tried in vain: so much beside so much that is unpublished. Once each, since errors are slow. */
  readonly refused: Set<string>
}

function producerOffers(at: Positions, ring: Ring, { claims, habits }: Callers): string[] {
  const mayClaim = at.claimed === at.published || habits.includes('ahead')
  const mayPublish = at.written > at.published && (at.written === at.claimed || habits.includes('parts'))
  const fits = claims.some((n) => at.claimed + n - at.published <= ring.handle.size)
  return [
    ...(mayClaim && fits ? ['BeginClaim'] : []),
    ...(at.written < at.claimed ? ['BeginWrite'] : []),
    ...(mayPublish ? ['Publish'] : []),
  ]
}

function* claim(producer: Sequencer, at: Positions, { n, waits }: Decision): Thread {
  const frame = { waits, written: at.written }
  const first = yield* within(frame, call(waits ? producer.claim(Number(n)) : producer.tryClaim(Number(n))))
  if (first === undefined) return
  if (first !== at.claimed + 1) throw new Broken(`claim returned ${first}, next is ${at.claimed + 1}`)
  at.claimed += Number(n)
}

/** The caller of one of several producers: one claim after another, each published before the next, for ever. */
export function* produceBeside(producer: Sequencer, ring: Ring, { slots }: Memory, callers: Callers): Thread {
  const at: Positions = { claimed: -1, written: -1, published: -1, refused: new Set() }
  const slotOfNext = (): number => ring.index(at.written + 1)
  const idle = (): Locals => ({ ...fieldsOf(producer), written: at.written })
  for (;;) {
    if (at.claimed > at.published) refusesWhileOpen(producer, at)
    const { action, decision } = told(yield choice(besideOffers(at, callers), idle()))
    if (action === 'Claim' || action === 'LoadNext') {
      const n = Number(decision.n)
      const first = yield* call(action === 'Claim' ? producer.claim(n) : producer.tryClaim(n))
      if (first !== undefined)
        Object.assign(at, { claimed: first + n - 1, written: first - 1, published: first - 1 })
    } else if (action === 'BeginWrite') {
      slots[slotOfNext()] = Number.NaN
      yield choice(['EndWrite'], idle())
      slots[slotOfNext()] = at.written + 1
      at.written++
    } else {
      yield* within({ written: at.written }, call(producer.publish(at.published + 1, at.written)))
      at.published = at.written
    }
  }
}

function besideOffers({ claimed, written, published }: Positions, { habits }: Callers): string[] {
  if (claimed === published)
    return [...(habits.includes('claim') ? ['Claim'] : []), ...(habits.includes('try') ? ['LoadNext'] : [])]
  const mayPublish = written > published && (written === claimed || habits.includes('parts'))
  return [...(written < claimed ? ['BeginWrite'] : []), ...(mayPublish ? ['Publish'] : [])]
}

/** Who holds a claim must not claim: the call has to throw, before it takes a step. */
function refusesWhileOpen(producer: Sequencer, at: Positions): void {
  if (at.refused.has('open')) return
  at.refused.add('open')
  if (!refuses(producer, 1)) throw new Broken('claim(1) went on while another claim was open')
}

/** What the spec's `Fits` excludes: the call has to throw, before it takes a step. */
function refusesWhatDoesNotFit(producer: Sequencer, ring: Ring, at: Positions, { claims }: Callers): void {
  const unpublished = at.claimed - at.published
  for (const n of claims.filter(
    (n) => unpublished + n > ring.handle.size && !at.refused.has(`${n} ${unpublished}`),
  )) {
    at.refused.add(`${n} ${unpublished}`)
    if (!refuses(producer, n))
      throw new Broken(`claim(${n}) went on with ${unpublished} of ${ring.handle.size} unpublished`)
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

/** How a handler that has to stop in the middle is called: as it is by the stepper, driven to its end elsewhere. */
export type Run = (handling: Thread) => undefined

/** A consumer's caller: polls or consumes as it is told, and checks what it reads, for ever. */
export function* consume(consumer: Consumer, ring: Ring, memory: Memory, run?: Run): Thread {
  for (;;) {
    const { decision } = told(yield choice(['BeginPoll'], { ...fieldsOf(consumer), limit: 0, waits: false }))
    const limit = Number(decision.limit)
    let handled = 0
    const handling = function* (sequence: number, endOfBatch: boolean): Thread {
      yield* handle(sequence, endOfBatch, memory.slots, ring)
      handled++
    }
    const handler = run ? (sequence: number, end: boolean) => run(handling(sequence, end)) : handling
    try {
      const waits = decision.waits === true
      const batch = waits
        ? consumer.consume(handler as Handler, limit)
        : consumer.poll(handler as Handler, limit)
      const count = yield* within({ waits }, call(batch))
      if (count !== handled) throw new Broken(`a batch of ${handled} returned ${count}`)
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
    }
  }
}

/** A worker's caller: as a consumer's; after a handler that threw, the next call begins with what was taken. */
export function* work(pool: WorkPool, ring: Ring, memory: Memory, run?: Run): Thread {
  let threw = false
  for (;;) {
    const holds = threw || holdsSome(pool)
    const { decision } = told(yield choice([holds ? 'BeginWork' : 'LoadTake'], fieldsOf(pool)))
    const limit = Number(decision.limit)
    let handled = 0
    const handling = function* (sequence: number, endOfBatch: boolean): Thread {
      yield* handle(sequence, endOfBatch, memory.slots, ring, ['BeginTask', 'EndTask'])
      handled++
    }
    const handler = run ? (sequence: number, end: boolean) => run(handling(sequence, end)) : handling
    try {
      threw = false
      const waits = decision.waits === true
      const batch = waits ? pool.consume(handler as Handler, limit) : pool.poll(handler as Handler, limit)
      const count = yield* within({ waits }, call(batch))
      if (count !== handled) throw new Broken(`a batch of ${handled} returned ${count}`)
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
      threw = true
    }
  }
}

/** Whether some of what was taken is left after a call with a smaller limit: to be seen on the stepper only. */
function holdsSome(pool: WorkPool): boolean {
  const { next, taken } = fieldsOf(pool)
  return Number(taken) >= Number(next)
}

function* handle(
  sequence: number,
  endOfBatch: boolean,
  slots: Float64Array,
  ring: Ring,
  [begin, end]: readonly [string, string] = ['BeginRead', 'EndRead'],
): Thread {
  const own = { next: sequence, endOfBatch }
  yield choice([begin], own)
  const begun = slots[ring.index(sequence)]
  const { decision } = told(yield choice([end], own))
  const ended = slots[ring.index(sequence)]
  if (begun !== sequence || ended !== sequence)
    throw new Broken(`read ${begun} and ${ended} at sequence ${sequence}`)
  if (decision.throws) throw new Thrown()
}

function choice(offers: readonly string[], own: Locals): Choice {
  return { kind: 'choice', offers, own }
}

function told(answer: Answer): Exclude<Answer, number> {
  if (typeof answer === 'number') throw new Broken('a caller was answered like an access')
  return answer
}
