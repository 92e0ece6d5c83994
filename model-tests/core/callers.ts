// What callers do, in the stepper and on real threads alike: the Begin… and End… actions of the specs.

import { ClaimError } from '../../src/core/errors.ts'
import type { Consumer, Handler, Ring, SingleProducer } from '../../src/core/index.ts'
import {
  type Answer,
  type Choice,
  call,
  type Decision,
  type Locals,
  type Thread,
  within,
} from '../stepper/yields.ts'
import type { Callers } from '../tour/tour.ts'

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

/** A producer's caller: claims, writes and publishes as it is told, for ever. */
export function* produce(producer: SingleProducer, ring: Ring, { slots }: Memory, callers: Callers): Thread {
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

function* claim(producer: SingleProducer, at: Positions, { n, waits }: Decision): Thread {
  const frame = { waits, written: at.written }
  const first = yield* within(frame, call(waits ? producer.claim(Number(n)) : producer.tryClaim(Number(n))))
  if (first === undefined) return
  if (first !== at.claimed + 1) throw new Broken(`claim returned ${first}, next is ${at.claimed + 1}`)
  at.claimed += Number(n)
}

/** What the spec's `Fits` excludes: the call has to throw, before it takes a step. */
function refusesWhatDoesNotFit(
  producer: SingleProducer,
  ring: Ring,
  at: Positions,
  { claims }: Callers,
): void {
  const unpublished = at.claimed - at.published
  for (const n of claims.filter(
    (n) => unpublished + n > ring.handle.size && !at.refused.has(`${n} ${unpublished}`),
  )) {
    at.refused.add(`${n} ${unpublished}`)
    if (!refuses(producer, n))
      throw new Broken(`claim(${n}) went on with ${unpublished} of ${ring.handle.size} unpublished`)
  }
}

function refuses(producer: SingleProducer, n: number): boolean {
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

function* handle(sequence: number, endOfBatch: boolean, slots: Float64Array, ring: Ring): Thread {
  const own = { next: sequence, endOfBatch }
  yield choice(['BeginRead'], own)
  const begun = slots[ring.index(sequence)]
  const { decision } = told(yield choice(['EndRead'], own))
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
