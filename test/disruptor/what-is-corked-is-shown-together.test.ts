import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { EventProducer } from '../../src/disruptor/EventProducer.ts'
import { Voids } from '../../src/disruptor/Voids.ts'
import { createDisruptor, createRing, createSlots, struct } from '../../src/index.ts'
import { errorOf } from './scene.ts'

const SIZE = 8
const Tick = struct({ n: 'u32' })

const put = (n: number) => (tick: { n: number }) => {
  tick.n = n
}

/** A producer, alone or beside another, and how many events a reader could see. */
function scene(names: readonly ['a'] | readonly ['a', 'b'] = ['a']) {
  const ring = createRing({ size: SIZE, consumers: { c: [] }, producers: names })
  const [slots, voids, consumer] = [createSlots(Tick, SIZE), new Voids(SIZE), ring.consumer('c')]
  const producers = names.map((name) => new EventProducer(ring.producer(name), slots, voids))
  const [a, b = a] = producers as [EventProducer<typeof Tick>, EventProducer<typeof Tick>?]
  const shown = () => ring.positions().published + 1
  return { ring, a, b, voids, shown, handle: () => consumer.poll(() => {}) }
}

/** Publishes that many, one by one. */
function publish(producer: EventProducer<typeof Tick>, count: number): void {
  for (let n = 0; n < count; n++) producer.publish(put(n))
}

describe('is shown', () => {
  it('once a window is full; windows double', () => {
    const { a, shown } = scene()
    a.cork({ most: 4 })
    const after = [1, 2, 3, 4, 5, 6, 7].map(() => {
      publish(a, 1)
      return shown()
    })
    expect(after).toEqual([1, 1, 3, 3, 3, 3, 7])
  })

  it('by uncork(), leave() and close()', () => {
    for (const show of ['uncork', 'leave', 'close'] as const) {
      const { a, shown } = scene()
      a.cork()
      publish(a, 2)
      expect(shown()).toBe(1)
      a[show]()
      expect(shown()).toBe(2)
    }
  })

  it('at the end of the turn, behind its microtasks', async () => {
    const { a, shown } = scene()
    a.cork()
    publish(a, 2)
    await Promise.resolve().then(() => publish(a, 2))
    expect(shown()).toBe(3)
    await setImmediate()
    expect(shown()).toBe(4)
  })

  it('before a call waits for room, which its readers could not make', () => {
    const { a, shown, handle } = scene()
    publish(a, 5)
    a.cork()
    publish(a, 2)
    expect(shown()).toBe(6)
    const full = errorOf(() => a.publish(put(0), { n: 2, timeout: 1 }))
    expect(full).toMatchObject({ code: 'ERR_RINGPROOF_TIMEOUT' })
    expect(shown()).toBe(7)
    handle()
    expect(a.publish(put(0), { n: 2, timeout: 0 })).toBe(7)
  })

  it('before publishAsync, whose event is shown at once', async () => {
    const { a, shown } = scene()
    a.cork()
    publish(a, 2)
    await a.publishAsync(put(2))
    expect(shown()).toBe(3)
  })
})

it('a fill that throws leaves what is corked as it is, and its sequence to the next', () => {
  const { a, shown } = scene()
  a.cork()
  publish(a, 2)
  const thrown = new Error('thrown')
  const fail = () => {
    throw thrown
  }
  expect(errorOf(() => a.publish(fail))).toBe(thrown)
  expect([a.publish(put(2)), shown()]).toEqual([2, 3])
})

it('beside others: a window that is not used is given back, or published as void', () => {
  const { a, b, voids, shown } = scene(['a', 'b'])
  a.cork()
  publish(a, 2)
  a.uncork()
  expect([b.publish(put(0)), voids.count]).toEqual([2, 0])
  a.cork()
  publish(a, 2)
  expect([b.publish(put(0)), shown()]).toEqual([6, 4])
  a.uncork()
  expect([voids.count, shown()]).toEqual([1, 7])
})

it('a disruptor that is closed within fill() shows the event that is being written', async () => {
  const seen: number[] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    handlers: { all: { onEvent: ({ n }) => void seen.push(n) } },
  })
  const producer = disruptor.producer()
  producer.cork()
  publish(producer, 1)
  let closed: Promise<unknown> | undefined
  producer.publish((tick) => {
    tick.n = 7
    closed = disruptor.close()
  })
  await closed
  expect(seen).toEqual([0, 7])
})

describe('is refused', () => {
  it.each([0, 9, 1.5, Number.NaN, '4'])('most: %s', (most) => {
    const { a } = scene()
    expect(errorOf(() => a.cork({ most: most as number }))).toMatchObject({
      code: 'ERR_RINGPROOF_ARGUMENT',
      message: expect.stringContaining('an integer from 1 to 8'),
    })
  })

  it('an option that is not known', () => {
    expect(errorOf(() => scene().a.cork({ more: 4 } as object))).toMatchObject({
      code: 'ERR_RINGPROOF_ARGUMENT',
    })
  })

  it.each(['cork', 'uncork', 'leave', 'close'] as const)('%s() within fill()', (call) => {
    const { a } = scene()
    a.cork()
    const error = errorOf(() => a.publish(() => a[call]()))
    expect(error).toMatchObject({
      code: 'ERR_RINGPROOF_STATE',
      message: expect.stringContaining(`${call} within fill()`),
    })
  })

  it.each(['cork', 'uncork'] as const)('%s() while publishAsync() waits', async (call) => {
    const { a, handle } = scene()
    publish(a, SIZE)
    const waiting = a.publishAsync(put(8))
    expect(errorOf(() => a[call]())).toMatchObject({
      code: 'ERR_RINGPROOF_REENTRANT',
      message: expect.stringContaining(`call ${call}()`),
    })
    handle()
    expect(await waiting).toBe(8)
  })
})
