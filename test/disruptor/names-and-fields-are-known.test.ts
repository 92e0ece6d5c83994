import { describe, expectTypeOf, it } from 'vitest'
import {
  array,
  attachDisruptor,
  type Batch,
  createDisruptor,
  type Disruptor,
  type EventProducer,
  type Finished,
  handler,
  oneOf,
  struct,
} from '../../src/index.ts'

const Order = struct({ id: 'i64', price: 'f64', side: oneOf('buy', 'sell'), levels: array('f64', 2) })
const worker = new URL('file:///nowhere.mjs')

/** Only compiled. */
const made = () =>
  createDisruptor({
    event: Order,
    size: 8,
    producers: ['web', 'batch'],
    handlers: {
      book: {
        onEvent(order, sequence, endOfBatch) {
          expectTypeOf(order.id).toEqualTypeOf<bigint>()
          expectTypeOf(order.price).toEqualTypeOf<number>()
          expectTypeOf(order.side).toEqualTypeOf<'buy' | 'sell'>()
          expectTypeOf(order.levels.get(0)).toEqualTypeOf<number>()
          expectTypeOf([sequence, endOfBatch] as const).toEqualTypeOf<readonly [number, boolean]>()
        },
        onBatchStart: (size, depth) => expectTypeOf([size, depth]).toEqualTypeOf<number[]>(),
        onBatchEnd: (last) => expectTypeOf(last).toEqualTypeOf<number>(),
        onIdle: () => {},
      },
      store: {
        onThrow: { retries: 1, finally: 'skip' },
        onBatch(first, last, events) {
          expectTypeOf([first, last, events.size]).toEqualTypeOf<number[]>()
          expectTypeOf(events).toEqualTypeOf<Batch<typeof Order>>()
          expectTypeOf(events.at(first).id).toEqualTypeOf<bigint>()
          for (const order of events) expectTypeOf(order.side).toEqualTypeOf<'buy' | 'sell'>()
        },
      },
      again: { onThrow: { rewinds: 2, delay: 1 }, onEvent: (order) => order.price },
      audit: { worker, after: ['book'], restart: { most: 1, within: 1000 } },
    },
    onError: ({ handler: name, action }) => {
      expectTypeOf(name).toEqualTypeOf<string>()
      expectTypeOf(action).toEqualTypeOf<'retry' | 'rewind' | 'skip' | 'halt'>()
    },
  })

type Made = Awaited<ReturnType<typeof made>>

describe('TypeScript knows', () => {
  it('the names of handlers and producers, and the events', () => {
    expectTypeOf<Made>().toEqualTypeOf<
      Disruptor<typeof Order, 'book' | 'store' | 'again' | 'audit', 'web' | 'batch'>
    >()
    expectTypeOf<Made['producer']>().parameter(0).toEqualTypeOf<'web' | 'batch' | undefined>()
    expectTypeOf<ReturnType<Made['producer']>>().toEqualTypeOf<EventProducer<typeof Order>>()
    expectTypeOf<Awaited<Made['finished']>>().toEqualTypeOf<Finished<'book' | 'store' | 'again' | 'audit'>>()
    expectTypeOf<keyof Finished<'book'>['handlers']>().toEqualTypeOf<'book'>()
  })

  it('that without a name there is one producer', () => {
    const one = () => createDisruptor({ event: Order, size: 8, handlers: { book: { onEvent: () => {} } } })
    expectTypeOf<Awaited<ReturnType<typeof one>>>().toEqualTypeOf<
      Disruptor<typeof Order, 'book', 'producer'>
    >()
  })

  it('what a fill may write', () => {
    void ((producer: EventProducer<typeof Order>) => {
      producer.publish((order, sequence, index) => {
        order.side = 'buy'
        order.levels.set(0, 1)
        expectTypeOf([sequence, index]).toEqualTypeOf<number[]>()
        // @ts-expect-error: no such side
        order.side = 'hold'
        // @ts-expect-error: no such field
        order.amount = 1
      })
      expectTypeOf(producer.tryPublish(() => {})).toEqualTypeOf<number | undefined>()
      expectTypeOf(producer.publishAsync(() => {})).toEqualTypeOf<Promise<number>>()
      // @ts-expect-error: a call that blocks would not observe it
      producer.publish(() => {}, { signal: AbortSignal.abort() })
    })
  })

  it('what is wrong', () => {
    void (async (disruptor: Made) => {
      // @ts-expect-error: no such producer
      disruptor.producer('other')
      // @ts-expect-error: no such handler
      void (await disruptor.finished).handlers.other
      const onEvent = () => {}
      // @ts-expect-error: no such handler to follow
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onEvent, after: ['b'] } } })
      // @ts-expect-error: neither here nor on a worker
      void createDisruptor({ event: Order, size: 8, handlers: { a: {} } })
      // @ts-expect-error: both events and batches
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onEvent, onBatch: onEvent } } })
      // @ts-expect-error: a batch has no such field
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onBatch: (_, __, all) => all.price } } })
      const both = { retries: 1, rewinds: 1 }
      // @ts-expect-error: tried again in two ways
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onEvent, onThrow: both } } })
      // @ts-expect-error: neither, in a file of its own
      handler(Order, { onStart: () => {} })
      // @ts-expect-error: a policy that is none
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onEvent, onThrow: 'stop' } } })
      // @ts-expect-error: no such field
      void createDisruptor({ event: Order, size: 8, handlers: { a: { onEvent: (order) => order.amount } } })
    })
  })

  it('the same of a disruptor that another thread has made, and of a handler in a file of its own', () => {
    void ((disruptor: Made) => {
      const attached = attachDisruptor(Order, disruptor.handle)
      expectTypeOf(attached.producer).parameter(0).toEqualTypeOf<'web' | 'batch' | undefined>()
      const byEvent = handler(Order, {
        onEvent: (order) => expectTypeOf(order.side).toEqualTypeOf<'buy' | 'sell'>(),
        onBatchStart: (size, depth) => expectTypeOf([size, depth]).toEqualTypeOf<number[]>(),
      })
      expectTypeOf(byEvent.onEvent).toBeFunction()
      const byBatch = handler(Order, {
        onBatch: (first, _, orders) => expectTypeOf(orders.at(first).price).toEqualTypeOf<number>(),
      })
      expectTypeOf(byBatch.onBatch).toBeFunction()
    })
  })
})
