import { afterEach, expect, it, vi } from 'vitest'
import { impatiently } from '../../model-tests/core/misuse/scene.ts'
import { CURSOR } from '../../src/core/layout.ts'
import { wrap } from '../../src/core/Sequence.ts'
import { AbortError, attachRing, createRing, TimeoutError } from '../../src/index.ts'

afterEach(() => vi.restoreAllMocks())

/**
 * A worker that has made an attempt, and stood still while others took 2^31 events: the ticket has the same word again,
 * and its event is not published yet.
 */
function sleeper() {
  const ring = createRing({ size: 2, consumers: { jobs: [] }, pools: ['jobs'] })
  const words = new Int32Array(ring.handle.buffer)
  const producer = attachRing(ring.handle).producer()
  producer.publish(producer.claim(), 0)
  const [worker, other] = [ring.pool('jobs'), attachRing(ring.handle).pool('jobs')]
  const { compareExchange } = Atomics
  const taking = vi.spyOn(Atomics, 'compareExchange').mockImplementation((...given) => {
    taking.mockRestore()
    Atomics.store(words, CURSOR, wrap(-1))
    return compareExchange(...(given as Parameters<typeof compareExchange>))
  })
  const publish = (): void => void Atomics.store(words, CURSOR, wrap(0))
  return { worker, other, publish, count: () => [worker, other].map((each) => each.poll(() => {})) }
}

it('in a poll', () => {
  const { worker, other, publish } = sleeper()
  expect(impatiently(() => worker.poll(() => {}))).toBe(0)
  expect(impatiently(() => worker.poll(() => {}))).toBe(0)
  expect(impatiently(() => other.poll(() => {}))).toBe(0)
  publish()
  expect(impatiently(() => other.poll(() => {}))).toBe(0)
  const handled: number[] = []
  expect(worker.poll((sequence) => void handled.push(sequence))).toBe(1)
  expect(handled).toEqual([0])
})

it('beyond its time-out', () => {
  const { worker, publish, count } = sleeper()
  for (let call = 0; call < 2; call++)
    expect(() => impatiently(() => worker.consume(() => {}, 1, { timeout: 0 }))).toThrow(TimeoutError)
  publish()
  expect(worker.consume(() => {}, 1, { timeout: 0 })).toBe(1)
  expect(count()).toEqual([0, 0])
})

it('once it was aborted', async () => {
  const { worker, publish, count } = sleeper()
  const end = new AbortController()
  const waits = worker.consumeAsync(() => {}, 1, { signal: end.signal })
  end.abort()
  await expect(waits).rejects.toThrow(AbortError)
  await expect(worker.consumeAsync(() => {}, 1, { timeout: 5 })).rejects.toThrow(TimeoutError)
  publish()
  expect(await worker.consumeAsync(() => {}, 1)).toBe(1)
  expect(count()).toEqual([0, 0])
})

it('even if its handler throws once its event is there', () => {
  const { worker, publish, count } = sleeper()
  expect(impatiently(() => worker.poll(() => {}))).toBe(0)
  publish()
  const throwing = (): void => {
    throw new Error('enough')
  }
  expect(() => worker.poll(throwing)).toThrow('enough')
  expect(count()).toEqual([1, 0])
})
