import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { createDisruptor, struct } from '../../src/index.ts'
import { errorOf } from './scene.ts'

const Tick = struct({ n: 'u32', from: 'u8' })

/** A disruptor whose only handler keeps what it saw. */
async function recording(size: number) {
  const seen: [sequence: number, n: number, endOfBatch: boolean][] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size,
    handlers: { all: { onEvent: ({ n }, sequence, end) => void seen.push([sequence, n, end]) } },
  })
  return { disruptor, producer: disruptor.producer(), seen, numbers: () => seen.map(([, n]) => n) }
}

it('one by one', async () => {
  const { disruptor, producer, seen } = await recording(8)
  for (let n = 0; n < 5; n++) {
    expect(producer.publish((tick) => tick.set({ n: 10 * n }))).toBe(n)
  }
  expect(await disruptor.close()).toEqual({
    outcome: 'drained',
    published: 5,
    voids: 0,
    handlers: { all: { handled: 5, skipped: 0, failed: 0, remaining: 0 } },
  })
  expect(seen.map(([sequence, n]) => [sequence, n])).toEqual([0, 1, 2, 3, 4].map((n) => [n, 10 * n]))
})

it('in batches, each of which is filled from its first index on and shown at once', async () => {
  const { disruptor, producer, seen } = await recording(8)
  const given: [number, number][] = []
  const first = producer.publish(
    (tick, sequence, index) => {
      given.push([sequence, index])
      expect(disruptor.ring.positions().published).toBe(-1)
      tick.n = 100 + index
    },
    { n: 3 },
  )
  expect([first, producer.tryPublish((tick, _, index) => tick.set({ n: 200 + index }), { n: 2 })]).toEqual([
    0, 3,
  ])
  expect(given).toEqual([0, 1, 2].map((n) => [n, n]))
  await disruptor.close()
  expect(seen.map(([, n]) => n)).toEqual([100, 101, 102, 200, 201])
})

it('and an attempt to publish to a full ring returns undefined without a call of fill', async () => {
  const { disruptor, producer, numbers } = await recording(4)
  for (let n = 0; n < 4; n++) expect(producer.tryPublish((tick) => tick.set({ n: n }))).toBe(n)
  const never = () => {
    throw new Error('called')
  }
  expect([producer.tryPublish(never), producer.tryPublish(never, { n: 2 })]).toEqual([undefined, undefined])
  expect(errorOf(() => producer.publish(never, { timeout: 0 }))).toMatchObject({
    code: 'ERR_RINGPROOF_TIMEOUT',
  })
  await producer.publishAsync((tick) => tick.set({ n: 4 }))
  await disruptor.close()
  expect(numbers()).toEqual([0, 1, 2, 3, 4])
})

it('and more than the ring holds is refused before anything has changed', async () => {
  const { disruptor, producer, numbers } = await recording(4)
  const never = () => {
    throw new Error('called')
  }
  for (const n of [5, 0, -1, 1.5, Number.NaN]) {
    const allowed = { code: 'ERR_RINGPROOF_CLAIM', message: expect.stringContaining('"n" argument') }
    expect(errorOf(() => producer.publish(never, { n }))).toMatchObject(allowed)
    expect(errorOf(() => producer.tryPublish(never, { n }))).toMatchObject(allowed)
    await expect(producer.publishAsync(never, { n })).rejects.toMatchObject(allowed)
  }
  expect(disruptor.ring.positions()).toMatchObject({ claimed: -1, published: -1 })
  producer.publish((tick, _, index) => tick.set({ n: index }), { n: 4 })
  await disruptor.close()
  expect(numbers()).toEqual([0, 1, 2, 3])
})

it('and a call with a wrong argument names it', async () => {
  const { disruptor, producer } = await recording(4)
  const wrong: [() => unknown, string][] = [
    [() => producer.publish(undefined as never), '"fill" argument must be a function'],
    [() => producer.publish(() => {}, { many: 2 } as never), "'many'"],
    [() => producer.publish(() => {}, { signal: AbortSignal.abort() } as never), '"signal" option'],
    [() => producer.tryPublish(() => {}, { timeout: 2 } as never), "'timeout'"],
    [() => producer.tryPublish(() => {}, 2 as never), 'options of tryPublish()'],
    [() => producer.publish(() => {}, 2 as never), 'options of a claim'],
  ]
  for (const [call, message] of wrong) {
    const error = errorOf(call)
    expect(error).toMatchObject({ code: 'ERR_RINGPROOF_ARGUMENT' })
    expect(String(error)).toContain(message)
  }
  expect((await disruptor.close()).published).toBe(0)
})

it('over many laps', async () => {
  const { disruptor, producer, numbers } = await recording(4)
  for (let n = 0; n < 1000; n++) await producer.publishAsync((tick) => tick.set({ n: n }))
  await disruptor.close()
  expect(numbers()).toEqual(Array.from({ length: 1000 }, (_, n) => n))
})

it('by two threads, each in its own order, and every event once', async () => {
  const [names, each] = [['a', 'b'] as const, 5000]
  const seen: [number, number][] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: 16,
    producers: names,
    handlers: { all: { onEvent: ({ n, from }) => void seen.push([from, n]) } },
  })
  const file = new URL('./publishing.mjs', import.meta.url)
  for (const [from, name] of names.entries())
    new Worker(file, { workerData: { handle: disruptor.handle, name, from, each } })
  const { outcome, published, voids } = await disruptor.finished
  expect([outcome, published - voids]).toEqual(['drained', 2 * each - (2 * each) / 10])
  for (const from of [0, 1]) {
    const due = Array.from({ length: each }, (_, n) => n).filter((n) => n % 10 !== 0)
    expect(seen.filter(([of]) => of === from).map(([, n]) => n)).toEqual(due)
  }
})
