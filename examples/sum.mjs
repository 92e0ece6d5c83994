// sum.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { attachRing, ClosedError, createRing, supervise } from 'ringproof'

const EVENTS = 1_000_000

if (isMainThread) {
  const ring = createRing({ size: 1024, consumers: { sum: [] } }) // one consumer, which follows no other
  const prices = new Int32Array(new SharedArrayBuffer(4 * 1024)) // the slots: whatever you keep there
  const worker = new Worker(new URL(import.meta.url), { workerData: { handle: ring.handle, prices } })
  supervise(ring, worker, { consumers: ['sum'] }) // if the worker dies, the next claim throws a FailedError

  const producer = ring.producer()
  for (let price = 1; price <= EVENTS; price++) {
    const sequence = producer.tryClaim() ?? (await producer.claimAsync()) // waits for room without blocking
    prices[ring.index(sequence)] = price
    producer.publish(sequence)
  }
  producer.close() // the consumer handles what was published, then ends
} else {
  const ring = attachRing(workerData.handle)
  const consumer = ring.consumer('sum')
  let handled = 0
  let sum = 0
  try {
    for (;;) {
      handled += consumer.consume((sequence) => {
        sum += workerData.prices[ring.index(sequence)]
      })
    }
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  console.log(`${handled} events, sum ${sum}`)
}
