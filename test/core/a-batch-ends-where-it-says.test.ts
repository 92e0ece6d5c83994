import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatesOf, impatiently } from '../../model-tests/core/misuse/scene.ts'
import { unwrap } from '../../src/core/Sequence.ts'
import { type Consumer, createRing, type Ring, type WorkPool } from '../../src/index.ts'

const SIZE = 8
const CONSUMERS = { one: [], other: [], both: ['one', 'other'], alone: [] } as const
const NAMES = ['one', 'other', 'both', 'alone'] as const

type Name = keyof typeof CONSUMERS
type Call = 'poll' | 'consume'

interface Batch {
  readonly sequences: readonly number[]
  /** The events that came with `endOfBatch`. */
  readonly ends: readonly number[]
  readonly count: number
}

const NONE: Batch = { sequences: [], ends: [], count: 0 }
const CALLS: readonly Call[] = ['poll', 'consume']

function ringOf(): Ring<Name> {
  return createRing<Name>({ size: SIZE, consumers: CONSUMERS })
}

function batchOf(consumer: Consumer | WorkPool, call: Call, limit?: number): Batch {
  const [sequences, ends]: number[][] = [[], []]
  const handler = (sequence: number, endOfBatch: boolean): void => {
    sequences?.push(sequence)
    if (endOfBatch) ends?.push(sequence)
  }
  const count = impatiently(() =>
    limit === undefined ? consumer[call](handler) : consumer[call](handler, limit),
  )
  return { sequences: sequences ?? [], ends: ends ?? [], count }
}

function batch(first: number, last: number): Batch {
  const sequences = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  return { sequences, ends: [last], count: sequences.length }
}

function publish(producer: ReturnType<Ring['producer']>, n: number): void {
  const first = impatiently(() => producer.claim(n))
  producer.publish(first, first + n - 1)
}

describe.each(CALLS)('a batch of %s', (call) => {
  it('without a limit is everything available, and ends once, at its last event', () => {
    const ring = ringOf()
    const producer = ring.producer()
    const consumer = ring.consumer('one')
    for (const n of [3, 2, 1]) publish(producer, n)
    expect(batchOf(consumer, call)).toEqual(batch(0, 5))
    publish(producer, 1)
    expect(batchOf(consumer, call)).toEqual(batch(6, 6))
    expect(batchOf(consumer, 'poll')).toEqual(NONE)
  })

  it.each([1, 2, 3, 7, 8, 9, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])(
    'has at most %d events',
    (limit) => {
      const ring = ringOf()
      publish(ring.producer(), SIZE)
      const consumer = ring.consumer('one')
      for (let first = 0; first < SIZE; first += limit) {
        expect(batchOf(consumer, call, limit)).toEqual(batch(first, Math.min(first + limit, SIZE) - 1))
      }
      expect(batchOf(consumer, 'poll', limit)).toEqual(NONE)
    },
  )

  it('does not contain what is claimed and not published', () => {
    const ring = ringOf()
    const producer = ring.producer()
    producer.claim(5)
    producer.publish(0, 2)
    const consumer = ring.consumer('one')
    expect(batchOf(consumer, call)).toEqual(batch(0, 2))
    producer.publish(3, 4)
    expect(batchOf(consumer, call)).toEqual(batch(3, 4))
  })

  it('does not contain what is published while it is handled', () => {
    const ring = ringOf()
    const producer = ring.producer()
    const consumer = ring.consumer('one')
    publish(producer, 2)
    const seen: boolean[] = []
    const handler = (_: number, endOfBatch: boolean): void => {
      seen.push(endOfBatch)
      publish(producer, 1)
    }
    const count = impatiently(() => consumer[call](handler))
    expect([count, seen]).toEqual([2, [false, true]])
    expect(batchOf(consumer, call)).toEqual(batch(2, 3))
  })

  it('reaches as far as the slowest upstream consumer', () => {
    const ring = ringOf()
    publish(ring.producer(), SIZE)
    const [one, other, both] = [ring.consumer('one'), ring.consumer('other'), ring.consumer('both')]
    expect(batchOf(both, 'poll')).toEqual(NONE)
    one.poll(() => {}, 5)
    expect(batchOf(both, 'poll')).toEqual(NONE)
    other.poll(() => {}, 3)
    expect(batchOf(both, call)).toEqual(batch(0, 2))
    other.poll(() => {})
    expect(batchOf(both, call, 1)).toEqual(batch(3, 3))
    expect(batchOf(both, call)).toEqual(batch(4, 4))
    expect(batchOf(both, 'poll')).toEqual(NONE)
  })

  it('makes room once the slowest consumer without followers has handled it', () => {
    const ring = ringOf()
    const producer = ring.producer()
    publish(producer, SIZE)
    const consumers = NAMES.map((name) => ring.consumer(name))
    for (const consumer of consumers) {
      expect(producer.tryClaim()).toBeUndefined()
      expect(batchOf(consumer, call, 2)).toEqual(batch(0, 1))
    }
    expect(producer.tryClaim(3)).toBeUndefined()
    expect(producer.tryClaim(2)).toBe(SIZE)
  })

  it('interrupted by a throw continues with what is available, and ends once, with its gate', () => {
    const ring = ringOf()
    const producer = ring.producer()
    publish(producer, 5)
    const words = new Int32Array(ring.handle.buffer)
    const [gate = 0] = gatesOf(ring)
    const consumer = ring.consumer('one')
    const throwing = (sequence: number): void => {
      if (sequence === 3) throw new Error('not yet')
    }
    expect(() => impatiently(() => consumer[call](throwing))).toThrow('not yet')
    publish(producer, 3)
    // Three of eight slots are held back.
    expect([producer.tryClaim(), unwrap(0, words[gate] ?? 0)]).toEqual([undefined, -1])
    expect(batchOf(consumer, call)).toEqual(batch(3, 7))
    expect(unwrap(0, words[gate] ?? 0)).toBe(7)
  })

  it('moves its gate at its end and not before', () => {
    const ring = ringOf()
    publish(ring.producer(), 3)
    const words = new Int32Array(ring.handle.buffer)
    const [gate = 0] = gatesOf(ring)
    const gates: (number | undefined)[] = []
    const consumer = ring.consumer('one')
    impatiently(() => consumer[call](() => void gates.push(unwrap(0, words[gate] ?? 0))))
    expect([...gates, unwrap(0, words[gate] ?? 0)]).toEqual([-1, -1, -1, 2])
  })
})

