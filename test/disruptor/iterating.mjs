// Goes through batches of 65,536 events, inside of the handler that gets them, and says by how much the heap has grown.
import { createDisruptor, struct } from 'ringproof'

const [EVENTS, WARM] = [Number(process.argv[2]), 60]
const isBoxed = process.argv[3] === 'boxed'
const SIZE = 65_536
let [batches, grown, sum, passes] = [0, 0, 0, 0]

function pass(events) {
  for (const { n } of events) {
    sum += n & 1
    // Kept, so that a collection does not hide it.
    if (isBoxed) globalThis.box = { n, before: globalThis.box }
  }
}

const disruptor = await createDisruptor({
  event: struct({ n: 'u32' }),
  size: SIZE,
  handlers: {
    all: {
      onBatch(_first, _last, events) {
        if (++batches <= WARM) return pass(events)
        globalThis.gc()
        const before = process.memoryUsage().heapUsed
        for (; passes < EVENTS / SIZE; passes++) pass(events)
        grown = process.memoryUsage().heapUsed - before
      },
    },
  },
})
const producer = disruptor.producer()
for (let batch = 0; batch <= WARM; batch++)
  await producer.publishAsync((draft, _, index) => (draft.n = index), { n: SIZE })
await disruptor.close()
console.log(JSON.stringify({ grown, batches, isRight: sum === ((WARM + passes) * SIZE) / 2 }))
