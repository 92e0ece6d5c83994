import { describe, expect, it } from 'vitest'
import { gatesOf, impatiently } from '../../model-tests/core/misuse/scene.ts'
import { unwrap } from '../../src/core/Sequence.ts'
import {
  AbortError,
  ArgumentError,
  ClosedError,
  type Consumer,
  type ConsumerOptions,
  createRing,
  FailedError,
  HandlerError,
  StateError,
  TimeoutError,
  WaitError,
} from '../../src/index.ts'

const SIZE = 8

/**
 * A ring of eight with `events` published, its consumer, that one's follower, and a reader of the gate; by default no
 * batch ends because it takes long.
 */
function ringWith(events: number, options: ConsumerOptions = { yieldAfter: Number.POSITIVE_INFINITY }) {
  const ring = createRing({ size: SIZE, consumers: { work: [], after: ['work'] } })
  const producer = ring.producer()
  const publish = (n: number): void => {
    const first = producer.claim(n)
    producer.publish(first, first + n - 1)
  }
  if (events > 0) publish(events)
  const words = new Int32Array(ring.handle.buffer)
  const [word = 0] = gatesOf(ring)
  const gate = () => unwrap(0, words[word] ?? 0)
  return {
    ring,
    producer,
    publish,
    consumer: ring.consumer('work', options),
    after: ring.consumer('after', options),
    gate,
  }
}

function caught(call: () => unknown): unknown {
  try {
    return impatiently(call)
  } catch (error) {
    return error
  }
}

const allOf = (consumer: Consumer): number[] => {
  const seen: number[] = []
  consumer.poll((sequence) => void seen.push(sequence))
  return seen
}

describe('what is taken', () => {
  it('is what is available after what is already taken, at most the limit', () => {
    const { consumer, publish } = ringWith(5)
    expect(consumer.tryTake(2)).toEqual({ first: 0, last: 1 })
    expect(consumer.tryTake({ limit: 1 })).toEqual({ first: 2, last: 2 })
    expect(consumer.take()).toEqual({ first: 3, last: 4 })
    expect(consumer.tryTake()).toBeUndefined()
    publish(1)
    expect(consumer.take({ limit: 9, timeout: 1 })).toEqual({ first: 5, last: 5 })
    expect(consumer.taken).toEqual({ first: 0, last: 5 })
  })

  it('holds back the gate until it is advanced over, and the rest stays taken', () => {
    const { consumer, after, gate } = ringWith(5)
    consumer.tryTake(4)
    expect([gate(), allOf(after)]).toEqual([-1, []])
    consumer.advance(1)
    expect([gate(), allOf(after), consumer.taken]).toEqual([1, [0, 1], { first: 2, last: 3 }])
    consumer.advance(3)
    expect([gate(), allOf(after), consumer.taken]).toEqual([3, [2, 3], undefined])
    expect(consumer.tryTake()).toEqual({ first: 4, last: 4 })
  })

  it('is room that the producer lacks', () => {
    const { consumer, after, producer, publish } = ringWith(SIZE)
    consumer.tryTake()
    expect(producer.tryClaim()).toBeUndefined()
    consumer.advance(0)
    allOf(after)
    publish(1)
    expect(consumer.tryTake()).toEqual({ first: SIZE, last: SIZE })
    expect(producer.tryClaim()).toBeUndefined()
  })

  it('is handled again by a successor', () => {
    const { ring, consumer, producer } = ringWith(3)
    consumer.tryTake()
    consumer.advance(0)
    producer.close()
    ring.keep({ consumers: ['work'] })
    ring.bury({ consumers: ['work'] })
    expect(allOf(ring.takeOver('work'))).toEqual([1, 2])
  })
})

describe('advance', () => {
  const REFUSED: readonly unknown[] = [0, 4, -1, 1.5, Number.NaN, '2', undefined]

  it.each(REFUSED)('refuses %s, where 1 to 3 are taken, and changes nothing', (last) => {
    const { consumer, gate } = ringWith(5)
    consumer.tryTake(4)
    consumer.advance(0)
    const error = caught(() => consumer.advance(last as number))
    expect(error).toBeInstanceOf(ArgumentError)
    expect(String(error)).toContain('The sequence to advance to must be an integer from 1 to 3')
    expect([gate(), consumer.taken]).toEqual([0, { first: 1, last: 3 }])
  })

  it('says so where nothing is taken, or a handler keeps it', () => {
    const { consumer } = ringWith(2)
    const nothing = 'The sequence to advance to must be taken, but nothing is. Received 0'
    expect(() => consumer.advance(0)).toThrow(nothing)
    const throwsAtLast = (sequence: number) => {
      if (sequence === 1) throw new Error('at 1')
    }
    expect(() => consumer.poll(throwsAtLast)).toThrow('at 1')
    expect(() => consumer.advance(0)).toThrow(nothing)
    expect(() => consumer.tryTake()).toThrow(StateError)
    expect(() => consumer.take()).toThrow('Cannot call take() with 1 event kept by a handler that threw')
    expect(allOf(consumer)).toEqual([1])
    expect(consumer.tryTake()).toBeUndefined()
  })

  it('is needed before the next batch of a handler', () => {
    const { consumer } = ringWith(3)
    consumer.tryTake(2)
    expect(() => allOf(consumer)).toThrow(StateError)
    expect(() => allOf(consumer)).toThrow('Cannot call poll() with 2 events taken but not advanced over')
    consumer.advance(1)
    expect(allOf(consumer)).toEqual([2])
  })
})

