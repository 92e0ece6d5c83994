import { expect, it } from 'vitest'
import { createDisruptor, struct } from '../../src/index.ts'
import { errorOf, gate } from './scene.ts'

const SIZE = 4
const Tick = struct({ n: 'u32' })

const put = (n: number) => (tick: { n: number }) => {
  tick.n = n
}

/** A full ring: its handler begins once the gate is opened. */
async function full(producers: readonly string[] = ['producer']) {
  const seen: number[] = []
  const { opened, open } = gate()
  const handlers = { all: { onStart: () => opened, onEvent: ({ n }: { n: number }) => void seen.push(n) } }
  const disruptor = await createDisruptor({ event: Tick, size: SIZE, producers, handlers })
  const producer = disruptor.producer(producers[0])
  producer.publish((tick, _, index) => tick.set({ n: index }), { n: SIZE })
  return { disruptor, producer, seen, open }
}

it('in the order in which they were made', async () => {
  const { disruptor, producer, seen, open } = await full()
  const calls = [4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => producer.publishAsync(put(n)))
  open()
  expect(await Promise.all(calls)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12])
  await disruptor.close()
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
})

it('even behind one that fails: by its fill, its time-out, its signal or its arguments', async () => {
  const { disruptor, producer, seen, open } = await full()
  const abort = new AbortController()
  const thrown = new Error('thrown')
  const calls = [
    producer.publishAsync(put(100), { signal: abort.signal }),
    producer.publishAsync(put(101), { timeout: 0 }),
    producer.publishAsync(put(102), { n: SIZE + 1 }),
    producer.publishAsync(put(103), { signal: AbortSignal.abort() }),
    producer.publishAsync(() => {
      throw thrown
    }),
    producer.publishAsync(put(4)),
  ]
  abort.abort('over')
  const settled = Promise.allSettled(calls)
  await expect(calls[0]).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'over' })
  await expect(calls[1]).rejects.toMatchObject({ code: 'ERR_RINGPROOF_TIMEOUT' })
  await expect(calls[2]).rejects.toMatchObject({ code: 'ERR_RINGPROOF_CLAIM' })
  await expect(calls[3]).rejects.toMatchObject({ code: 'ABORT_ERR' })
  expect(disruptor.ring.positions()).toMatchObject({ claimed: 3, published: 3 })
  open()
  await expect(calls[4]).rejects.toBe(thrown)
  expect(await calls[5]).toBe(4)
  await settled
  await disruptor.close()
  expect(seen).toEqual([0, 1, 2, 3, 4])
})

it('and a time-out counts from the turn of its call', async () => {
  const { disruptor, producer, open } = await full()
  const first = producer.publishAsync(put(4))
  const second = producer.publishAsync(put(5), { timeout: 60_000 })
  open()
  expect(await Promise.all([first, second])).toEqual([4, 5])
  await disruptor.close()
})

it.each([[['producer']], [['a', 'b']]])(
  'and none that publishes at once comes between, with producers %j',
  async (producers) => {
    const { disruptor, producer, seen, open } = await full(producers)
    const calls = [producer.publishAsync(put(4)), producer.publishAsync(put(5))]
    const while_ = { code: 'ERR_RINGPROOF_REENTRANT' }
    const message = 'Cannot call publish() while publishAsync() waits'
    expect(errorOf(() => producer.publish(put(100)))).toMatchObject({ ...while_, message })
    expect(errorOf(() => producer.tryPublish(put(100)))).toMatchObject(while_)
    open()
    await Promise.all(calls)
    const claimed = producer.publishAsync(put(6))
    expect(errorOf(() => producer.publish(put(100)))).toMatchObject(while_)
    expect(await claimed).toBe(6)
    expect(producer.tryPublish(put(7))).toBe(7)
    await disruptor.close()
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  },
)

it('and those whose turn has not come when the disruptor is closed publish nothing', async () => {
  const { disruptor, producer, seen, open } = await full(['a', 'b'])
  const calls = Promise.allSettled([4, 5].map((n) => producer.publishAsync(put(n))))
  const closed = disruptor.close()
  expect((await calls).map((call) => call.status === 'rejected' && call.reason.code)).toEqual(
    Array(2).fill('ERR_RINGPROOF_CLOSED'),
  )
  open()
  expect(await closed).toMatchObject({ outcome: 'drained', published: 4 })
  expect(seen).toEqual([0, 1, 2, 3])
})

it('and one that has claimed before the disruptor is closed is accepted', async () => {
  const { disruptor, producer, seen, open } = await full()
  open()
  await producer.publishAsync(put(4))
  const last = producer.publishAsync(put(5))
  const closed = disruptor.close()
  expect(await last).toBe(5)
  expect(await closed).toMatchObject({ outcome: 'drained', published: 6 })
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
})

it('and those of the only producer that wait when the disruptor is closed are accepted, and no later ones', async () => {
  const { disruptor, producer, seen, open } = await full()
  const calls = Promise.all([4, 5].map((n) => producer.publishAsync(put(n))))
  const closed = disruptor.close()
  const late = producer.publishAsync(put(6)).catch(({ code }) => code)
  open()
  expect([await calls, await late]).toEqual([[4, 5], 'ERR_RINGPROOF_CLOSED'])
  expect(await closed).toMatchObject({ outcome: 'drained', published: 6 })
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
})

it('and they end with the time-out of the close, if there is no room until then', async () => {
  const { disruptor, producer } = await full()
  const calls = Promise.allSettled([4, 5].map((n) => producer.publishAsync(put(n))))
  const closed = disruptor.close({ timeout: 1 })
  expect((await calls).map((call) => call.status === 'rejected' && call.reason.code)).toEqual(
    Array(2).fill('ERR_RINGPROOF_STOPPED'),
  )
  expect(await closed).toMatchObject({
    outcome: 'timed out',
    published: 4,
    handlers: { all: { remaining: 4 } },
  })
})
