// A process that ends although it waits, because its waits need not keep it alive.
import { attachRing, createRing } from '../../src/index.ts'

function waiting(options: { ref?: boolean; timeout?: number; signal?: AbortSignal }) {
  const ring = createRing({ size: 2, consumers: { work: [] } })
  const handled = ring.consumer('work').consumeAsync(() => {}, 1, options)
  const producer = attachRing(ring.handle).producer()
  return { handled, publish: () => producer.publish(producer.claim(), 0) }
}

const never = (): void => console.log('it has waited')
const { signal } = new AbortController()
for (const options of [{}, { timeout: 60_000 }, { signal }])
  waiting({ ...options, ref: false }).handled.then(never, never)
const held = waiting({ ref: true })
held.handled.then((many) => console.log(`handled ${many}`))
setTimeout(held.publish, 50).unref()
process.on('exit', () => console.log('ends'))
