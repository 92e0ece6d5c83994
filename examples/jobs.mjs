// jobs.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { attachRing, ClosedError, createRing, supervise } from 'ringproof'

const JOBS = 50_000 // of each producer
const SIZE = 16_384

if (isMainThread) {
  const ring = createRing({
    size: SIZE,
    producers: ['web', 'timer'],
    consumers: { work: [] },
    pools: ['work'],
  })
  const jobs = new Int32Array(new SharedArrayBuffer(4 * SIZE))
  const totals = new Int32Array(new SharedArrayBuffer(4 * 2)) // jobs done, and their sum
  const start = (role, roles) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { handle: ring.handle, jobs, totals, role },
    })
    return supervise(ring, worker, roles).done
  }
  await Promise.all([
    start('web', { producers: ['web'] }),
    start('timer', { producers: ['timer'] }),
    start('worker', { pools: ['work'] }),
    start('worker', { pools: ['work'] }),
  ])
  console.log(`${totals[0]} jobs, sum ${totals[1]}`)
} else {
  const ring = attachRing(workerData.handle)
  if (workerData.role === 'worker') work(ring, workerData)
  else offer(ring, workerData)
}

function offer(ring, { jobs, role }) {
  const producer = ring.producer(role)
  for (let job = 1; job <= JOBS; job++) {
    const sequence = producer.claim()
    jobs[ring.index(sequence)] = job % 100
    producer.publish(sequence)
  }
  producer.leave() // the last producer to leave closes the ring
}

function work(ring, { jobs, totals }) {
  const pool = ring.pool('work')
  try {
    for (;;) {
      pool.consume((sequence) => {
        Atomics.add(totals, 1, jobs[ring.index(sequence)])
        Atomics.add(totals, 0, 1)
      }, 16) // takes at most 16 jobs at a time
    }
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
}
