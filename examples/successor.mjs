// successor.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { attachRing, ClosedError, createRing, supervise } from 'ringproof'

if (isMainThread) {
  const ring = createRing({ size: 4, consumers: { log: [] } })
  const worker = new Worker(new URL(import.meta.url), { workerData: ring.handle })
  worker.on('error', (error) => console.log(`the worker died: ${error.message}`))
  const { done } = supervise(ring, worker, { consumers: { log: 'vacate' } })

  const producer = ring.producer()
  for (let n = 0; n < 4; n++) producer.publish(producer.claim())
  producer.close()

  const { vacant } = await done
  const successor = ring.takeOver(vacant[0])
  try {
    for (;;) await successor.consumeAsync((sequence) => console.log(`the successor handles ${sequence}`))
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
} else {
  const consumer = attachRing(workerData).consumer('log')
  for (;;) {
    consumer.consume((sequence) => {
      if (sequence === 2) throw new Error('cannot handle 2')
    }, 1)
  }
}
