import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClaimError, createRing, type Ring } from '../../src/core/index.ts'
import { ahead, slotOf, unwrap, wrap } from '../../src/core/Sequence.ts'
import { gateOf } from '../../src/core/words.ts'
import { impatiently } from './scene.ts'

const MAX = Number.MAX_SAFE_INTEGER
const SIZE = 8
const EVENTS = 40
/** Far more than it takes, so that a ring that stands still is seen to. */
const TURNS = 10
const BATCHES = [1, 3, 8, 2, 5]
const LIMITS = [2, Number.POSITIVE_INFINITY, 1, 7]

/** What was handed out and what was handled, in order. */
interface Seen {
  readonly claimed: number[]
  readonly work: number[]
  readonly after: number[]
}

/** The sequences from `first` on, by BigInt: whatever numbers do, these are right. */
function sequencesFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number(BigInt(first) + BigInt(i)))
}

function ringAt(start: number): Ring<'work' | 'after'> {
  return createRing({ size: SIZE, consumers: { work: [], after: ['work'] }, start })
}

/** Claims, publishes and polls in batches of changing sizes until so many events have gone through. */
function passThrough(ring: Ring<'work' | 'after'>, events: number): Seen {
  const [producer, work, after] = [ring.producer(), ring.consumer('work'), ring.consumer('after')]
  const seen: Seen = { claimed: [], work: [], after: [] }
  for (let turn = 0; turn < TURNS * events && seen.after.length < events; turn++) {
    const n = Math.min(BATCHES[turn % BATCHES.length] ?? 1, events - seen.claimed.length)
    const first = n > 0 ? producer.tryClaim(n) : undefined
    if (first !== undefined) {
      for (let i = 0; i < n; i++) seen.claimed.push(first + i)
      producer.publish(first, first + n - 1)
    }
    work.poll((sequence) => void seen.work.push(sequence), LIMITS[turn % LIMITS.length])
    after.poll((sequence) => void seen.after.push(sequence), LIMITS[(turn + 1) % LIMITS.length])
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
  2 ** 40,
  2 ** 40 + 2 ** 31,
  2 ** 52,
  MAX - 2 ** 31,
]

describe('full sequences', () => {
  it.each(CROSSED)('are exact across %d', (crossed) => {
    const starts = Array.from({ length: SIZE + 2 }, (_, less) => Math.max(0, crossed - 2 * less))
    for (const start of new Set(starts)) {
      expect(passThrough(ringAt(start), EVENTS)).toEqual(exactly(start, EVENTS))
    }
  })

  it.each([1, 2, 7, 8, 9, 16, 17, 40])('are exact for the last %d that there are', (left) => {
    const start = MAX - left + 1
    const ring = ringAt(start)
    expect(passThrough(ring, left)).toEqual(exactly(start, left))
  })

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

  it('leave their lowest 32 bits in the words', () => {
    for (const start of CROSSED) {
      const ring = ringAt(start)
      passThrough(ring, 5)
      const words = new Int32Array(ring.handle.buffer)
      const last = Number(BigInt.asIntN(32, BigInt(start) + 4n))
      expect([words[0], words[gateOf(0)], words[gateOf(1)]]).toEqual([last, last, last])
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
  it('a word is the lowest 32 bits of its sequence', () => {
    const property = fc.property(
      near,
      (sequence) => wrap(sequence) === Number(BigInt.asIntN(32, BigInt(sequence))),
    )
    fc.assert(property, RUNS)
  })

  it('a word is ahead of another by their signed difference', () => {
    const difference = (a: number, b: number) => Number(BigInt.asIntN(32, BigInt(a) - BigInt(b)))
    fc.assert(
      fc.property(word, word, (a, b) => ahead(a, b) === difference(a, b)),
      RUNS,
    )
  })

  it('a word gives back its sequence where one less than 2^31 away is known', () => {
    const distance = fc.oneof(
      fc.integer({ min: 1 - 2 ** 31, max: 2 ** 31 - 1 }),
      fc.integer({ min: -9, max: 9 }),
    )
    const property = fc.property(near, distance, (known, away) => {
      const sequence = BigInt(known) + BigInt(away)
      fc.pre(sequence >= -1n && sequence <= BigInt(MAX))
      return unwrap(known, Number(BigInt.asIntN(32, sequence))) === Number(sequence)
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
