// ticks.mjs
import { isMainThread } from 'node:worker_threads'
import { createDisruptor, handler, struct } from 'ringproof'

const Tick = struct({ price: 'f64', quantity: 'u32' }) // what an event holds
let volume = 0

// On the worker this handles the events; on any other thread it does nothing.
handler(Tick, {
  onEvent(tick) {
    volume += tick.price * tick.quantity
  },
  onShutdown() {
    console.log(`volume ${volume}`)
  },
})

if (isMainThread) {
  const ticks = await createDisruptor({
    event: Tick,
    size: 1024,
    handlers: { volume: { worker: new URL(import.meta.url) } }, // starts it, and hears if it dies
  })
  const producer = ticks.producer()
  for (let n = 1; n <= 100_000; n++) {
    // Waits for room without blocking this thread.
    await producer.publishAsync((tick) => {
      tick.price = n
      tick.quantity = 2
    })
  }
  const { outcome, published } = await ticks.close() // once all is handled, and the worker is gone
  console.log(outcome, published)
}
