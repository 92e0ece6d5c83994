import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Core, loadCore } from '../../model-tests/core/load.ts'
import { impatiently } from '../../model-tests/core/misuse/scene.ts'
import {
  attachRing,
  createRing,
  type Ring,
  type RingOptions,
  TimeoutError,
  WaitError,
} from '../../src/index.ts'

type AnyRing = Ring<string, string>

/** Other ways to the same ring: each gives another `Ring`. */
const WAYS: readonly (readonly [string, (ring: AnyRing) => AnyRing])[] = [
  ['the same ring', (ring) => ring],
  ['one attached to the same handle', (ring) => attachRing(ring.handle)],
  ['one whose handle came through a port', (ring) => attachRing(posted(ring.handle))],
]

function posted<Value>(value: Value): Value {
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(value)
  const received: Value = receiveMessageOnPort(port2)?.message
  port1.close()
  return received
}

function ringOf(options: Partial<RingOptions<string, string>> = {}): AnyRing {
  return createRing<string, string>({ size: 2, consumers: { a: [] }, ...options })
}

function fill(ring: AnyRing, name = ring.handle.producers[0]) {
  const producer = ring.producer(name)
  const first = producer.claim(ring.handle.size)
  producer.publish(first, first + ring.handle.size - 1)
  return producer
}

function thrownBy(call: () => unknown): unknown {
  try {
    return impatiently(call)
  } catch (error) {
    return error
  }
}

function expectRefused(call: () => unknown, ring: AnyRing, as: string): void {
  const before = [...new Int32Array(ring.handle.buffer)]
  const error = thrownBy(call)
  expect(error).toBeInstanceOf(WaitError)
  expect(error).toMatchObject({ code: 'ERR_RINGPROOF_WAIT' })
  expect(String(error)).toContain(
    `claim() would wait for this thread itself, as ${as}; use tryClaim(), claimAsync() or a timeout`,
  )
  expect([...new Int32Array(ring.handle.buffer)]).toEqual(before)
}

function expectVain(call: () => unknown, ring: AnyRing, as: string): void {
  const before = [...new Int32Array(ring.handle.buffer)]
  const error = thrownBy(call)
  expect(error).toBeInstanceOf(WaitError)
  expect(error).toMatchObject({
    code: 'ERR_RINGPROOF_WAIT',
    message: `consume() would wait for this thread itself, as ${as}; use poll(), consumeAsync() or a timeout`,
  })
  expect([...new Int32Array(ring.handle.buffer)]).toEqual(before)
}

/** Expects a wait that other threads may end. */
function expectWaiting(call: () => unknown): void {
  expect(String(thrownBy(call))).toBe('Error: it waits for ever')
}

const CASTS: readonly (readonly [string, readonly string[]])[] = [
  ['the only producer', ['p']],
  ['one of two producers', ['p', 'q']],
]

