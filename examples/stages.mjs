// stages.mjs
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { attachRing, ClosedError, createRing, supervise } from 'ringproof'

const SIZE = 8
const LINES = 20

if (isMainThread) {
  // `store` sees an event only once both `parse` and `check` have handled it.
  const consumers = { parse: [], check: [], store: ['parse', 'check'] }
  const ring = createRing({ size: SIZE, consumers })
  const slots = new Int32Array(new SharedArrayBuffer(3 * 4 * SIZE)) // of each slot: raw, parsed, checked
  for (const name of Object.keys(consumers)) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { handle: ring.handle, slots, name } })
    supervise(ring, worker, { consumers: [name] })
  }
  const producer = ring.producer()
  for (let line = 0; line < LINES; line++) {
    const sequence = await producer.claimAsync()
    slots[3 * ring.index(sequence)] = line
    producer.publish(sequence)
  }
  producer.close()
} else {
  const { handle, slots, name } = workerData
  const ring = attachRing(handle)
  const stored = []
  const stages = {
    parse(slot) {
      slots[slot + 1] = slots[slot] * 10
    },
    check(slot) {
      slots[slot + 2] = slots[slot] % 2
    },
    store(slot) {
      if (slots[slot + 2] === 0) stored.push(slots[slot + 1])
    },
  }
  const consumer = ring.consumer(name)
  try {
    for (;;) consumer.consume((sequence) => stages[name](3 * ring.index(sequence)))
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  if (name === 'store') console.log(`stored ${stored.join(' ')}`)
}
