// service.mjs
import { createDisruptor, struct } from 'ringproof'

const Request = struct({ milliseconds: 'f64' })
let slow = 0
const requests = await createDisruptor({
  event: Request,
  size: 1024,
  handlers: { count: { onEvent: ({ milliseconds }) => (slow += milliseconds > 100 ? 1 : 0) } },
})
const producer = requests.producer()
const source = setInterval(() => {
  // Nothing waits here: if the ring is full, this request is not counted.
  producer.tryPublish((request) => (request.milliseconds = 250))
}, 1)

process.once('SIGTERM', async () => {
  clearInterval(source)
  const { outcome, handlers } = await requests.close({ timeout: 10_000 })
  console.log(outcome, handlers.count.handled === slow, handlers.count.remaining)
})
setTimeout(() => process.kill(process.pid, 'SIGTERM'), 50) // as its host does
