// A process with nothing to do but one wait: unless that keeps it alive, it ends early.
import { createRing, RingproofError } from '../../src/index.ts'

const SOON_MS = 200
const [how] = process.argv.slice(2)
const ring = createRing({ size: 2, producers: ['a', 'b'], consumers: { work: [] } })
const producer = ring.producer('a')
const end = new AbortController()

const ends: Readonly<Record<string, () => void>> = {
  abort: () => end.abort(),
  close: () => ring.close(),
  fail: () => ring.fail({ producers: ['b'] }),
  publish: () => producer.publish(producer.claim(), 0),
}

/** Through a timer that keeps nothing alive. */
const act = ends[how ?? '']
if (act) setTimeout(act, SOON_MS).unref()
const options = how === 'timeout' ? { timeout: SOON_MS } : { signal: end.signal }
try {
  console.log(`handled ${await ring.consumer('work').consumeAsync(() => {}, undefined, options)}`)
} catch (error) {
  console.log(error instanceof RingproofError ? error.name : error)
}
const left = process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'MessagePort')
console.log(`left: ${left.join() || 'none'}`)
