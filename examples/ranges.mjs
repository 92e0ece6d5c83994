// ranges.mjs
import { setImmediate } from 'node:timers/promises'
import { ClosedError, createRing } from 'ringproof'

const ring = createRing({ size: 8, consumers: { store: [] } })
const producer = ring.producer()
const consumer = ring.consumer('store')

let connect
const connected = new Promise((resolve) => {
  connect = resolve
})

async function save(first, last) {
  await connected
  if (first === 0) await setImmediate() // the slowest
  console.log(`saved ${first} to ${last}`)
}

producer.publish(producer.claim(6), 5)
producer.close()

let before = Promise.resolve()
try {
  for (;;) {
    const { first, last } = await consumer.takeAsync({ limit: 2 })
    const both = Promise.all([save(first, last), before])
    before = both.then(() => consumer.advance(last)) // in order, whichever is saved first
  }
} catch (error) {
  if (!(error instanceof ClosedError)) throw error
}
console.log(`open: ${consumer.taken.first} to ${consumer.taken.last}`)
connect()
await before
console.log(`handled up to ${ring.positions().handled.store}`)
