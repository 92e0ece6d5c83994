// corked.mjs
import { createDisruptor, struct } from 'ringproof'

const Sale = struct({ id: 'u32', cents: 'u32' })
let sum = 0
const sales = await createDisruptor({
  event: Sale,
  size: 256,
  handlers: {
    sum: {
      onEvent(sale) {
        sum += sale.cents
      },
    },
  },
})

const producer = sales.producer()
producer.cork({ most: 32 })
for (let id = 1; id <= 1000; id++) {
  const fill = (sale) => sale.set({ id, cents: 5 })
  if (producer.tryPublish(fill) === undefined) await producer.publishAsync(fill) // the ring is full
}
producer.uncork()
await sales.close()
console.log(sum)
