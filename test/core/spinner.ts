// A process that takes as many spinning roles as it is given, and prints the warnings it gets.
import { availableParallelism } from 'node:os'
import { attachRing, createRing, type RingHandle } from '../../src/index.ts'

const FOREVER = { spins: Number.POSITIVE_INFINITY }
const [, , more = '0', rings = '1'] = process.argv

/** There are as many producers as are to spin; on a ring that parks none of them counts. */
function take(handle: RingHandle): void {
  const ring = attachRing(handle)
  for (const name of handle.producers) ring.producer(name, FOREVER)
  ring.consumer('work')
}

function made(): RingHandle {
  const producers = Array.from({ length: availableParallelism() + Number(more) }, (_, p) => `p${p}`)
  return createRing<string, string>({ size: 2, producers, consumers: { work: [] } }).handle
}

process.on('warning', ({ message, code }: Error & { code?: string }) => console.log(`${code}: ${message}`))
for (let r = 0; r < Number(rings); r++) take(made())
