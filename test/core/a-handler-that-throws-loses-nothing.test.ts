import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Consumer, createRing, HandlerError, type WorkPool } from '../../src/core/index.ts'
import { unwrap } from '../../src/core/Sequence.ts'
import { gatesOf, impatiently } from './scene.ts'

const SIZE = 8

class Thrown extends Error {}

/** A ring with so many events published, its consumer, and where the gate is. */
function ringWith(events: number) {
  const ring = createRing({ size: SIZE, consumers: { work: [], after: ['work'] } })
  const producer = ring.producer()
  if (events > 0) producer.publish(producer.claim(events), events - 1)
  const words = new Int32Array(ring.handle.buffer)
  const [word = 0] = gatesOf(ring)
  const gate = () => unwrap(0, words[word] ?? 0)
  return { producer, consumer: ring.consumer('work'), after: ring.consumer('after'), gate }
}

/** Polls once with a handler that throws at `at`; every sequence that the handler was given. */
function pollThrowingAt(consumer: Consumer, at: number, thrown: unknown = new Thrown()): number[] {
  const given: number[] = []
  const handler = (sequence: number): void => {
    given.push(sequence)
    if (sequence === at) throw thrown
  }
  expect(() => consumer.poll(handler)).toThrow()
  return given
}

describe('a handler that throws', () => {
  it.each([0, 1, 4, 7])('at event %d counts what was before it and is given it again', (at) => {
    const { consumer, gate } = ringWith(SIZE)
    const given = pollThrowingAt(consumer, at)
    expect(given).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, at + 1))
    expect(gate()).toBe(at - 1)
    const again: number[] = []
    expect(consumer.poll((sequence) => void again.push(sequence))).toBe(SIZE - at)
    expect(again).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(at))
    expect(gate()).toBe(SIZE - 1)
  })

  it('lets its error through as it is, whatever it is', () => {
    const { consumer } = ringWith(1)
    for (const error of [new Thrown(), 'text', undefined, null, 0]) {
      const thrower = (): void => {
        throw error
      }
      for (const call of [() => consumer.poll(thrower), () => consumer.consume(thrower)]) {
        const caught = caughtFrom(call)
        expect(Object.is(caught.error, error)).toBe(true)
      }
    }
  })

  it('that throws again and again stays at the same event', () => {
    const { consumer, gate } = ringWith(3)
    for (let time = 0; time < 5; time++) expect(pollThrowingAt(consumer, 0)).toEqual([0])
    expect(gate()).toBe(-1)
  })

  it('makes room and lets followers on for what was before it only', () => {
    const { producer, consumer, after } = ringWith(SIZE)
    pollThrowingAt(consumer, 2)
    expect(after.poll(() => {})).toBe(2)
    expect(producer.tryClaim(3)).toBeUndefined()
    expect(producer.tryClaim(2)).toBe(SIZE)
  })

  it('does not cost what is published after it', () => {
    const { producer, consumer } = ringWith(2)
    pollThrowingAt(consumer, 1)
    producer.publish(producer.claim(3), 4)
    const seen: [number, boolean][] = []
    expect(consumer.poll((sequence, end) => void seen.push([sequence, end]))).toBe(4)
    expect(seen).toEqual([1, 2, 3, 4].map((sequence) => [sequence, sequence === 4]))
  })

  it('by returning a promise is given that event again', () => {
    const { consumer, gate } = ringWith(3)
    const handler = (sequence: number) => (sequence === 1 ? Promise.resolve() : undefined) as undefined
    expect(() => consumer.poll(handler)).toThrow(HandlerError)
    expect(gate()).toBe(0)
    const again: number[] = []
    expect(consumer.poll((sequence) => void again.push(sequence))).toBe(2)
    expect(again).toEqual([1, 2])
  })

  it('at any of its events, handles each of them once in the end', () => {
    const property = fc.property(
      fc.array(fc.nat(SIZE - 1)),
      fc.integer({ min: 1, max: SIZE }),
      (throwsAt, limit) => {
        expect(handledThrough(ringWith(SIZE).consumer, [...throwsAt], limit)).toEqual([
          0, 1, 2, 3, 4, 5, 6, 7,
        ])
      },
    )
    fc.assert(property)
  })
})

