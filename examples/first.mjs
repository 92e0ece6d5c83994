// first.mjs
import { createDisruptor, struct } from 'ringproof'

const Tick = struct({ price: 'f64' })
let sum = 0
const ticks = await createDisruptor({
  event: Tick,
  size: 1024, // slots: a power of two
  handlers: { sum: { onEvent: (tick) => (sum += tick.price) } },
})
const producer = ticks.producer()
for (let n = 1; n <= 10_000; n++) await producer.publishAsync((tick) => (tick.price = n))
console.log(await ticks.close(), sum)
