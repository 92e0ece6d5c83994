// diamond/main.mjs
import { createDisruptor } from 'ringproof'
import { Order } from './order.mjs'

const [price, archive] = ['price.mjs', 'archive.mjs'].map((file) => new URL(file, import.meta.url))
const lives = new Int32Array(new SharedArrayBuffer(4))
const restart = { most: 3, within: 60_000 }
const reported = []
const orders = await createDisruptor({
  event: Order,
  size: 64,
  handlers: {
    check: { onEvent: (order) => order.id > 0 },
    price: { worker: price, workers: 2, after: ['check'] }, // two workers share the events
    archive: { worker: archive, data: { lives }, restart, limit: 1, after: ['check'] },
    report: { onEvent: (order) => reported.push(order.id), after: ['price', 'archive'] },
  },
  onError: ({ handler, event, error, action }) => console.log(handler, event, error.message, action),
})
const producer = orders.producer()
for (let id = 1; id <= 8; id++) await producer.publishAsync((order) => order.set({ id, amount: 10 * id }))
console.log(await orders.close(), reported.join(' '))
