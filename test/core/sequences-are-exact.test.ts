import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatesOf, impatiently } from '../../model-tests/core/misuse/scene.ts'
import { ahead, slotOf, unwrap, wrap } from '../../src/core/Sequence.ts'
import { ClaimError, createRing, type Handler, type Ring } from '../../src/index.ts'

const MAX = Number.MAX_SAFE_INTEGER
const SIZE = 8
const EVENTS = 40
/** Far more than needed, so that a ring that stands still is noticed. */
const TURNS = 10
const BATCHES = [1, 3, 8, 2, 5]
const LIMITS = [2, Number.POSITIVE_INFINITY, 1, 7]

/** What was claimed and what was handled, in order. */
interface Seen {
  readonly claimed: number[]
  readonly work: number[]
  readonly after: number[]
}

/** The sequences from `first` on, computed with BigInt and so exact. */
function sequencesFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number(BigInt(first) + BigInt(i)))
}

type Name = 'work' | 'after'

const CONSUMERS = { work: [], after: ['work'] } as const

function ringAt(start: number): Ring<Name> {
  return createRing<Name>({ size: SIZE, consumers: CONSUMERS, start })
}

/** The same with two producers and a pool of two workers. */
function crowdAt(start: number): Ring<Name> {
  return createRing<Name, string>({
    size: SIZE,
    producers: ['a', 'b'],
    consumers: CONSUMERS,
    pools: ['work'],
    start,
  })
}

/** Several roles of a kind take turns. */
function rolesOf(ring: Ring<Name>) {
  const producers = ring.handle.producers.map((name) => ring.producer(name))
  const isPool = ring.handle.pools.length > 0
  const workers = isPool ? [ring.pool('work'), ring.pool('work')] : [ring.consumer('work')]
  return { producers, workers, after: ring.consumer('after') }
}

/** Claims, publishes and polls in batches of changing sizes until `events` have gone through. */
function passThrough(ring: Ring<Name>, events: number): Seen {
  const { producers, workers, after } = rolesOf(ring)
  const seen: Seen = { claimed: [], work: [], after: [] }
  for (let turn = 0; turn < TURNS * events && seen.after.length < events; turn++) {
    const n = Math.min(BATCHES[turn % BATCHES.length] ?? 1, events - seen.claimed.length)
    const producer = producers[turn % producers.length]
    const first = n > 0 ? producer?.tryClaim(n) : undefined
    if (first !== undefined) {
      for (let i = 0; i < n; i++) seen.claimed.push(first + i)
      producer?.publish(first, first + n - 1)
    }
    const handler = (name: Name): Handler => {
      return (sequence) => void seen[name].push(sequence)
    }
    workers[turn % workers.length]?.poll(handler('work'), LIMITS[turn % LIMITS.length])
    after.poll(handler('after'), LIMITS[(turn + 1) % LIMITS.length])
  }
  return seen
}

function exactly(start: number, events: number): Seen {
  const all = sequencesFrom(start, events)
  return { claimed: all, work: all, after: all }
}

const CROSSED = [
  0,
  2 ** 31,
  2 ** 32,
  3 * 2 ** 31,
  2 ** 33,
  SIZE * 2 ** 31,
  SIZE * 2 ** 32,
  2 ** 40,
  2 ** 40 + 2 ** 31,
  2 ** 52,
  MAX - 2 ** 31,
]

const RINGS = [
  { of: 'one producer', at: ringAt },
  { of: 'two producers and a pool', at: crowdAt },
]

describe.each(RINGS)('full sequences of $of', ({ at }) => {
  it.each(CROSSED)('are exact across %d', (crossed) => {
    const starts = Array.from({ length: SIZE + 2 }, (_, less) => Math.max(0, crossed - 2 * less))
    for (const start of new Set(starts)) {
      expect(passThrough(at(start), EVENTS)).toEqual(exactly(start, EVENTS))
    }
  })

  it.each([1, 2, 7, 8, 9, 16, 17, 40])('are exact for the last %d', (left) => {
    const start = MAX - left + 1
    expect(passThrough(at(start), left)).toEqual(exactly(start, left))
  })

  it.each(['claim', 'tryClaim'] as const)('are refused after the last one, by %s', (claim) => {
    const { producers } = rolesOf(at(MAX))
    producers[0]?.publish(producers[0].claim(), MAX)
    expect(() => impatiently(() => producers.at(-1)?.[claim]())).toThrow(ClaimError)
  })

  it.each(['claim', 'tryClaim'] as const)('are refused if too few are left, by %s', (claim) => {
    for (const n of [3, 4, 8]) {
      const [producer] = rolesOf(at(MAX - 1)).producers
      expect(() => impatiently(() => producer?.[claim](n))).toThrow(ClaimError)
    }
  })
})

