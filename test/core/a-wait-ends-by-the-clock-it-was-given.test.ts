import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AbortError, ArgumentError, attachRing, createRing, TimeoutError } from '../../src/index.ts'

const nothing = (): void => {}

function emptyReader(spins?: number) {
  const ring = createRing({ size: 4, consumers: { a: [] } })
  return ring.consumer('a', spins === undefined ? {} : { spins })
}

describe('under a fake clock', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('a wait without a time-out sets no timer', async () => {
    vi.useFakeTimers()
    const ring = createRing({ size: 4, consumers: { a: [] } })
    const waits = ring.consumer('a').consumeAsync(nothing)
    expect(vi.getTimerCount()).toBe(0)
    vi.runAllTimers()
    const producer = attachRing(ring.handle).producer()
    producer.publish(producer.claim(), 0)
    expect(await waits).toBe(1)
  })

  it('a time-out is one of its timers, and ends when that fires', async () => {
    vi.useFakeTimers()
    const waits = emptyReader().consumeAsync(nothing, 1, { timeout: 600_000 })
    waits.catch(nothing)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(600_000)
    await expect(waits).rejects.toBeInstanceOf(TimeoutError)
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([['setTimeout'], ['setTimeout', 'performance']] as const)(
    'a time-out ends when all timers have run, if only these are fake: %s',
    async (...toFake) => {
      vi.useFakeTimers({ toFake: [...toFake] })
      for (const timeout of [50, 2 ** 31 + 50, 1e-3]) {
        const waits = emptyReader().consumeAsync(nothing, 1, { timeout })
        waits.catch(nothing)
        vi.runAllTimers()
        await expect(waits).rejects.toBeInstanceOf(TimeoutError)
      }
    },
  )

  it('a time-out that began under a real clock ends by it', async () => {
    const waits = emptyReader().consumeAsync(nothing, 1, { timeout: 20 })
    vi.useFakeTimers()
    await expect(waits).rejects.toBeInstanceOf(TimeoutError)
  })

  it.each([0, 100, Number.POSITIVE_INFINITY])(
    'a blocked thread goes by the real clock, at %d spins',
    (spins) => {
      vi.useFakeTimers()
      expect(() => emptyReader(spins).consume(nothing, 1, { timeout: 20 })).toThrow(TimeoutError)
      const full = createRing({ size: 1, producers: ['a', 'b'], consumers: { a: [] } }).producer('a', {
        spins,
      })
      full.publish(full.claim(), 0)
      expect(() => full.claim(1, { timeout: 20 })).toThrow(TimeoutError)
    },
  )

  it('calls still give way to the event loop', async () => {
    vi.useFakeTimers()
    const ring = createRing({ size: 4, consumers: { a: [] } })
    const producer = ring.producer(undefined, { yieldAfter: 0 })
    expect(await producer.claimAsync()).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('a time-out never ends early, however long the thread was busy before', async () => {
  const begun = performance.now()
  while (performance.now() < begun + 30);
  const since = performance.now()
  await expect(emptyReader().consumeAsync(nothing, 1, { timeout: 20 })).rejects.toBeInstanceOf(TimeoutError)
  expect(performance.now() - since).toBeGreaterThanOrEqual(20)
})

it('waits that are woken early leave neither a timer nor a sleeper with a time-out', async () => {
  const asked = vi.spyOn(Atomics, 'waitAsync')
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const ring = createRing({ size: 4, consumers: { a: [] } })
  const producer = ring.producer()
  const reader = attachRing(ring.handle).consumer('a')
  for (let n = 0; n < 1000; n++) {
    const waits = reader.consumeAsync(nothing, 1, { timeout: 600_000 })
    const sequence = producer.claim()
    producer.publish(sequence, sequence)
    expect(await waits).toBe(1)
  }
  expect(timers()).toBeLessThanOrEqual(before)
  expect(asked.mock.calls.length).toBeGreaterThan(100)
  // The engine keeps sleepers with a time-out until that has passed.
  expect(asked.mock.calls.every(([, , , timeout]) => timeout === undefined)).toBe(true)
  asked.mockRestore()
})

describe('a signal', () => {
  it('has one listener for all waiters, and none afterwards', async () => {
    const warned = vi.fn()
    process.on('warning', warned)
    const end = new AbortController()
    const waits = Array.from({ length: 50 }, () =>
      emptyReader().consumeAsync(nothing, 1, { signal: end.signal }),
    )
    expect(getEventListeners(end.signal, 'abort')).toHaveLength(1)
    end.abort('enough')
    for (const { status } of await Promise.allSettled(waits)) expect(status).toBe('rejected')
    expect(getEventListeners(end.signal, 'abort')).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })

  it('is listened to as long as there is a waiter', async () => {
    const end = new AbortController()
    const rings = [0, 1].map(() => createRing({ size: 4, consumers: { a: [] } }))
    const waits = rings.map((ring) => ring.consumer('a').consumeAsync(nothing, 1, { signal: end.signal }))
    const producer = rings[0]?.producer()
    producer?.publish(producer.claim(), 0)
    expect(await waits[0]).toBe(1)
    expect(getEventListeners(end.signal, 'abort')).toHaveLength(1)
    end.abort()
    await expect(waits[1]).rejects.toBeInstanceOf(AbortError)
    expect(getEventListeners(end.signal, 'abort')).toEqual([])
  })

  it.each(['consume', 'claim'] as const)('is refused by a blocking call: %s', (method) => {
    const ring = createRing({ size: 4, producers: ['a', 'b'], consumers: { a: [] } })
    const options = { signal: new AbortController().signal, timeout: 10 }
    const calls = {
      consume: () => ring.consumer('a').consume(nothing, 1, options),
      claim: () => ring.producer('a').claim(1, options),
    }
    expect(calls[method]).toThrow(ArgumentError)
    expect(calls[method]).toThrow(/The "signal" option must be left to|is already taken/)
  })
})

describe('a process', () => {
  const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const file = fileURLToPath(new URL('./unheld.ts', import.meta.url))

  it('is not kept alive by unreferenced waits, although a referenced one has ended', async () => {
    const run = promisify(execFile)(process.execPath, ['--import', TSX, file], { timeout: 30_000 })
    expect(await run).toEqual({ stdout: 'handled 1\nends\n', stderr: '' })
  })
})
