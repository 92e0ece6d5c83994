// A child process: writes and reads ten million events, on the built package, and prints what is left on the heap.
// The flags of the process are the test: no code from strings, frozen intrinsics, gc. With the argument `boxed` it
// allocates one small object for each event. A number after that is how many there are.
import { PerformanceObserver } from 'node:perf_hooks'
import { array, bytes, createSlots, message, oneOf, struct, utf8 } from 'ringproof'

const EVENTS = Number(process.argv[3] ?? 10_000_000)
const SIZE = 1024
const isBoxed = process.argv[2] === 'boxed'
const Leg = struct({ id: 'u32', quantity: 'i32' })
const Order = struct({
  ...{
    price: 'f64',
    time: 'int53',
    rate: 'f32',
    quantity: 'u32',
    change: 'i32',
    venue: 'u16',
    tilt: 'i16',
    flags: 'u8',
  },
  ...{
    step: 'i8',
    open: 'bool',
    side: oneOf('buy', 'sell'),
    levels: array('f64', 4),
    leg: Leg,
    legs: array(Leg, 2),
  },
})

const slots = createSlots(Order, SIZE)
const [writer, reader] = [slots.writer(), slots.reader()]

// Each of these is short enough for V8 to inline what it calls, and returns no number that would have to be boxed.
const steps = [
  (s) => {
    const order = writer.at(s)
    order.price = s * 0.5
    order.time = s
    order.rate = 0.25
    order.quantity = s
  },
  (s) => {
    const order = writer.at(s)
    order.change = -s
    order.venue = s & 0xffff
    order.tilt = -(s & 0x7fff)
    order.flags = s & 0xff
  },
  (s) => {
    const order = writer.at(s)
    order.step = -(s & 0x7f)
    order.open = (s & 1) === 0
    order.side = (s & 1) === 0 ? 'buy' : 'sell'
  },
  (s) => {
    const order = writer.at(s)
    order.levels.set(s & 3, s * 0.25)
    order.leg.id = s
    order.legs.get(s & 1).quantity = s & 0xff
  },
  (s) => {
    const { price, time, rate, quantity } = reader.at(s)
    sums[0] += price + time + rate + quantity
  },
  (s) => {
    const { change, venue, tilt, flags } = reader.at(s)
    sums[0] += change + venue + tilt + flags
  },
  (s) => {
    const { step, open, side } = reader.at(s)
    sums[0] += step + (open ? 1 : 0) + (side === 'buy' ? 1 : 0)
  },
  (s) => {
    const { levels, leg, legs } = reader.at(s)
    sums[0] += levels.get(s & 3) + leg.id + legs.get(s & 1).quantity
  },
]

const sums = new Float64Array(2)

function run(step, from, to) {
  for (let s = from; s < to; s++) {
    step(s)
    if (isBoxed) globalThis.box = { s }
  }
}

/** A lap at a time, so that what was written is still there when it is read. */
function runAll(from, to) {
  for (let s = from; s < to; s += SIZE) for (const step of steps) run(step, s, Math.min(s + SIZE, to))
}

function expected(s) {
  const small = (s & 0xffff) - (s & 0x7fff) + (s & 0xff) - (s & 0x7f)
  return s * 0.5 + s + 0.25 + s - s + small + ((s & 1) === 0 ? 2 : 0) + s * 0.25 + s + (s & 0xff)
}

let collections = 0
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length
})
for (let i = 0; i < 50; i++) runAll(0, 40_000)
globalThis.gc()
observer.observe({ entryTypes: ['gc'] })
const { heapUsed, arrayBuffers } = process.memoryUsage()
sums.fill(0)
runAll(0, EVENTS)
const grown = process.memoryUsage().heapUsed - heapUsed
await new Promise((resolve) => setTimeout(resolve))
observer.disconnect()

for (let s = 0; s < EVENTS; s++) sums[1] += expected(s)

const Text = struct({ id: 'i64', note: utf8(16), raw: bytes(4) })
const texts = createSlots(Text, 2).writer().at(1)
texts.set({ id: -1n, note: 'naïve', raw: new Uint8Array([1]) })
const messages = createSlots(message({ most: 100 }), 4)
messages.writer().write(3, new Uint8Array(100).fill(7))
let refused
try {
  texts.note = 'x'.repeat(17)
} catch ({ name, code, field, fault }) {
  refused = { name, code, field, fault }
}
let evaluates = true
try {
  new Function('return 1')()
} catch {
  evaluates = false
}
console.log(
  JSON.stringify({
    ...{
      grown,
      collections,
      isRight: Math.abs(sums[0] / sums[1] - 1) < 1e-9,
      refused,
      evaluates,
      texts,
      isFrozen: Object.isFrozen(Object.prototype),
    },
    buffers: process.memoryUsage().arrayBuffers - arrayBuffers,
    message: messages.reader().at(3).copy().length,
  }),
)
