import { describe, expect, test } from 'vitest'
import { AbortError, attachRing, createRing, type Ring, TimeoutError } from '../../src/index.ts'

function ringOf(producers: readonly string[]) {
  const ring = createRing({ size: 4, producers, consumers: { jobs: [], log: [] }, pools: ['jobs'] })
  return { producer: ring.producer(producers[0]), log: ring.consumer('log'), worker: ring.pool('jobs') }
}

describe.each([
  ['one producer', ['p']],
  ['several producers', ['p', 'q']],
])('%s', (_, producers) => {
  test('publishes one event if no last sequence is given', () => {
    const { producer, log } = ringOf(producers)
    const first = producer.claim({ n: 2 })
    producer.publish(first)
    if (producers.length === 1) producer.publish(first + 1, undefined)
    else producer.publish(first + 1, first + 1)
    expect(log.poll(() => {})).toBe(2)
  })

  test('claims the number given, in either place', async () => {
    const { producer } = ringOf(producers)
    const claims = [
      () => producer.claim({ n: 2 }),
      () => producer.claim({ n: 1, timeout: 5 }),
      () => producer.claim({}),
      () => producer.claim({ timeout: 5 }),
    ]
    const seen: number[] = []
    for (const claim of claims) {
      const first = claim()
      seen.push(first)
      producer.publish(first, first === 0 ? 1 : first)
      if (first === 3) break
    }
    expect(seen).toEqual([0, 2, 3])
  })

  test('times out without room', async () => {
    const { producer } = ringOf(producers)
    producer.publish(await producer.claimAsync({ n: 4 }), 3)
    const signal = AbortSignal.abort()
    await expect(producer.claimAsync({ timeout: 0 })).rejects.toThrow(TimeoutError)
    await expect(producer.claimAsync({ n: 2, timeout: 0 })).rejects.toThrow(TimeoutError)
    await expect(producer.claimAsync({ signal })).rejects.toThrow(AbortError)
    await expect(producer.claimAsync(1, { timeout: 0 })).rejects.toThrow(TimeoutError)
  })
})

describe.each(['log', 'worker'] as const)('%s', (which) => {
  function fed() {
    const all = ringOf(['p'])
    all.producer.publish(all.producer.claim(4), 3)
    return all[which]
  }

  test('handles the number given, in either place', async () => {
    const reader = fed()
    expect(reader.poll(() => {}, { limit: 1 })).toBe(1)
    expect(reader.consume(() => {}, { limit: 1 })).toBe(1)
    expect(await reader.consumeAsync(() => {}, { limit: 1, timeout: 5 })).toBe(1)
    expect(reader.consume(() => {}, { limit: 1, timeout: 5 })).toBe(1)
    expect(reader.poll(() => {}, { limit: 1 })).toBe(0)
  })

  test('has its default limit when none is given', () => {
    const all = which === 'log' ? 4 : 1
    expect(fed().poll(() => {}, {})).toBe(all)
    expect(fed().consume(() => {}, {})).toBe(all)
    expect(fed().consume(() => {}, { timeout: 5 })).toBe(all)
  })

  test('times out without events', async () => {
    const reader = ringOf(['p'])[which]
    const signal = AbortSignal.abort()
    expect(() => reader.consume(() => {}, { timeout: 0 })).toThrow(TimeoutError)
    expect(() => reader.consume(() => {}, { limit: 2, timeout: 0 })).toThrow(TimeoutError)
    await expect(reader.consumeAsync(() => {}, { timeout: 0 })).rejects.toThrow(TimeoutError)
    await expect(reader.consumeAsync(() => {}, { signal })).rejects.toThrow(AbortError)
    await expect(reader.consumeAsync(() => {}, { timeout: -1 })).rejects.toThrow('milliseconds from 0')
  })
})

test('the types agree', () => {
  // Never called: compiling it is the test.
  const typed = (ring: Ring<'log' | 'jobs', 'p'>) => {
    const [producer, log] = [ring.producer(), ring.consumer('log', { spins: 1, pause: 0 })]
    producer.publish(producer.claim({ n: 2, timeout: 1 }))
    log.consume(() => 1, { limit: 1, timeout: 1 })
    log.consume(() => 1, 1, { timeout: 1 })
    // @ts-expect-error: a poll never waits
    log.poll(() => {}, { timeout: 1 })
    // @ts-expect-error: it is called timeout
    log.consume(() => {}, { timeOut: 1 })
    // @ts-expect-error: it is called timeout
    producer.claim({ timeOut: 1 })
    // @ts-expect-error: a blocked thread cannot receive a signal
    producer.claim({ signal: new AbortController().signal })
    // @ts-expect-error: it is called spins
    ring.pool('jobs', { spin: 1 })
    // @ts-expect-error: it is called producers
    createRing({ size: 1, producer: ['p'], consumers: { log: [] } })
    // @ts-expect-error: there is no consumer of that name
    createRing({ size: 1, consumers: { log: ['jobs'] } })
    // @ts-expect-error: it is ring.handle
    attachRing(ring)
  }
  expect(typed).toBeTypeOf('function')
})
