// A process whose main thread, or a worker, blocks twice for the given milliseconds, and prints the warnings it gets.
import { isMainThread, Worker } from 'node:worker_threads'
import { createRing, TimeoutError } from '../../src/index.ts'

const [, , how = 'claim', timeout = '0', where = 'main'] = process.argv

const CALLS: Readonly<Record<string, () => unknown>> = {
  claim: claiming(['a']),
  'claim of several': claiming(['a', 'b']),
  'claim that spins': claiming(['a'], Number.POSITIVE_INFINITY),
  consume: () => {
    const consumer = createRing({ size: 1, consumers: { sum: [] } }).consumer('sum')
    return consumer.consume(() => {}, 1, { timeout: Number(timeout) })
  },
  'consume of a follower': () => {
    const consumer = createRing({ size: 1, consumers: { sum: [], log: ['sum'] } }).consumer('log')
    return consumer.consume(() => {}, 1, { timeout: Number(timeout) })
  },
  'consume of a pool': () => {
    const pool = createRing({ size: 1, consumers: { jobs: [] }, pools: ['jobs'] }).pool('jobs')
    return pool.consume(() => {}, 1, { timeout: Number(timeout) })
  },
  claimAsync: async () => {
    const producer = createRing({ size: 1, consumers: { sum: [] } }).producer()
    producer.claim()
    producer.publish(0, 0)
    await producer.claimAsync(1, { timeout: Number(timeout) })
  },
}

function claiming(producers: readonly string[], spins?: number): () => unknown {
  return () => {
    const ring = createRing<string, string>({ size: 1, producers, consumers: { sum: [] } })
    const producer = ring.producer('a', spins === undefined ? {} : { spins })
    producer.publish(producer.claim(), 0)
    return producer.claim(1, { timeout: Number(timeout) })
  }
}

async function blockTwice(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    try {
      await CALLS[how]?.()
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
    }
  }
}

process.on('warning', ({ message, code }: Error & { code?: string }) => console.log(`${code}: ${message}`))
if (isMainThread && where === 'worker') {
  const argv = process.argv.slice(2)
  new Worker(new URL('./worker.mjs', import.meta.url), { argv, workerData: { module: import.meta.url } })
} else await blockTwice()