describe.each(WAYS)('%s', (_, again) => {
  describe.each(CASTS)('%s', (_, producers) => {
    it('does not wait for a consumer of its thread', () => {
      const ring = ringOf({ producers })
      const consumer = again(ring).consumer('a')
      const producer = fill(ring)
      expectRefused(() => producer.claim(), ring, 'consumer "a"')
      expect(consumer.poll(() => {}, 1)).toBe(1)
      expect(producer.claim()).toBe(2)
    })

    it('does not wait for a consumer that its thread has taken over', () => {
      const ring = ringOf({ producers })
      again(ring).takeOver('a')
      const producer = fill(ring)
      expectRefused(() => producer.claim(), ring, 'consumer "a"')
    })

    it('does not wait for a consumer of its thread with a follower on another thread', () => {
      const ring = ringOf({ producers, consumers: { a: [], b: ['a'] } })
      again(ring).consumer('a')
      const producer = fill(ring)
      expectRefused(() => producer.claim(), ring, 'consumer "a"')
    })

    it('does not wait for a pool whose only worker is on its thread', () => {
      const ring = ringOf({ producers, pools: ['a'] })
      const worker = again(ring).pool('a')
      const producer = fill(ring)
      expectRefused(() => producer.claim(), ring, 'a worker of "a"')
      expect(worker.poll(() => {})).toBe(1)
      expect(producer.claim()).toBe(2)
    })

    it('does not wait for a worker of its thread that holds an event, even within the handler', () => {
      const ring = ringOf({ producers, pools: ['a'] })
      const worker = again(ring).pool('a')
      another.attachRing(ring.handle).pool('a')
      const producer = fill(ring)
      worker.poll(() => expectRefused(() => producer.claim(), ring, 'a worker of "a"'))
      expect(producer.claim()).toBe(2)
      producer.publish(2, 2)
      expect(() => worker.poll(throwing, 2)).toThrow('enough')
      expectRefused(() => producer.claim(), ring, 'a worker of "a"')
      expect(worker.poll(() => {}, 2)).toBe(2)
      expect(producer.claim()).toBe(3)
    })

    it('is not waited for by a consumer of its thread', () => {
      const ring = ringOf({ producers })
      const others = again(ring)
      for (const name of producers) others.producer(name)
      const consumer = ring.consumer('a')
      expectVain(
        () => consumer.consume(() => {}),
        ring,
        producers.map((p) => `producer "${p}"`).join(' and '),
      )
      expect(consumer.poll(() => {})).toBe(0)
    })

    it('is not waited for by a worker of its thread', () => {
      const ring = ringOf({ producers, pools: ['a'] })
      const others = again(ring)
      for (const name of producers) others.producer(name)
      const worker = ring.pool('a')
      expectVain(() => worker.consume(() => {}), ring, producers.map((p) => `producer "${p}"`).join(' and '))
    })
  })

  it('does not wait for an open claim of its thread, although others claim as well', () => {
    const ring = ringOf({ producers: ['p', 'q', 'r'] })
    const p = again(ring).producer('p')
    expect(p.claim()).toBe(0)
    const q = ring.producer('q')
    expect(q.claim()).toBe(1)
    q.publish(1, 1)
    expectRefused(() => q.claim(), ring, 'producer "p"')
    const consumer = ring.consumer('a')
    expectVain(() => consumer.consume(() => {}), ring, 'producer "p"')
    p.publish(0, 0)
    expect(consumer.consume(() => {})).toBe(2)
    expectWaiting(() => consumer.consume(() => {}))
  })

  it('does not wait for the rest of a partly published claim', () => {
    const ring = ringOf({ producers: ['p', 'q', 'r'] })
    const p = again(ring).producer('p')
    p.publish(p.claim(2), 0)
    const consumer = ring.consumer('a')
    expect(consumer.consume(() => {})).toBe(1)
    expectVain(() => consumer.consume(() => {}), ring, 'producer "p"')
  })

  it('does not wait for its upstream, direct or indirect', () => {
    const consumers = { a: [], b: ['a'], c: ['b'] }
    const ring = ringOf({ consumers })
    const a = again(ring).consumer('a')
    const [b, c] = [ring.consumer('b'), ring.consumer('c')]
    expectVain(() => b.consume(() => {}), ring, 'consumer "a"')
    expectVain(() => c.consume(() => {}), ring, 'consumer "a" and consumer "b"')
    const producer = fill(another.attachRing(ring.handle) as AnyRing)
    expectVain(() => c.consume(() => {}), ring, 'consumer "a" and consumer "b"')
    expect(a.poll(() => {})).toBe(2)
    expectVain(() => c.consume(() => {}), ring, 'consumer "b"')
    expect(b.consume(() => {})).toBe(2)
    expect(c.consume(() => {})).toBe(2)
    expect(producer.claim()).toBe(2)
  })

  it('does not wait for an event that needs room only its own thread can free', () => {
    const ring = ringOf({ consumers: { a: [], b: [] } })
    const a = again(ring).consumer('a')
    const b = ring.consumer('b')
    fill(another.attachRing(ring.handle) as AnyRing)
    expect(b.consume(() => {})).toBe(2)
    expectVain(() => b.consume(() => {}), ring, 'consumer "a"')
    expect(a.poll(() => {}, 1)).toBe(1)
    expectWaiting(() => b.consume(() => {}))
  })

  it('does not wait for an upstream pool that no other thread has joined', () => {
    const ring = ringOf({ consumers: { a: [], b: ['a'] }, pools: ['a'] })
    again(ring).pool('a')
    const b = ring.consumer('b')
    expectVain(() => b.consume(() => {}), ring, 'a worker of "a"')
    another.attachRing(ring.handle).pool('a')
    expectWaiting(() => b.consume(() => {}))
  })

  it('times out, whatever it waits for', () => {
    const ring = ringOf()
    const consumer = again(ring).consumer('a')
    const producer = ring.producer()
    expect(thrownBy(() => consumer.consume(() => {}, 1, { timeout: 0 }))).toBeInstanceOf(TimeoutError)
    producer.publish(producer.claim(2), 1)
    expect(thrownBy(() => producer.claim(1, { timeout: 0 }))).toBeInstanceOf(TimeoutError)
  })
})

