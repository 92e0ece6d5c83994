// RINGPROOF_SEED=seed plays the same steps again.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Known, timeless } from '../../model-tests/ring/monitor-model.ts'
import { createRing, FailedError, monitor } from '../../src/index.ts'

const RUNS = 500
const seed = Number(process.env.RINGPROOF_SEED ?? Math.floor(Math.random() * 2 ** 31))

type Step =
  | { readonly kind: 'produce'; readonly p: number; readonly n: number }
  | { readonly kind: 'read'; readonly name: string; readonly limit: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('produce' as const), p: fc.nat(2), n: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      kind: fc.constant('read' as const),
      name: fc.constantFrom('work', 'after', 'jobs'),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  ),
  { maxLength: 60, size: 'max' },
)

const rings = fc.record({
  size: fc.constantFrom(1, 2, 4, 8),
  producers: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c']),
  near: fc.constantFrom(0, 2 ** 29, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 34, 2 ** 40),
  less: fc.nat(16),
})

describe('a monitor', () => {
  it(`agrees with plain counts after every step, seed ${seed}`, () => {
    const seen = new Set<string>()
    const agrees = fc.property(rings, steps, ({ size, producers, near, less }, all) => {
      const known = new Known(size, Math.max(0, near - less), producers)
      const lookout = monitor(known.ring)
      for (const step of all) {
        if (step.kind === 'produce') known.produce(step.p, step.n)
        else known.read(step.name, step.limit)
        const snapshot = lookout.snapshot()
        expect(timeless(snapshot)).toEqual(known.expected())
        seen.add(snapshot.room.kind).add(snapshot.reading.kind)
        if (snapshot.room.kind === 'none') seen.add(`slow ${snapshot.room.slow}`)
      }
    })
    fc.assert(agrees, { seed, numRuns: RUNS })
    const kinds = ['busy', 'free', 'hole', 'idle', 'none', 'slow after', 'slow jobs', 'slow work']
    expect([...seen].sort()).toEqual(kinds)
  })

  it('changes no word', () => {
    const known = new Known(4, 0, ['a', 'b'])
    known.produce(0, 2)
    known.produce(1, 1)
    known.produce(1, 1)
    const words = new Int32Array(known.ring.handle.buffer)
    const before = [...words]
    expect(monitor(known.ring).snapshot().reading.kind).toBe('hole')
    expect([...words]).toEqual(before)
  })

  it('says since when the ring is idle, has this hole, or waits for this consumer', () => {
    const known = new Known(2, 0, ['a', 'b'])
    const lookout = monitor(known.ring)
    const sinceAt = (at: number) => {
      const { reading, room } = lookout.snapshot(at)
      const since = 'since' in reading ? reading.since : undefined
      return [reading.kind, since, room.kind, room.kind === 'none' ? room.since : undefined]
    }
    expect([sinceAt(10), sinceAt(20)]).toEqual([
      ['idle', 10, 'free', undefined],
      ['idle', 10, 'free', undefined],
    ])
    known.produce(0, 1)
    expect(sinceAt(30)).toEqual(['busy', undefined, 'free', undefined])
    known.produce(1, 1)
    known.produce(1, 1)
    expect([sinceAt(40), sinceAt(50)]).toEqual([
      ['hole', 40, 'none', 40],
      ['hole', 40, 'none', 40],
    ])
    known.produce(0, 1)
    expect(sinceAt(60)).toEqual(['busy', undefined, 'none', 40])
    for (const name of ['work', 'after']) known.read(name, 2)
    expect(sinceAt(70)).toEqual(['busy', undefined, 'none', 70])
    known.read('jobs', 2)
    expect(sinceAt(80)).toEqual(['idle', 80, 'free', undefined])
  })

  it('reports an idle ring as idle, however often it is asked', () => {
    const lookout = monitor(createRing({ size: 4, consumers: { work: [] } }))
    for (let at = 0; at < 1000; at++) {
      const { room, reading } = lookout.snapshot(at)
      expect([room, reading]).toEqual([
        { kind: 'free', slots: 4 },
        { kind: 'idle', since: 0 },
      ])
    }
  })

  it('takes the clock of the host by default', () => {
    const before = performance.now()
    const { at } = monitor(createRing({ size: 1, consumers: { work: [] } })).snapshot()
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(performance.now())
  })

  it('follows full sequences if asked often enough, and wrapped ones from any start', () => {
    const start = 2 ** 31 - 2
    const known = new Known(4, start, ['a'])
    const lookout = monitor(known.ring)
    for (let turn = 0; turn < 4; turn++) {
      for (let step = 0; step < 4; step++) known.produce(0, 2)
      for (const name of ['work', 'after', 'jobs']) known.read(name, 4)
      expect(lookout.snapshot().published).toBe(start + known.published - 1)
    }
    expect(monitor(known.ring).snapshot().published).toBe(start + known.published - 1)
  })
})

describe('of a ring that has ended', () => {
  const ended = () => {
    const ring = createRing({ size: 4, producers: ['a', 'b'], consumers: { work: [] } })
    const [a, b] = [ring.producer('a'), ring.producer('b')]
    const first = a.claim(2)
    return { ring, a, b, first }
  }

  it('refused claims do not count', () => {
    const { ring, a, b, first } = ended()
    b.close()
    for (let n = 0; n < 3; n++) expect(() => b.claim()).toThrow()
    const lookout = monitor(ring)
    expect(lookout.snapshot(1)).toMatchObject({ state: 'closed', depth: 2, reading: { kind: 'busy' } })
    a.publish(first, first + 1)
    expect(lookout.snapshot(2)).toMatchObject({ state: 'closed', depth: 2, lag: { work: 2 } })
    ring.consumer('work').poll(() => {})
    expect(lookout.snapshot(3)).toMatchObject({ depth: 0, reading: { kind: 'idle', since: 3 } })
  })

  it('a dead producer may hold what is missing, and one that has left may not', () => {
    const { ring, a, b } = ended()
    const first = b.claim()
    b.publish(first, first)
    b.leave()
    const hole = { kind: 'hole', missing: 0, behind: 2, since: 1, suspects: ['a'] }
    expect(monitor(ring).snapshot(1).reading).toEqual(hole)
    ring.fail({ producers: ['a'] })
    expect(monitor(ring).snapshot(1)).toMatchObject({ state: 'failed', reading: hole })
    a.publish(0, 0)
    const consumer = ring.consumer('work')
    expect(consumer.consume(() => {})).toBe(1)
    expect(() => consumer.consume(() => {})).toThrow(FailedError)
    expect(monitor(ring).snapshot(1)).toMatchObject({ lag: { work: 0 }, reading: { missing: 1, behind: 1 } })
  })
})
