// A worker's file: an event says what its handler does, and at how many of its first attempts. What has happened is
// counted in shared memory, so that it outlives this worker.
import { setFlagsFromString } from 'node:v8'
import { handler } from 'ringproof'
import { Tick } from './tick.mjs'

setFlagsFromString('--stack-trace-limit=3')

const [STARTS, BATCHES, LAST, SHUTDOWNS, EARLY, DATA] = [0, 1, 2, 3, 4, 5]

const acts = {
  throw: (n) => {
    throw new RangeError(`cannot handle ${n}`)
  },
  exit: () => process.exit(3),
  leave: () => process.exit(0),
  hang: () => {
    for (;;);
  },
  timer: (n) => {
    setImmediate(() => {
      throw new RangeError(`lost after ${n}`)
    })
  },
  async: () => Promise.resolve(),
  uncloneable: () => {
    throw { toString: () => 'with a function' }
  },
  textless: () => {
    throw Object.assign(Object.create(null), { call() {} })
  },
}

let [seen, done, before, calls] = [undefined, undefined, [], undefined]

function count(words, index) {
  const counted = Atomics.add(words, index, 1)
  Atomics.notify(words, index)
  return counted
}

handler(Tick, {
  onStart(data) {
    ;[seen, done, calls] = [data.seen, data.done, data.calls].map((buffer) => new Int32Array(buffer))
    before = data.before.map((buffer) => new Int32Array(buffer))
    Atomics.store(calls, DATA, data.number)
    count(calls, STARTS)
  },
  onEvent({ n, act, times }, sequence) {
    for (const upstream of before) if (Atomics.load(upstream, sequence) === 0) count(calls, EARLY)
    const nth = count(seen, sequence)
    const outcome = nth < times ? acts[act]?.(n) : undefined
    count(done, sequence)
    return outcome
  },
  onBatchEnd(last) {
    Atomics.store(calls, LAST, last)
    count(calls, BATCHES)
  },
  onShutdown() {
    count(calls, SHUTDOWNS)
  },
})