/** A core as another thread has it, with bookkeeping of its own. */
let another: Core
beforeAll(async () => {
  another = await loadCore({ stepped: false, bounded: true })
})

function throwing(): void {
  throw new Error('enough')
}

describe('a wait that another thread can end', () => {
  it('is one for a consumer that is unknown on this thread', () => {
    const ring = ringOf()
    another.attachRing(ring.handle).consumer('a')
    const producer = fill(ring)
    expectWaiting(() => producer.claim())
  })

  it('is one for a pool that the other thread has joined as well', () => {
    const ring = ringOf({ pools: ['a'] })
    ring.pool('a')
    another.attachRing(ring.handle).pool('a')
    const producer = fill(ring)
    expectWaiting(() => producer.claim())
  })

  it('is one for a producer that another thread has, or none yet', () => {
    const ring = ringOf({ producers: ['p', 'q'] })
    const consumer = ring.consumer('a')
    ring.producer('p')
    expectWaiting(() => consumer.consume(() => {}))
    const q = another.attachRing(ring.handle as never).producer('q' as never)
    expectWaiting(() => consumer.consume(() => {}))
    q.leave()
    expectVain(() => consumer.consume(() => {}), ring, 'producer "p"')
  })

  it('is one for a published event that another consumer handles first', () => {
    const ring = ringOf({ consumers: { a: [], b: ['a'] } })
    another.attachRing(ring.handle).consumer('a')
    fill(ring)
    const b = ring.consumer('b')
    expectWaiting(() => b.consume(() => {}))
  })
})

it('stops waiting once others have claimed what its own thread then has to handle', () => {
  const ring = ringOf({ producers: ['p', 'q'], consumers: { a: [], b: [] } })
  const elsewhere = another.attachRing(ring.handle as never) as unknown as AnyRing
  const [a, b] = [ring.consumer('a'), elsewhere.consumer('b')]
  const [p, q] = [fill(ring, 'p'), elsewhere.producer('q')]
  expect(a.poll(() => {}, 1)).toBe(1)
  const { wait } = Atomics
  let slept = 0
  const sleeping = (): 'ok' => {
    slept++
    b.poll(() => {}, 1)
    q.publish(q.claim(), 2)
    return 'ok'
  }
  Object.assign(Atomics, { wait: sleeping })
  try {
    expect(() => p.claim()).toThrow('claim() would wait for this thread itself, as consumer "a"')
  } finally {
    Object.assign(Atomics, { wait })
  }
  expect(slept).toBe(1)
})
