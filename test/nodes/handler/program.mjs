// A disruptor with a handler on a worker, and one beside it on this thread; says how it ended and what both have seen.
import { createDisruptor } from '../../../dist/index.js'
import { Job } from './event.mjs'

/** @param worker the worker's file */
export async function outcomeOf(worker) {
  const data = new Int32Array(new SharedArrayBuffer(4))
  let beside = 0
  const jobs = await createDisruptor({
    event: Job,
    size: 4,
    handlers: {
      sum: { worker, data },
      beside: { onEvent: ({ id }) => (beside += id), after: ['sum'] },
    },
  })
  const producer = jobs.producer()
  for (let id = 1; id <= 100; id++) await producer.publishAsync((job) => (job.id = id))
  const { outcome } = await jobs.close()
  return `${outcome} ${data[0]} ${beside}`
}
