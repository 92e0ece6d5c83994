// orders.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import {
  array,
  attachRing,
  attachSlots,
  ClosedError,
  createRing,
  createSlots,
  oneOf,
  struct,
  utf8,
} from 'ringproof'

// Every thread imports this.
const Order = struct({
  id: 'int53',
  price: 'f64',
  quantity: 'u32',
  side: oneOf('buy', 'sell'),
  note: utf8(16),
  levels: array('f64', 2),
})
const SIZE = 1024

if (isMainThread) {
  const ring = createRing({ size: SIZE, consumers: { book: [] } })
  const orders = createSlots(Order, SIZE) // as many slots as the ring has
  new Worker(new URL(import.meta.url), { workerData: { ring: ring.handle, orders: orders.handle } })

  const producer = ring.producer()
  const writer = orders.writer()
  for (let id = 1; id <= 3; id++) {
    const sequence = await producer.claimAsync()
    const order = writer.at(sequence) // the same object each time, moved
    order.set({ id, price: 9.5 * id, quantity: 100, side: 'buy', note: `n° ${id}` })
    order.levels.set(0, order.price - 0.5)
    try {
      order.quantity = -1
    } catch ({ message }) {
      if (id === 1) console.log(message) // nothing was written
    }
    producer.publish(sequence)
  }
  producer.close()
} else {
  const consumer = attachRing(workerData.ring).consumer('book')
  const reader = attachSlots(Order, workerData.orders).reader() // refused if it were another struct
  let volume = 0
  try {
    for (;;) {
      consumer.consume((sequence) => {
        const order = reader.at(sequence)
        volume += order.price * order.quantity
        if (order.id === 3) console.log(order)
      })
    }
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  console.log(`volume ${volume}`)
}
