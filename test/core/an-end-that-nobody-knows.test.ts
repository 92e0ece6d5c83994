import { describe, expect, it, test } from 'vitest'
import * as words from '../../src/core/layout.ts'
import { ClosedError, createRing, FailedError, StoppedError } from '../../src/index.ts'

function errorOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

/** Five events of one of two producers, after which a closer has died with only its first access made. */
function halfClosed() {
  const ring = createRing({ size: 8, producers: ['a', 'b'], consumers: { log: [] } })
  const b = ring.producer('b')
  for (let event = 0; event < 5; event++) b.publish(b.claim())
  Atomics.or(new Int32Array(ring.handle.buffer), words.CURSOR, 1)
  return ring
}

describe('a ring that fails while its end is unknown', () => {
  it('drains what is published, and reports that it has failed', async () => {
    const ring = halfClosed()
    expect(ring.positions().state).toBe('closing')
    ring.fail({ producers: ['a'] })
    expect(ring.positions()).toMatchObject({ state: 'failed', published: 4, claimed: 4 })
    expect(await ring.drain({ timeout: 5000 })).toEqual({ outcome: 'failed', remaining: { log: 5 } })
    expect(ring.consumer('log').poll(() => {})).toBe(5)
    expect(await ring.drain({ timeout: 5000 })).toEqual({ outcome: 'failed', remaining: { log: 0 } })
  })
})

/** Calls of a claim, whose errors say why they are refused. */
const REFUSED = ['claim', 'tryClaim', 'claim with a time-out'] as const

describe('what is missing', () => {
  it.each(REFUSED)(
    'is the first unpublished event, according to %s of the producer of those before it',
    (how) => {
      const ring = createRing({ size: 8, producers: ['a', 'b'], consumers: { log: [] } })
      const [a, b] = [ring.producer('a'), ring.producer('b')]
      a.publish(a.claim())
      b.publish(b.claim(3), 3)
      b.claim()
      ring.fail({ producers: ['b'] })
      const calls = {
        claim: () => a.claim(),
        tryClaim: () => a.tryClaim(),
        'claim with a time-out': () => a.claim({ timeout: 1 }),
      }
      expect(errorOf(calls[how])).toMatchObject({
        name: 'FailedError',
        dead: ['b'],
        missing: 4,
        suspects: [],
      })
      const log = ring.consumer('log')
      expect(log.poll(() => {})).toBe(4)
      expect(errorOf(() => log.consume(() => {}, { timeout: 5000 }))).toMatchObject({
        missing: 4,
        suspects: [],
      })
    },
  )

  it('may be held by a live producer with an open claim, and by no other', () => {
    const ring = createRing({ size: 8, producers: ['a', 'b', 'c', 'd'], consumers: { log: [] } })
    const [a, b, c, d] = [ring.producer('a'), ring.producer('b'), ring.producer('c'), ring.producer('d')]
    c.claim()
    b.claim()
    d.publish(d.claim())
    a.publish(a.claim())
    ring.fail({ producers: ['b'] })
    const log = ring.consumer('log')
    expect(errorOf(() => log.consume(() => {}, { timeout: 5000 }))).toMatchObject({
      dead: ['b'],
      missing: 0,
      suspects: ['c'],
    })
  })

  it('is nothing if only a consumer has died', () => {
    const ring = createRing({ size: 1, producers: ['a', 'b'], consumers: { log: [] } })
    ring.producer('b').claim()
    ring.fail({ consumers: ['log'] })
    expect(errorOf(() => ring.producer('a').claim({ timeout: 5000 }))).toMatchObject({
      name: 'FailedError',
      dead: ['log'],
      missing: undefined,
    })
  })
})

test('a role that leaves after its death was announced stays dead', () => {
  const ring = createRing({ size: 4, producers: ['p', 'q'], consumers: { log: [] } })
  const p = ring.producer('p')
  ring.fail({ producers: ['p'] })
  p.leave()
  expect(ring.positions().producers).toEqual({ p: 'dead', q: 'none' })
  const error = errorOf(() => ring.consumer('log').consume(() => {}, { timeout: 5000 }))
  expect(error).toMatchObject({ dead: ['p'] })
})

test('a claim that is refused while the ring is being failed reports the failure, not a close', () => {
  const ring = createRing({ size: 4, producers: ['p', 'q'], consumers: { log: [] } })
  const p = ring.producer('p')
  ring.producer('q').claim()
  const { or } = Atomics
  let refused: unknown
  // Between the access that shuts the ring for claims and the one that announces its failure.
  Object.assign(Atomics, {
    or: (array: Int32Array, word: number, value: number) => {
      const before = or(array, word, value)
      if (word === words.CURSOR) refused = errorOf(() => p.tryClaim())
      return before
    },
  })
  try {
    ring.fail({ producers: ['q'] })
  } finally {
    Object.assign(Atomics, { or })
  }
  expect(refused).toBeInstanceOf(FailedError)
  expect(refused).toMatchObject({ dead: ['q'], missing: 0 })
})

test('a single producer that has claimed its whole ring is seen to hold it', () => {
  const ring = createRing({ size: 4, consumers: { log: [] } })
  const producer = ring.producer()
  producer.claim(4)
  expect(ring.positions()).toMatchObject({ published: -1, claimed: 3, open: { producer: 4 } })
})

describe('a stopped ring', () => {
  it('ends claims, readers and followers, once what is published is handled', async () => {
    const ring = createRing({
      size: 2,
      producers: ['a', 'b'],
      consumers: { work: [], after: ['work'], slow: [] },
    })
    const a = ring.producer('a')
    // One batch, however long it takes.
    const whole = { yieldAfter: Number.POSITIVE_INFINITY }
    const [work, after] = [ring.consumer('work', whole), ring.consumer('after', whole)]
    a.publish(a.claim(2), 1)
    const claim = a.claimAsync().catch((error) => error)
    expect(work.poll(() => {})).toBe(2)
    const waits = work.consumeAsync(() => {}).catch((error) => error)
    const follows: number[] = []
    const behind = after.consumeAsync((sequence) => void follows.push(sequence))
    ring.stop()
    for (const end of [claim, waits]) {
      const error = await end
      expect(error).toBeInstanceOf(StoppedError)
      expect(error).toBeInstanceOf(ClosedError)
      expect(error).toMatchObject({ code: 'ERR_RINGPROOF_STOPPED' })
    }
    expect([await behind, follows]).toEqual([2, [0, 1]])
    await expect(after.consumeAsync(() => {})).rejects.toBeInstanceOf(StoppedError)
    expect(() => ring.producer('b').tryClaim()).toThrow(StoppedError)
    expect([ring.state, ring.positions().state]).toEqual(['stopped', 'stopped'])
    expect(await ring.drain()).toEqual({ outcome: 'stopped', remaining: { work: 0, after: 0, slow: 2 } })
  })

  it('that had failed stays failed', () => {
    const ring = createRing({ size: 2, producers: ['a', 'b'], consumers: { log: [] } })
    ring.fail({ producers: ['a'] })
    ring.stop()
    expect(ring.state).toBe('failed')
  })
})