describe('a take that waits', () => {
  it('goes on while advance makes room for what it waits for', async () => {
    const { consumer, after, publish } = ringWith(SIZE)
    consumer.tryTake()
    const more = consumer.takeAsync()
    await Promise.resolve()
    consumer.advance(3)
    expect(allOf(after)).toEqual([0, 1, 2, 3])
    publish(2)
    expect(await more).toEqual({ first: SIZE, last: SIZE + 1 })
    expect(consumer.taken).toEqual({ first: 4, last: SIZE + 1 })
  })

  it('wakes a producer and a follower that wait for its gate', async () => {
    const { consumer, after, producer } = ringWith(SIZE)
    consumer.tryTake()
    const [claimed, taken] = [producer.claimAsync(), after.takeAsync()]
    await Promise.resolve()
    consumer.advance(0)
    expect(await taken).toEqual({ first: 0, last: 0 })
    after.advance(0)
    expect(await claimed).toBe(SIZE)
  })

  it('lets no other call in but advance', async () => {
    const { consumer, publish } = ringWith(1)
    consumer.tryTake()
    const more = consumer.takeAsync()
    for (const call of [() => consumer.tryTake(), () => allOf(consumer), () => consumer.take()]) {
      expect(call).toThrow(HandlerError)
      expect(call).toThrow('while takeAsync() is pending')
    }
    consumer.advance(0)
    publish(1)
    expect(await more).toEqual({ first: 1, last: 1 })
    consumer.advance(1)
    expect(allOf(consumer)).toEqual([])
  })

  it('that times out or is aborted has taken nothing, and leaves what was taken', async () => {
    const { consumer } = ringWith(2)
    consumer.tryTake(1)
    consumer.tryTake(1)
    expect(() => consumer.take({ timeout: 1 })).toThrow(TimeoutError)
    await expect(consumer.takeAsync({ timeout: 1 })).rejects.toThrow(TimeoutError)
    await expect(consumer.takeAsync({ signal: AbortSignal.abort() })).rejects.toThrow(AbortError)
    expect(consumer.taken).toEqual({ first: 0, last: 1 })
  })

  it('refuses to block where all of the ring is taken here', () => {
    const { consumer } = ringWith(SIZE)
    consumer.tryTake(SIZE - 1)
    consumer.tryTake()
    const error = caught(() => consumer.take())
    expect(error).toBeInstanceOf(WaitError)
    expect(String(error)).toContain(
      'take() would wait for this thread itself, as consumer "work" and consumer "after" and producer "producer"; ' +
        'use tryTake(), takeAsync() or a timeout',
    )
    consumer.advance(0)
    expect(String(caught(() => consumer.take()))).toContain('itself, as consumer "after" and producer')
  })

  it('waits where a part of the ring is taken here and others may act', () => {
    const ring = createRing({ size: 2, consumers: { work: [] }, producers: ['a', 'b'] })
    const [producer, consumer] = [ring.producer('a'), ring.consumer('work')]
    producer.publish(producer.claim())
    consumer.tryTake()
    expect(String(caught(() => consumer.take()))).toBe('Error: it waits for ever')
    producer.publish(producer.claim())
    consumer.tryTake()
    expect(String(caught(() => consumer.take()))).toContain('as consumer "work"; use tryTake()')
  })

  it('keeps a claim of its thread from waiting for it', () => {
    const { consumer, producer, after } = ringWith(SIZE)
    consumer.tryTake()
    expect(String(caught(() => producer.claim()))).toContain('as consumer "work" and consumer "after"')
    consumer.advance(7)
    expect(allOf(after)).toHaveLength(SIZE)
    expect(producer.tryClaim()).toBe(SIZE)
  })
})

describe('at the end of the ring', () => {
  it.each(['take', 'takeAsync'] as const)('%s takes what is left, then throws', async (call) => {
    const { consumer, producer, gate } = ringWith(3)
    producer.close()
    expect(await consumer[call](2)).toEqual({ first: 0, last: 1 })
    expect(await consumer[call]()).toEqual({ first: 2, last: 2 })
    await expect(async () => consumer[call]()).rejects.toThrow(ClosedError)
    consumer.advance(1)
    await expect(async () => consumer[call]()).rejects.toThrow(ClosedError)
    consumer.advance(2)
    expect(gate()).toBe(2)
  })

  it.each(['take', 'takeAsync'] as const)(
    'a failed one: %s throws, and followers go on until all is advanced over',
    async (call) => {
      const { ring, consumer, after } = ringWith(3)
      ring.fail({ producers: ['producer'] })
      expect(await consumer[call]()).toEqual({ first: 0, last: 2 })
      await expect(async () => consumer[call]()).rejects.toThrow(FailedError)
      const follows = after.consumeAsync(() => {}, 2)
      consumer.advance(0)
      expect(await follows).toBe(1)
      const more = after.consumeAsync(() => {})
      consumer.advance(2)
      expect(await more).toBe(2)
      await expect(after.consumeAsync(() => {})).rejects.toThrow(FailedError)
    },
  )

  it('a follower of one that has taken nothing ends at once', async () => {
    const { ring, consumer, after } = ringWith(1)
    ring.fail({ producers: ['producer'] })
    expect(allOf(consumer)).toEqual([0])
    const follows = after.takeAsync()
    expect(await follows).toEqual({ first: 0, last: 0 })
    const more = after.takeAsync()
    expect(() => consumer.take()).toThrow(FailedError)
    await expect(more).rejects.toThrow(FailedError)
  })
})

it('a range that is handled at once yields to the event loop as batches do', async () => {
  const { consumer, after, publish } = ringWith(0, {})
  let rounds = 0
  const timer = setInterval(() => rounds++, 0)
  const until = performance.now() + 50
  while (performance.now() < until) {
    publish(1)
    consumer.advance((await consumer.takeAsync()).last)
    after.advance((await after.takeAsync()).last)
  }
  clearInterval(timer)
  expect(rounds).toBeGreaterThan(1)
})
