// A child process, on the built package: disruptors end in each way, and what each has left behind is printed. It ends by
// itself, or something has kept it.
import { createDisruptor } from 'ringproof'
import { Tick } from './tick.mjs'

const worker = new URL('./acting.mjs', import.meta.url)
const nothing = new URL('./nothing.mjs', import.meta.url)
const signals = new Set()

const dataOf = () => {
  const [seen, done, calls] = [64, 64, 8].map((words) => new SharedArrayBuffer(4 * words))
  return { seen, done, calls, number: 0, before: [] }
}

const go = (n) => (tick) => tick.set({ n, act: 'go', times: 1 })
const doing = (act) => (tick) => tick.set({ n: 0, act, times: 9 })

async function made(more = {}, options = {}) {
  const disruptor = await createDisruptor({
    event: Tick,
    size: 8,
    onError: () => {},
    handlers: {
      work: { worker, data: dataOf(), ...more },
      pool: { worker, workers: 2, data: dataOf() },
      here: { after: ['work'], onEvent: () => {}, onThrow: { retries: 1, delay: 60_000 } },
    },
    ...options,
  })
  return { disruptor, producer: disruptor.producer() }
}

const ends = {
  async close() {
    const { disruptor, producer } = await made()
    for (let n = 0; n < 20; n++) await producer.publishAsync(go(n))
    return await disruptor.close({ timeout: 60_000 })
  },
  async stop() {
    const { disruptor, producer } = await made()
    producer.publish(go(0))
    return await disruptor.stop({ timeout: 60_000 })
  },
  async halt() {
    const { disruptor, producer } = await made()
    producer.publish(doing('throw'))
    return await disruptor.finished
  },
  async death() {
    const { disruptor, producer } = await made()
    producer.publish(doing('exit'))
    return await disruptor.finished
  },
  async restarts() {
    const { disruptor, producer } = await made({ restart: { most: 2, within: 60_000 } })
    producer.publish(doing('exit'))
    return await disruptor.finished
  },
  async hang() {
    const { disruptor, producer } = await made()
    producer.publish(doing('hang'))
    return await disruptor.close({ timeout: 0 })
  },
  async start() {
    const error = await made({ worker: nothing }).then(undefined, (thrown) => thrown)
    return { outcome: error.code }
  },
  async waits() {
    const { disruptor, producer } = await made({}, { size: 1 })
    const { signal } = new AbortController()
    signals.add(signal)
    const calls = Promise.allSettled(
      [0, 1, 2].map((n) => producer.publishAsync(doing('hang'), { signal, timeout: n * 100 })),
    )
    const finished = await disruptor.stop({ timeout: 0 })
    await calls
    return finished
  },
}

const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)])
// Requests to close what is gone already, and the pipe that this is printed to, come and go.
const isKept = (name) => name !== 'CloseReq' && !name.startsWith('Pipe')
const left = () => ({ resources: process.getActiveResourcesInfo().filter(isKept), listeners: listeners() })

for (const [name, end] of Object.entries(ends)) {
  const before = left()
  const { outcome } = await end()
  // What has just ended is closed in the next turn of the event loop.
  await new Promise((next) => setImmediate(next))
  console.log(JSON.stringify({ name, outcome, before, after: left() }))
}
