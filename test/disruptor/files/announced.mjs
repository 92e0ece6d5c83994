// Notes each call in shared memory: which one it was, and two numbers.
import { handler } from 'ringproof'
import { note, noteIn } from '../noting.mjs'
import { Tick } from '../tick.mjs'

handler(Tick, {
  onStart: noteIn,
  onBatchStart: (size, depth) => note('start', size, depth),
  onEvent({ act, times }, sequence) {
    const nth = note('event', sequence)
    if (act === 'throw' && nth < times) throw new RangeError(`cannot handle ${sequence}`)
    if (act === 'exit' && nth < times) process.exit(3)
  },
  onBatchEnd: (last) => void note('end', last),
  onIdle: () => void note('idle'),
  onShutdown: () => void note('shutdown'),
})
