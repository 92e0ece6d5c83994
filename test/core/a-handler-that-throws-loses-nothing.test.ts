import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatesOf, impatiently } from '../../model-tests/core/misuse/scene.ts'
import { unwrap } from '../../src/core/Sequence.ts'
import {
  ArgumentError,
  ClosedError,
  type Consumer,
  type ConsumerOptions,
  createRing,
  FailedError,
  type Flush,
  HandlerError,
  type Sequencer,
  WaitError,
  type WorkPool,
} from '../../src/index.ts'
import type { Collected, Collecting } from './collecting.ts'
import { Crew } from './crew.ts'

const SIZE = 8

class Thrown extends Error {}

/** A ring with `events` published, its consumer, and a reader of its gate. */
function ringWith(events: number, options: ConsumerOptions = {}) {
  const ring = createRing({ size: SIZE, consumers: { work: [], after: ['work'] } })
  const producer = ring.producer()
  if (events > 0) producer.publish(producer.claim(events), events - 1)
  const words = new Int32Array(ring.handle.buffer)
  const [word = 0] = gatesOf(ring)
  const gate = () => unwrap(0, words[word] ?? 0)
  return { ring, producer, consumer: ring.consumer('work', options), after: ring.consumer('after'), gate }
}

/** Polls once with a handler that throws at `at`; returns every sequence that the handler was given. */
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
  it.each([0, 1, 4, 7])(
    'at event %d is given that event again, none before it, and holds back its gate',
    (at) => {
      const { consumer, gate } = ringWith(SIZE)
      const given = pollThrowingAt(consumer, at)
      expect(given).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, at + 1))
      expect(gate()).toBe(-1)
      const again: number[] = []
      expect(consumer.poll((sequence) => void again.push(sequence))).toBe(SIZE - at)
      expect(again).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(at))
      expect(gate()).toBe(SIZE - 1)
    },
  )

  it('passes on whatever it throws, unchanged', () => {
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

  it('that keeps throwing stays at the same event', () => {
    const { consumer, gate } = ringWith(3)
    for (let time = 0; time < 5; time++) expect(pollThrowingAt(consumer, 0)).toEqual([0])
    expect(gate()).toBe(-1)
  })

  it('frees no room and releases no followers until its batch has ended', () => {
    const { producer, consumer, after, gate } = ringWith(SIZE)
    pollThrowingAt(consumer, 2)
    expect([after.poll(() => {}), producer.tryClaim(), gate()]).toEqual([0, undefined, -1])
    expect(consumer.poll(() => {}, 3)).toBe(3)
    expect([gate(), after.poll(() => {})]).toEqual([4, 5])
    expect([producer.tryClaim(6), producer.tryClaim(5)]).toEqual([undefined, SIZE])
  })

  it('ends its batch with a call of any limit, even one smaller than what is held back', () => {
    const { consumer, gate } = ringWith(SIZE)
    pollThrowingAt(consumer, 5)
    const seen: [number, boolean][] = []
    expect(consumer.poll((sequence, end) => void seen.push([sequence, end]), 1)).toBe(1)
    expect([seen, gate()]).toEqual([[[5, true]], 5])
  })

  it('with the whole ring held back continues once it stops throwing', () => {
    const { producer, consumer, gate } = ringWith(SIZE)
    for (let time = 0; time < 5; time++) expect(pollThrowingAt(consumer, SIZE - 1).at(-1)).toBe(SIZE - 1)
    expect([gate(), producer.tryClaim()]).toEqual([-1, undefined])
    expect(impatiently(() => consumer.consume(() => {}))).toBe(1)
    expect(gate()).toBe(SIZE - 1)
  })

  it('holds back room for a claim on its own thread, which is an error rather than a deadlock', () => {
    const ring = createRing({ size: SIZE, consumers: { work: [] } })
    const [producer, consumer] = [ring.producer(), ring.consumer('work')]
    producer.publish(producer.claim(SIZE), SIZE - 1)
    pollThrowingAt(consumer, 3)
    expect(() => impatiently(() => producer.claim())).toThrow(WaitError)
    consumer.poll(() => {})
    expect(producer.claim(SIZE)).toBe(SIZE)
  })

  it.each([
    ['closed', (producer: Sequencer) => producer.close(), ClosedError],
    ['failed', (_: Sequencer, fail: () => void) => fail(), FailedError],
  ] as const)('in a ring that has %s handles what was published, and then ends', (_, ends, error) => {
    const { ring, producer, consumer, gate } = ringWith(5)
    pollThrowingAt(consumer, 3)
    ends(producer, () => ring.fail({ producers: ['producer'] }))
    expect(pollThrowingAt(consumer, 4)).toEqual([3, 4])
    const again: number[] = []
    expect(impatiently(() => consumer.consume((sequence) => void again.push(sequence)))).toBe(1)
    expect([again, gate()]).toEqual([[4], 4])
    expect(() => impatiently(() => consumer.consume(() => {}))).toThrow(error)
  })

  it('has its batch repeated by a successor, from the beginning', () => {
    const { ring, consumer } = ringWith(SIZE)
    consumer.poll(() => {}, 2)
    pollThrowingAt(consumer, 5)
    ring.fail({ consumers: ['work'] })
    const again: number[] = []
    ring.takeOver('work').poll((sequence) => void again.push(sequence))
    expect(again).toEqual([2, 3, 4, 5, 6, 7])
  })

  it('loses nothing that is published afterwards', () => {
    const { producer, consumer } = ringWith(2)
    pollThrowingAt(consumer, 1)
    producer.publish(producer.claim(3), 4)
    const seen: [number, boolean][] = []
    expect(consumer.poll((sequence, end) => void seen.push([sequence, end]))).toBe(4)
    expect(seen).toEqual([1, 2, 3, 4].map((sequence) => [sequence, sequence === 4]))
  })

  it('that returns a promise is given that event again', () => {
    const { consumer, gate } = ringWith(3)
    const handler = (sequence: number) => (sequence === 1 ? Promise.resolve() : undefined) as undefined
    expect(() => consumer.poll(handler)).toThrow(HandlerError)
    expect(gate()).toBe(-1)
    const again: number[] = []
    expect(consumer.poll((sequence) => void again.push(sequence))).toBe(2)
    expect(again).toEqual([1, 2])
  })

  it('that throws at any events handles each of them once in the end', () => {
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

/** A ring with a slot for each number, its producer, and a handler that collects events and flushes them. */
class Collection {
  readonly published: number[] = []
  /** The contents of each slot at the time it was flushed. */
  readonly flushed: number[] = []
  readonly ring = createRing({ size: SMALL, consumers: { work: [] } })
  readonly consumer: Consumer
  readonly #producer = this.ring.producer()
  readonly #slots = new Int32Array(SMALL)
  #kept: number[] = []

  constructor(flushes: boolean) {
    const flush = (last: number): void => {
      expect(this.#kept.at(-1)).toBe(last)
      this.#flush()
    }
    this.consumer = this.ring.consumer('work', flushes ? { flush } : {})
  }

  publish(): void {
    const sequence = this.#producer.tryClaim()
    if (sequence === undefined) return
    const event = 10 + this.published.length
    this.#slots[this.ring.index(sequence)] = event
    this.published.push(event)
    this.#producer.publish(sequence, sequence)
  }

  /** Polls with a handler that throws at that sequence. */
  poll(limit: number, throwsAt: number | null): void {
    const handler = (sequence: number, endOfBatch: boolean): void => {
      if (sequence === throwsAt) throw new Thrown()
      this.#kept.push(sequence)
      if (endOfBatch) this.#flush()
    }
    const { error } = caughtFrom(() => this.consumer.poll(handler, limit))
    expect(error === undefined || error instanceof Thrown).toBe(true)
  }

  #flush(): void {
    for (const sequence of this.#kept) this.flushed.push(this.#slots[this.ring.index(sequence)] ?? Number.NaN)
    this.#kept = []
  }
}

const SMALL = 4

describe.each([false, true])(
  'a handler that collects events and flushes them, with a flush: %s',
  (flushes) => {
    it('flushes what was published, although it has thrown and the producer continued', () => {
      const all = new Collection(flushes)
      for (let i = 0; i < SMALL; i++) all.publish()
      all.poll(SMALL, 2)
      for (let i = 0; i < SMALL; i++) all.publish()
      for (let i = 0; i < 2; i++) all.poll(SMALL, null)
      expect(all.published.length).toBeGreaterThanOrEqual(SMALL)
      expect(all.flushed).toEqual(all.published)
    })

    it('flushes each event once, as published, wherever it throws', () => {
      const turn = fc.tuple(fc.nat(SMALL), fc.integer({ min: 1, max: SMALL }), fc.option(fc.nat(20)))
      const property = fc.property(fc.array(turn, { maxLength: 20, size: 'max' }), (turns) => {
        const all = new Collection(flushes)
        for (const [events, limit, throwsAt] of turns) {
          for (let i = 0; i < events; i++) all.publish()
          all.poll(limit, throwsAt)
        }
        all.poll(SMALL, null)
        all.poll(SMALL, null)
        expect(all.flushed).toEqual(all.published)
      })
      fc.assert(property)
    })
  },
)

describe.each([false, true])('on two threads, with a flush: %s', (flushes) => {
  const EVENTS = 5_000
  let crew: Crew<Collecting, Collected>
  beforeAll(() => {
    crew = new Crew('./collecting.ts', 2)
  })
  afterAll(() => crew.close())

  it('what a handler has collected is still intact when it is flushed', { timeout: 30_000 }, async () => {
    const { handle } = createRing({ size: SMALL, consumers: { collector: [] } })
    const slots = new SharedArrayBuffer(4 * SMALL)
    const given = { events: EVENTS, handle, slots, throwsEvery: 3, flushes }
    const [, collected] = await crew.run([
      { ...given, role: 'producer' },
      { ...given, role: 'collector' },
    ])
    expect(collected?.thrown).toBeGreaterThan(EVENTS / 10)
    expect(collected?.flushed).toEqual(Array.from({ length: EVENTS }, (_, event) => event))
  })
})

describe('a flush', () => {
  /** A consumer with this flush, and the position of the gate at each flush. */
  function flushing(flush: Flush = () => {}) {
    const told: [last: number, gate: number][] = []
    const all = ringWith(SIZE, {
      flush: (last) => {
        told.push([last, all.gate()])
        return flush(last)
      },
    })
    return { ...all, told }
  }

  it('gets the last sequence handled, before the gate moves there', () => {
    const { consumer, after, gate, told } = flushing()
    pollThrowingAt(consumer, 3)
    expect([told, gate(), after.poll(() => {})]).toEqual([[[2, -1]], 2, 3])
    expect(pollThrowingAt(consumer, 6)).toEqual([3, 4, 5, 6])
    expect([told.at(-1), gate()]).toEqual([[5, 2], 5])
  })

  it('is not called when nothing was handled since the last end of batch, or when nothing throws', () => {
    const { consumer, gate, told } = flushing()
    pollThrowingAt(consumer, 0)
    consumer.poll(() => {}, 2)
    pollThrowingAt(consumer, 2)
    expect([told, gate()]).toEqual([[], 1])
  })

  it('that throws as well leaves the gate in place, and the caller gets both errors in order', () => {
    const thrown = [new Thrown('handler'), new Thrown('flush')]
    let throws = true
    const { consumer, gate, told } = flushing(() => {
      if (throws) throw thrown[1]
    })
    const handler = (sequence: number): void => {
      if (sequence >= 3 && throws) throw thrown[0]
    }
    const { error } = caughtFrom(() => consumer.poll(handler))
    expect(error).toBeInstanceOf(AggregateError)
    expect([(error as AggregateError).errors, gate()]).toEqual([thrown, -1])
    throws = false
    expect(pollThrowingAt(consumer, 5)).toEqual([3, 4, 5])
    expect([told, gate()]).toEqual([
      [
        [2, -1],
        [4, -1],
      ],
      4,
    ])
  })

  it('must not return a promise', () => {
    const promising = (() => Promise.resolve()) as unknown as Flush
    const { consumer, gate } = flushing(promising)
    const { error } = caughtFrom(() => consumer.poll((sequence) => failAt(sequence, 1)))
    expect((error as AggregateError).errors).toEqual([expect.any(Thrown), expect.any(HandlerError)])
    expect(gate()).toBe(-1)
  })

  it('is called for a handler that returns a promise, as for one that throws', () => {
    const { consumer, gate, told } = flushing()
    const handler = (sequence: number) => (sequence === 2 ? Promise.resolve() : undefined) as undefined
    expect(() => consumer.poll(handler)).toThrow(HandlerError)
    expect([told, gate()]).toEqual([[[1, -1]], 1])
  })

  it('is part of its call: other calls are refused until it has returned', () => {
    const refused: unknown[] = []
    const { consumer } = flushing(() => void refused.push(caughtFrom(() => consumer.poll(() => {})).error))
    pollThrowingAt(consumer, 1)
    expect(refused).toEqual([expect.any(HandlerError)])
    expect(consumer.poll(() => {})).toBe(SIZE - 1)
  })

  it('must be a function', () => {
    const ring = createRing({ size: SIZE, consumers: { work: [] } })
    for (const flush of [null, true, 'flush', {}] as unknown as Flush[])
      expect(() => ring.consumer('work', { flush })).toThrow(ArgumentError)
    ring.consumer('work', { flush: () => {} })
  })
})

function failAt(sequence: number, at: number): void {
  if (sequence === at) throw new Thrown()
}

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
  it.each([0, 1, 4, 7])('at event %d keeps the rest of its tickets', (at) => {
    const { one, other, gate } = poolWith(SIZE)
    expect(givenTo(one, SIZE, at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(0, at + 1))
    expect(gate()).toBe(at - 1)
    expect(givenTo(other, SIZE)).toEqual([])
    expect(givenTo(one, SIZE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(at))
    expect(gate()).toBe(SIZE - 1)
  })

  it('leaves the others what it has not taken, and holds up the gate', () => {
    const { producer, one, other, after, gate } = poolWith(SIZE)
    givenTo(one, 3, 1)
    expect(givenTo(other, SIZE)).toEqual([3, 4, 5, 6, 7])
    expect([gate(), after.poll(() => {}), producer.tryClaim(2)]).toEqual([0, 1, undefined])
    expect(givenTo(one, SIZE)).toEqual([1, 2])
    expect([gate(), after.poll(() => {}), producer.tryClaim(SIZE)]).toEqual([SIZE - 1, SIZE - 1, SIZE])
  })

  it('finishes the rest before it takes more, within its limit', () => {
    const { one } = poolWith(SIZE)
    givenTo(one, 4, 0)
    expect([givenTo(one, 1), givenTo(one, 2), givenTo(one, SIZE)]).toEqual([[0], [1, 2], [3]])
    expect(givenTo(one, SIZE)).toEqual([4, 5, 6, 7])
  })

  it('that returns a promise is given that event again', () => {
    const { one, gate } = poolWith(3)
    const handler = (sequence: number) => (sequence === 1 ? Promise.resolve() : undefined) as undefined
    expect(() => one.poll(handler, 3)).toThrow(HandlerError)
    expect(gate()).toBe(0)
    expect(givenTo(one, 3)).toEqual([1, 2])
  })

  it('that throws at any events handles each of them once in the end', () => {
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

/** Handles everything available, throwing once at each of `throwsAt`; returns what was handled to its end. */
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