/** The same with two workers of a pool. */
function poolWith(events: number) {
  const ring = createRing({ size: SIZE, consumers: { work: [], after: ['work'] }, pools: ['work'] })
  const producer = ring.producer()
  producer.publish(producer.claim(events), events - 1)
  const words = new Int32Array(ring.handle.buffer)
  const [word = 0] = gatesOf(ring)
  const gate = () => unwrap(0, words[word] ?? 0)
  return { producer, one: ring.pool('work'), other: ring.pool('work'), after: ring.consumer('after'), gate }
}

/** Every sequence that the handler was given. */
function givenTo(worker: WorkPool, limit: number, throwsAt?: number): number[] {
  const given: number[] = []
  const handler = (sequence: number): void => {
    given.push(sequence)
    if (sequence === throwsAt) throw new Thrown()
  }
  const { error } = caughtFrom(() => worker.poll(handler, limit))
  expect(error instanceof Thrown).toBe(throwsAt !== undefined)
  return given
}

describe('a worker whose handler throws', () => {
  it.each([0, 1, 4, 7])('at event %d keeps the rest of what it has taken', (at) => {
    const { one, other, gate } = poolWith(SIZE)
    expect(givenTo(one, SIZE, at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, at + 1))
    expect(gate()).toBe(at - 1)
    expect(givenTo(other, SIZE)).toEqual([])
    expect(givenTo(one, SIZE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(at))
    expect(gate()).toBe(SIZE - 1)
  })

  it('leaves to the others what it has not taken, and holds up the gate', () => {
    const { producer, one, other, after, gate } = poolWith(SIZE)
    givenTo(one, 3, 1)
    expect(givenTo(other, SIZE)).toEqual([3, 4, 5, 6, 7])
    expect([gate(), after.poll(() => {}), producer.tryClaim(2)]).toEqual([0, 1, undefined])
    expect(givenTo(one, SIZE)).toEqual([1, 2])
    expect([gate(), after.poll(() => {}), producer.tryClaim(SIZE)]).toEqual([SIZE - 1, SIZE - 1, SIZE])
  })

  it('ends with the rest before it takes more, within its limit', () => {
    const { one } = poolWith(SIZE)
    givenTo(one, 4, 0)
    expect([givenTo(one, 1), givenTo(one, 2), givenTo(one, SIZE)]).toEqual([[0], [1, 2], [3]])
    expect(givenTo(one, SIZE)).toEqual([4, 5, 6, 7])
  })

  it('by returning a promise is given that event again', () => {
    const { one, gate } = poolWith(3)
    const handler = (sequence: number) => (sequence === 1 ? Promise.resolve() : undefined) as undefined
    expect(() => one.poll(handler, 3)).toThrow(HandlerError)
    expect(gate()).toBe(0)
    expect(givenTo(one, 3)).toEqual([1, 2])
  })

  it('at any of its events, handles each of them once in the end', () => {
    const turn = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: SIZE }), fc.option(fc.nat(SIZE - 1)))
    const property = fc.property(fc.array(turn), (turns) => {
      const { one, other, gate } = poolWith(SIZE)
      const handled: number[] = []
      const poll = (worker: WorkPool, limit: number, throwsAt: number | null): void => {
        const handler = (sequence: number): void => {
          if (sequence === throwsAt) throw new Thrown()
          handled.push(sequence)
        }
        const { error } = caughtFrom(() => worker.poll(handler, limit))
        expect(error === undefined || error instanceof Thrown).toBe(true)
      }
      for (const [isOne, limit, throwsAt] of turns) poll(isOne ? one : other, limit, throwsAt)
      for (const worker of [one, other, one, other]) poll(worker, SIZE, null)
      expect(handled.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
      expect(gate()).toBe(SIZE - 1)
    })
    fc.assert(property)
  })
})

/** Handles all there is, throwing once for each of `throwsAt`; what was handled to its end. */
function handledThrough(consumer: Consumer, throwsAt: number[], limit: number): number[] {
  const handled: number[] = []
  const handler = (sequence: number): void => {
    const thrown = throwsAt.indexOf(sequence)
    if (thrown >= 0) throwsAt.splice(thrown, 1)
    if (thrown >= 0) throw new Thrown()
    handled.push(sequence)
  }
  for (let calls = 0; calls < 100 && handled.length < SIZE; calls++) {
    const { error } = caughtFrom(() => consumer.poll(handler, limit))
    if (error !== undefined && !(error instanceof Thrown)) throw error
  }
  expect(consumer.poll(handler)).toBe(0)
  return handled
}

function caughtFrom(call: () => unknown): { readonly error?: unknown } {
  try {
    impatiently(call)
    return {}
  } catch (error) {
    return { error }
  }
}
