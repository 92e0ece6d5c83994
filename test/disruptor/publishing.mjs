// A thread that publishes to a disruptor of another; every tenth of its fills throws. The last one to leave closes.
import { workerData } from 'node:worker_threads'
import { attachDisruptor, struct } from 'ringproof'

const Tick = struct({ n: 'u32', from: 'u8' })
const { handle, name, from, each } = workerData
const producer = attachDisruptor(Tick, handle).producer(name)
for (let n = 0; n < each; n++) {
  try {
    producer.publish((tick) => {
      tick.set({ n, from })
      if (n % 10 === 0) throw new RangeError('no')
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
}
producer.leave()
