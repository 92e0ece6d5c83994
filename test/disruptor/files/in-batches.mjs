// As announced.mjs, but gets its events together.
import { handler } from 'ringproof'
import { note, noteIn } from '../noting.mjs'
import { Tick } from '../tick.mjs'

handler(Tick, {
  onStart: noteIn,
  onBatchStart: (size, depth) => note('start', size, depth),
  onBatch(first, last, events) {
    note('batch', first, last)
    for (const { n, act, times } of events) {
      const nth = note('event', n)
      if (act === 'throw' && nth < times) throw new RangeError(`cannot handle ${n}`)
      if (act === 'exit' && nth < times) process.exit(3)
    }
  },
  onBatchEnd: (last) => void note('end', last),
  onIdle: () => void note('idle'),
})
