import { describe, expect, it } from 'vitest'
import { createDisruptor } from '../../src/index.ts'
import { ACTING, Counted, gate, Tick, tick } from './scene.ts'

const SIZE = 8
const EVENTS = 500
const ONCE = Array(EVENTS).fill(1)

/** Publishes that many events, and closes. */
async function publishAll(
  disruptor: Awaited<ReturnType<typeof createDisruptor<typeof Tick, string, string>>>,
  events = EVENTS,
) {
  const producer = disruptor.producer()
  for (let n = 0; n < events; n++) await producer.publishAsync(tick(n))
  return await disruptor.close()
}

describe('on this thread', () => {
  it('with onStart first, onBatchEnd behind the last event of each batch, and onShutdown last and once', async () => {
    const calls: string[] = []
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      handlers: {
        all: {
          onStart: async (data) => {
            await undefined
            calls.push(`start ${data}`)
          },
          onEvent: (_, sequence, endOfBatch) => void calls.push(`${sequence}${endOfBatch ? ' last' : ''}`),
          onBatchEnd: (last) => void calls.push(`end ${last}`),
          onShutdown: () => void calls.push('shutdown'),
        },
      },
    })
    await publishAll(disruptor, 40)
    expect([calls[0], calls.at(-1)]).toEqual(['start undefined', 'shutdown'])
    const [events, ends] = [
      calls.filter((call) => /^\d/.test(call)),
      calls.filter((call) => /^end/.test(call)),
    ]
    expect(events.map((call) => Number.parseInt(call, 10))).toEqual(Array.from({ length: 40 }, (_, n) => n))
    expect(ends).toEqual(
      events.filter((call) => call.endsWith(' last')).map((call) => `end ${Number.parseInt(call, 10)}`),
    )
    for (const [c, call] of calls.entries()) if (call.endsWith(' last')) expect(calls[c + 1]).toMatch(/^end/)
  })

  it('in batches of at most its limit', async () => {
    const { opened, open } = gate()
    const batches: number[] = []
    let batch = 0
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      handlers: {
        all: {
          limit: 3,
          onStart: () => opened,
          onEvent: () => void batch++,
          onBatchEnd: () => {
            batches.push(batch)
            batch = 0
          },
        },
      },
    })
    disruptor.producer().publish(tick(0), { n: SIZE })
    open()
    await disruptor.close()
    expect(Math.max(...batches) <= 3).toBe(true)
    expect(batches.reduce((all, each) => all + each, 0)).toBe(SIZE)
  })

  it('and the first sequence is that of the options', async () => {
    const [seen, start]: [number[], number] = [[], 2 ** 33 + 5]
    const handlers = { all: { onEvent: (_: unknown, sequence: number) => void seen.push(sequence) } }
    const disruptor = await createDisruptor({ event: Tick, size: SIZE, start, handlers })
    const finished = await publishAll(disruptor, 3)
    expect(finished).toMatchObject({ published: 3, handlers: { all: { handled: 3, remaining: 0 } } })
    expect(seen).toEqual([start, start + 1, start + 2])
  })
})

describe('on workers', () => {
  it('with the data of its options, and all calls', async () => {
    const counted = new Counted(EVENTS, [], 42)
    const handlers = { work: { worker: ACTING, data: counted.data } }
    const finished = await publishAll(await createDisruptor({ event: Tick, size: SIZE, handlers }))
    expect(finished).toEqual({
      outcome: 'drained',
      published: EVENTS,
      voids: 0,
      handlers: { work: { handled: EVENTS, skipped: 0, failed: 0, remaining: 0 } },
    })
    expect(counted.done).toEqual(ONCE)
    expect(counted.calls).toMatchObject({ starts: 1, shutdowns: 1, data: 42, last: EVENTS - 1 })
  })

  it.each([1, 3])('each event once by one of %d that share them', async (workers) => {
    const counted = new Counted(EVENTS)
    const handlers = { work: { worker: ACTING, workers, data: counted.data } }
    const finished = await publishAll(await createDisruptor({ event: Tick, size: SIZE, handlers }))
    expect(finished.handlers.work).toEqual({ handled: EVENTS, skipped: 0, failed: 0, remaining: 0 })
    expect(counted.done).toEqual(ONCE)
    expect(counted.calls).toMatchObject({ starts: workers, shutdowns: workers, data: 0 })
  })

  it('given as the path of a file', async () => {
    const counted = new Counted(3)
    const handlers = { work: { worker: ACTING.pathname, data: counted.data } }
    await publishAll(await createDisruptor({ event: Tick, size: SIZE, handlers }), 3)
    expect(counted.done).toEqual([1, 1, 1])
  })

  it('in a diamond, no event before those upstream are done with it', async () => {
    const top = new Counted(EVENTS)
    const [left, right] = [new Counted(EVENTS, [top]), new Counted(EVENTS, [top])]
    const bottom = new Counted(EVENTS, [left, right])
    const early: number[] = []
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      handlers: {
        top: { worker: ACTING, data: top.data },
        left: { worker: ACTING, data: left.data, after: ['top'] },
        right: { worker: ACTING, workers: 2, data: right.data, after: ['top'] },
        bottom: { worker: ACTING, data: bottom.data, after: ['left', 'right'] },
        here: {
          after: ['bottom'],
          onEvent: (_, sequence) => {
            if (bottom.done[sequence] !== 1) early.push(sequence)
          },
        },
      },
    })
    const { handlers } = await publishAll(disruptor)
    for (const counted of [top, left, right, bottom]) {
      expect([counted.done, counted.calls.early]).toEqual([ONCE, 0])
    }
    expect(early).toEqual([])
    expect(Object.values(handlers).map(({ handled }) => handled)).toEqual(Array(5).fill(EVENTS))
  })
})
