// A child process, on the built package. A thread writes structs and another reads them; then two threads write
// messages of all lengths, and the main thread handles each as a whole. Prints what was found; takes the number of
// structs, which is ten times that of messages.
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import {
  array,
  attachRing,
  attachSlots,
  ClosedError,
  createRing,
  createSlots,
  message,
  oneOf,
  struct,
  utf8,
} from 'ringproof'

const EVENTS = isMainThread ? Number(process.argv[2]) : workerData.events
const MESSAGES = EVENTS / 10
const SIZE = 256
const SIDES = ['buy', 'sell', 'hold']
const Order = struct({
  ...{ id: 'i64', price: 'f64', quantity: 'u32', side: oneOf(...SIDES), note: utf8(12) },
  ...{ levels: array('f32', 3), flags: array('u8', 5) },
})
const Text = message({ most: 1000, stride: 64 })

/** What the event of a sequence holds. */
function orderOf(s) {
  const levels = [s % 1024, (s % 512) + 0.5, 0]
  const flags = Array.from({ length: 5 }, (_, i) => (s >> i) & 0xff)
  return {
    id: BigInt(s) << 20n,
    price: s / 3,
    quantity: s,
    side: SIDES[s % 3],
    note: `n${s % 1000}€`,
    levels,
    flags,
  }
}

/** The bytes of a producer's message: its name and number, then the same byte again and again. */
function payloadOf(name, n) {
  const payload = new Uint8Array(8 + ((n * 37) % 900)).fill((n + name) & 0xff)
  new DataView(payload.buffer).setUint32(0, name)
  new DataView(payload.buffer).setUint32(4, n)
  return payload
}

const roles = {
  orders({ ring: handle, slots: other }) {
    const [ring, writer] = [attachRing(handle), attachSlots(Order, other).writer()]
    const producer = ring.producer()
    for (let s = 0; s < EVENTS; s++) {
      writer.at(producer.claim()).set(orderOf(s))
      producer.publish(s)
    }
    producer.close()
  },
  messages({ ring: handle, slots: other, name }) {
    const [ring, writer] = [attachRing(handle), attachSlots(Text, other).writer()]
    const producer = ring.producer(`${name}`)
    for (let n = 0; n < MESSAGES; n++) {
      const payload = payloadOf(name, n)
      const first = producer.claim(Text.slotsFor(payload.length))
      const many = writer.write(first, payload)
      producer.publish(first, first + many - 1)
    }
    producer.leave()
  },
}

async function consumeAll(consumer, handler, isHarmless = () => false) {
  for (;;) {
    try {
      await consumer.consumeAsync(handler)
    } catch (error) {
      if (error instanceof ClosedError) return
      if (!isHarmless(error)) throw error
    }
  }
}

function start(role, data) {
  return new Worker(new URL(import.meta.url), { workerData: { role, events: EVENTS, ...data } })
}

async function readOrders() {
  const ring = createRing({ size: SIZE, consumers: { all: [] } })
  const slots = createSlots(Order, SIZE)
  const reader = slots.reader()
  start('orders', { ring: ring.handle, slots: slots.handle })
  let [handled, wrong] = [0, 0]
  const shown = (value) => JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each))
  await consumeAll(ring.consumer('all'), (s) => {
    handled++
    if (shown(reader.at(s).copy()) !== shown(orderOf(s))) wrong++
  })
  return { handled, wrong }
}

async function readMessages() {
  const ring = createRing({ size: SIZE, producers: ['0', '1'], consumers: { all: [] } })
  const slots = createSlots(Text, SIZE)
  const reader = slots.reader()
  for (const name of [0, 1]) start('messages', { ring: ring.handle, slots: slots.handle, name })
  const notYet = new Error('not yet')
  const due = [0, 0]
  let [first, next, cut, wrong] = [-1, -1, 0, 0]
  const handler = (s, endOfBatch) => {
    if (s >= next) [first, next] = [s, reader.at(s).next]
    if (s < next - 1) {
      if (endOfBatch) throw notYet
      return
    }
    const found = reader.at(first).copy()
    const name = new DataView(found.buffer).getUint32(0)
    if (Buffer.compare(found, payloadOf(name, due[name]++)) !== 0) wrong++
  }
  await consumeAll(ring.consumer('all'), handler, (error) => error === notYet && ++cut > 0)
  return { due, wrong, cut }
}

if (isMainThread) console.log(JSON.stringify({ orders: await readOrders(), messages: await readMessages() }))
else roles[workerData.role](workerData)
