// Its first life ends within the handler of event 1, its second before there is a handler.
import { workerData } from 'node:worker_threads'
import { handler } from 'ringproof'
import { Tick } from '../tick.mjs'

const lives = new Int32Array(workerData['ringproof.disruptor'].data)
const life = Atomics.add(lives, 0, 1)
if (life === 1) process.exit(7)

handler(Tick, {
  onEvent({ n }) {
    if (n === 1 && life === 0) process.exit(3)
  },
})
