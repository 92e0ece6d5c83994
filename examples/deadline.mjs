// deadline.mjs
import { createRing, TimeoutError } from 'ringproof'

const ring = createRing({ size: 2, consumers: { slow: [] } })
const producer = ring.producer()
const consumer = ring.consumer('slow')

const first = await producer.claimAsync(2)
producer.publish(first, first + 1)

try {
  await producer.claimAsync({ timeout: 10 }) // the ring is full
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log('no room: nothing is held, so drop the event or try again')
}

const aborted = new AbortController()
aborted.abort(new Error('shutting down'))
await producer
  .claimAsync({ signal: aborted.signal })
  .catch(({ code, cause }) => console.log(code, cause.message))

consumer.poll(() => {})
producer.publish(await producer.claimAsync({ timeout: 10 }))
producer.close()
consumer.poll(() => {})
console.log(await ring.drain({ timeout: 1000 }))
