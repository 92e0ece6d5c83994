// A thread looks for itself among those that it waits for; where it has one role, it need not, and so makes no garbage.
import { afterEach, expect, it, vi } from 'vitest'
import { CURSOR } from '../../src/core/layout.ts'
import { wrap } from '../../src/core/Sequence.ts'
import { createRing, type Ring } from '../../src/index.ts'

afterEach(() => vi.restoreAllMocks())

/** Has another thread publish the first event while this one sleeps; returns how often the wait asked for owners. */
function asked(ring: Ring<'c' | 'd'>): number {
  const words = new Int32Array(ring.handle.buffer)
  vi.spyOn(Atomics, 'wait').mockImplementation(() => {
    Atomics.exchange(words, CURSOR, wrap(0))
    return 'ok'
  })
  const consumer = ring.consumer('c', { spins: 0 })
  const owners = vi.spyOn(Map.prototype, 'values')
  expect(consumer.consume(() => {})).toBe(1)
  return owners.mock.calls.length
}

it('with one role', () => {
  expect(asked(createRing({ size: 4, consumers: { c: [], d: [] } }))).toBe(0)
})

it('but is refused if it keeps all events of the ring, which only it can let go of', () => {
  const ring = createRing({ size: 4, consumers: { c: [], d: [] } })
  Atomics.exchange(new Int32Array(ring.handle.buffer), CURSOR, wrap(3))
  const consumer = ring.consumer('c')
  expect(consumer.take()).toEqual({ first: 0, last: 3 })
  expect(() => consumer.take()).toThrow(expect.objectContaining({ code: 'ERR_RINGPROOF_WAIT' }))
})

it('with two roles it does', () => {
  const ring = createRing({ size: 4, consumers: { c: [], d: [] } })
  ring.consumer('d')
  expect(asked(ring)).toBeGreaterThan(0)
})
