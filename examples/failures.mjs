// failures.mjs
import { createDisruptor, struct } from 'ringproof'

const Job = struct({ id: 'u32' })
const seen = []
const jobs = await createDisruptor({
  event: Job,
  size: 8,
  handlers: {
    send: {
      onEvent({ id }) {
        seen.push(id)
        if (id === 2 && seen.filter((each) => each === 2).length < 2) throw new Error('busy')
        if (id === 3) throw new Error('no such address')
      },
      onThrow: { retries: 2, delay: 1, finally: 'skip' },
    },
  },
  onError: ({ handler, event, attempts, error, action }) =>
    console.log(`${handler} ${event.id}, attempt ${attempts}: ${error.message}: ${action}`),
})
const producer = jobs.producer()
producer.publish((job, _, index) => (job.id = index + 1), { n: 4 }) // 1, 2, 3 and 4, together or not at all
try {
  producer.publish((job) => (job.id = -1))
} catch ({ message }) {
  console.log(message) // nothing was published
}
console.log((await jobs.close()).handlers, seen.join(' '))
