// guarded.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { attachRing, createRing, FailedError, supervise } from 'ringproof'

if (isMainThread) {
  const ring = createRing({ size: 8, consumers: { log: [] } })
  const worker = new Worker(new URL(import.meta.url), { workerData: ring.handle })
  supervise(ring, worker, { producers: ['producer'] })
  const consumer = ring.consumer('log')
  try {
    for (;;) await consumer.consumeAsync((sequence) => console.log(`event ${sequence}`))
  } catch (error) {
    if (!(error instanceof FailedError)) throw error
    console.log(error.message)
  }
} else {
  const producer = attachRing(workerData).producer()
  producer.publish(producer.claim())
  producer.claim(2)
  process.exit() // with a claim that is not published
}
