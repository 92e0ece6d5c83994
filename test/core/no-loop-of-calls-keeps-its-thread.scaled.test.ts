import { afterEach, describe, expect, it, vi } from 'vitest'
import { AbortError, createRing, DEFAULT_YIELD_AFTER } from '../../src/index.ts'
import { scaled } from '../scaled.ts'
import { FORMS } from './load.ts'
import { real, virtual } from './virtual.ts'

const TICK_MS = 10
const TICKS = 100
const NEVER = { yieldAfter: Number.POSITIVE_INFINITY }

describe.each(FORMS.map(([name], f) => [name, f] as const))('%s', (_, f) => {
  afterEach(real)

  it.each(scaled([0.001, 0.02, 1], [0.02, 1]))(
    'leaves a timer 90 of 100 ticks, at %d ms per event',
    async (milliseconds) => {
      const { forms, work, now, ticks, kept } = await virtual()
      const end = TICK_MS * (TICKS + 1)
      await forms[f]?.[1]({ isOver: () => now() > end, work: () => work(milliseconds) })
      expect(ticks(TICK_MS)).toBeGreaterThanOrEqual(0.9 * TICKS)
      // The last event is the one being handled when the time is over; a worker takes 16 before it knows how long they
      // take.
      expect(Math.max(...kept)).toBeLessThan(2 * DEFAULT_YIELD_AFTER + 16 * milliseconds)
    },
  )

  it('with slow events keeps the thread for only a few of them, whatever came before', async () => {
    const { forms, work, now, kept } = await virtual()
    const SLOW_MS = 20
    await forms[f]?.[1]({
      isOver: () => now() > 3000,
      work: () => work(now() < 1000 ? scaled(0.001, 0.02) : SLOW_MS),
    })
    const slow = kept.filter((ms) => ms > 2 * DEFAULT_YIELD_AFTER)
    // Events that were fast so far are expected once to stay fast.
    expect(Math.max(...slow)).toBeLessThan(72 * SLOW_MS)
    expect(
      slow
        .toSorted((a, b) => b - a)
        .slice(5)
        .every((ms) => ms < 8 * SLOW_MS),
    ).toBe(true)
  })

  it('ends when a timer aborts its signal, although it always finds something', async () => {
    const signal = AbortSignal.timeout(50)
    const end = performance.now() + 30_000
    const loop = FORMS[f]?.[1]({ signal, isOver: () => performance.now() > end, work: () => {} })
    await expect(loop).rejects.toBeInstanceOf(AbortError)
  })
})

it('nor does a single call whose sleeps all end before they begin', async () => {
  const ENOUGH = 20_000_000
  let sleeps = 0
  const ended = vi.spyOn(Atomics, 'waitAsync').mockImplementation(() => {
    if (++sleeps > ENOUGH) throw new RangeError('nothing else got a turn')
    return { async: false, value: 'not-equal' }
  })
  const ring = createRing({ size: 8, consumers: { log: [] } })
  const waits = ring.consumer('log').consumeAsync(() => {}, 1, { signal: AbortSignal.timeout(50) })
  await expect(waits).rejects.toBeInstanceOf(AbortError)
  ended.mockRestore()
})

describe('a loop that never gives way', () => {
  afterEach(real)

  it.each(FORMS.slice(0, 8).map(([name], f) => [name, f] as const))('is noticed: %s', async (_, f) => {
    const { forms, work, now, ticks } = await virtual()
    await forms[f]?.[1]({ isOver: () => now() > 200, work: () => work(0.02), options: NEVER })
    expect(ticks(TICK_MS)).toBe(0)
  })
})
