// late.mjs
import { isMainThread } from 'node:worker_threads'
import { createDisruptor, handler, struct } from 'ringproof'

const Job = struct({ id: 'u32' })

handler(Job, {
  onEvent({ id }) {
    while (id > 0); // never returns
  },
})

if (isMainThread) {
  const jobs = await createDisruptor({
    event: Job,
    size: 8,
    handlers: { work: { worker: new URL(import.meta.url) } },
  })
  const producer = jobs.producer()
  for (let id = 1; id <= 3; id++) producer.publish((job) => (job.id = id))
  console.log(await jobs.close({ timeout: 500 })) // the worker is terminated
}