describe.each(CALLS)('a batch of a worker by %s', (call) => {
  const poolWith = (events: number) => {
    const ring = createRing({ size: SIZE, consumers: { jobs: [] }, pools: ['jobs'] })
    const producer = ring.producer()
    publish(producer, events)
    return { ring, producer, one: ring.pool('jobs'), other: ring.pool('jobs') }
  }

  it('is one event without a limit', () => {
    const { one, other } = poolWith(3)
    expect(batchOf(one, call)).toEqual(batch(0, 0))
    expect(batchOf(other, call)).toEqual(batch(1, 1))
    expect(batchOf(one, call)).toEqual(batch(2, 2))
    expect(batchOf(other, 'poll')).toEqual(NONE)
  })

  it.each([1, 2, 3, 7, 8, 9, 2 ** 32, Number.POSITIVE_INFINITY])('has at most %d events', (limit) => {
    const { one, other } = poolWith(SIZE)
    const workers = [one, other]
    for (let first = 0, turn = 0; first < SIZE; first += limit, turn++) {
      const worker = workers[turn % 2] ?? one
      expect(batchOf(worker, call, limit)).toEqual(batch(first, Math.min(first + limit, SIZE) - 1))
    }
    for (const worker of workers) expect(batchOf(worker, 'poll', limit)).toEqual(NONE)
  })

  it('ends, after a throw, with what was taken and not handled', () => {
    const { one, other } = poolWith(6)
    const throwing = (sequence: number): void => {
      if (sequence === 1) throw new Error('not yet')
    }
    expect(() => impatiently(() => one[call](throwing, 4))).toThrow('not yet')
    expect(batchOf(other, call, 4)).toEqual(batch(4, 5))
    expect(batchOf(one, call, 8)).toEqual(batch(1, 3))
  })

  it('contains neither what another worker holds nor what is published meanwhile', () => {
    const { producer, one, other } = poolWith(4)
    const batches: Batch[] = []
    const count = impatiently(() =>
      one[call]((sequence) => {
        if (sequence === 0) publish(producer, 1)
        batches.push(batchOf(other, 'poll', 2))
      }, 2),
    )
    expect([count, batches]).toEqual([2, [batch(2, 3), batch(4, 4)]])
  })

  it('moves the gate with every event that leaves no gap', () => {
    const { ring, one, other } = poolWith(4)
    const words = new Int32Array(ring.handle.buffer)
    const [gate = 0] = gatesOf(ring)
    const gates: (number | undefined)[] = []
    impatiently(() =>
      one[call]((sequence) => {
        if (sequence === 0) batchOf(other, call, 2)
        gates.push(unwrap(0, words[gate] ?? 0))
      }, 2),
    )
    expect([...gates, unwrap(0, words[gate] ?? 0)]).toEqual([-1, 0, 3])
  })
})

/** A step of a single thread that plays all roles: the number of events to offer, or which reader polls how many. */
type Step = readonly [who: 'producer' | Name, n: number]

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(fc.constantFrom('producer' as const, ...NAMES), fc.integer({ min: 1, max: SIZE })),
  { maxLength: 60, size: 'max' },
)

/** The ring as plain numbers: the position of each role. */
class Model {
  readonly #at: Record<'producer' | Name, number> = { producer: 0, one: 0, other: 0, both: 0, alone: 0 }

  /** Whether n more fit. */
  offer(n: number): boolean {
    const fits = this.#at.producer + n - Math.min(this.#at.both, this.#at.alone) <= SIZE
    if (fits) this.#at.producer += n
    return fits
  }

  poll(name: Name, limit: number): Batch {
    const available = name === 'both' ? Math.min(this.#at.one, this.#at.other) : this.#at.producer
    const first = this.#at[name]
    this.#at[name] = Math.min(available, first + limit)
    return this.#at[name] === first ? NONE : batch(first, this.#at[name] - 1)
  }
}

describe('any sequence of calls', () => {
  it('makes the batches that counting predicts', () => {
    const property = fc.property(steps, (all) => {
      const [ring, model] = [ringOf(), new Model()]
      const producer = ring.producer()
      const consumers = new Map(NAMES.map((name) => [name, ring.consumer(name)]))
      for (const [who, n] of all) {
        const consumer = who === 'producer' ? undefined : consumers.get(who)
        if (!consumer || who === 'producer') expect(offered(producer, n)).toBe(model.offer(n))
        else expect(batchOf(consumer, 'poll', n)).toEqual(model.poll(who, n))
      }
    })
    fc.assert(property, { numRuns: 500 })
  })
})

function offered(producer: ReturnType<Ring['producer']>, n: number): boolean {
  const first = producer.tryClaim(n)
  if (first !== undefined) producer.publish(first, first + n - 1)
  return first !== undefined
}
