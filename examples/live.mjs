// live.mjs
import { createDisruptor, struct } from 'ringproof'

const Trade = struct({ id: 'u32', price: 'f64' })
const trades = await createDisruptor({
  event: Trade,
  size: 64,
  handlers: { book: { onEvent: () => {}, tap: 8 } }, // copies of the latest eight
})
const all = trades.tap('book')
const newest = trades.tap('book', { newest: true })
const producer = trades.producer()
for (let id = 1; id <= 100; id++) {
  await producer.publishAsync((trade) => trade.set({ id, price: 100 + id }))
}
await trades.close()

// A view that looks now and then: here, once.
const ids = []
for (let trade = all.next(); trade; trade = all.next()) ids.push(trade.id)
console.log(ids.join(' '), `read ${all.read}, missed ${all.missed}, behind ${all.behind}`)
console.log(newest.next().toJSON(), `missed ${newest.missed}`)