describe('full sequences', () => {
  it('are refused beyond 2^53 - 1, before and after the last', () => {
    const ring = ringAt(MAX - 1)
    const producer = ring.producer()
    expect(() => impatiently(() => producer.claim(3))).toThrow(ClaimError)
    expect(producer.tryClaim(2)).toBe(MAX - 1)
    producer.publish(MAX - 1, MAX)
    const seen: number[] = []
    const [work, after] = [ring.consumer('work'), ring.consumer('after')]
    expect(work.poll((sequence) => void seen.push(sequence))).toBe(2)
    expect(work.poll(() => {})).toBe(0)
    expect(impatiently(() => after.consume((sequence) => void seen.push(sequence), 2))).toBe(2)
    expect(seen).toEqual([MAX - 1, MAX, MAX - 1, MAX])
    for (const claim of [() => producer.claim(), () => producer.tryClaim()]) {
      expect(() => impatiently(claim)).toThrow(ClaimError)
    }
  })

  it('are stored in words as twice their lowest 31 bits', () => {
    for (const start of CROSSED) {
      const ring = ringAt(start)
      passThrough(ring, 5)
      const words = new Int32Array(ring.handle.buffer)
      const last = Number(BigInt.asIntN(32, 2n * (BigInt(start) + 4n)))
      expect([words[0], ...gatesOf(ring).map((gate) => words[gate])]).toEqual([last, last, last])
    }
  })

  it('are stored in the cursor of several producers as twice the lowest 31 bits of the next', () => {
    for (const start of CROSSED) {
      const ring = crowdAt(start)
      passThrough(ring, 5)
      const words = new Int32Array(ring.handle.buffer)
      const last = Number(BigInt.asIntN(32, 2n * (BigInt(start) + 4n)))
      const next = Number(BigInt.asIntN(32, 2n * (BigInt(start) + 5n)))
      expect([words[0], ...gatesOf(ring).map((gate) => words[gate])]).toEqual([next, last, last])
    }
  })
})

const near = fc.oneof(
  fc.maxSafeNat(),
  fc
    .constantFrom(...CROSSED, MAX)
    .chain((at) => fc.integer({ min: Math.max(-1, at - 99), max: Math.min(MAX, at + 99) })),
)
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const RUNS = { numRuns: 10_000 }

describe('against BigInt', () => {
  it('a word is twice the lowest 31 bits of its sequence', () => {
    const property = fc.property(
      near,
      (sequence) => wrap(sequence) === Number(BigInt.asIntN(32, 2n * BigInt(sequence))),
    )
    fc.assert(property, RUNS)
  })

  it('a word, marked or not, is ahead of an unmarked one by half their signed difference', () => {
    const difference = (a: number, b: number) => Number(BigInt.asIntN(32, BigInt(a) - BigInt(b)) >> 1n)
    fc.assert(
      fc.property(word, word, (a, b) => ahead(a, b) === difference(a, b)),
      RUNS,
    )
  })

  it('a word, marked or not, unwraps to its sequence near any sequence less than 2^30 away', () => {
    const distance = fc.oneof(
      fc.integer({ min: 1 - 2 ** 30, max: 2 ** 30 - 1 }),
      fc.integer({ min: -9, max: 9 }),
    )
    const property = fc.property(near, distance, fc.nat(1), (known, away, mark) => {
      const sequence = BigInt(known) + BigInt(away)
      fc.pre(sequence >= -1n && sequence <= BigInt(MAX))
      return unwrap(known, Number(BigInt.asIntN(32, 2n * sequence)) | mark) === Number(sequence)
    })
    fc.assert(property, RUNS)
  })

  it('a slot is the remainder of its sequence', () => {
    const size = fc.nat(30).map((power) => 2 ** power)
    const property = fc.property(near, size, (sequence, slots) => {
      fc.pre(sequence >= 0)
      return slotOf(sequence, slots) === Number(BigInt(sequence) % BigInt(slots))
    })
    fc.assert(property, RUNS)
  })
})
