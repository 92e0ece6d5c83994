// A disruptor on one thread: a struct, a handler, and as many events as you like.
import { createDisruptor, struct } from 'ringproof'

const Tick = struct({ price: 'f64' })
let sum = 0
const ticks = await createDisruptor({
  event: Tick,
  size: 1024,
  handlers: { sum: { onEvent: (tick) => (sum += tick.price) } },
})
const producer = ticks.producer()
for (let n = 1; n <= 10_000; n++) await producer.publishAsync((tick) => (tick.price = n))
console.log(await ticks.close(), sum)
