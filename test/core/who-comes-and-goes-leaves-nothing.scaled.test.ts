import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { impatiently } from '../../model-tests/core/misuse/scene.ts'
import { LAYOUT } from '../../src/core/layout.ts'
import { attachRing, createRing } from '../../src/index.ts'
import { hereOf } from '../../src/ring/ownRoles.ts'
import { scaled } from '../scaled.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** The number of rings known to all copies of the package on this thread. */
function ringsKept(): number {
  const thread = Reflect.get(process, Symbol.for(`ringproof.here.${LAYOUT}`)) as {
    rings: Map<string, unknown>
  }
  return thread.rings.size
}

/** Finalizers run in tasks of their own, some time after a collection. */
async function keptOnce(isFlat: (kept: number) => boolean): Promise<number> {
  for (let turn = 0; turn < TURNS && !isFlat(ringsKept()); turn++) {
    collect()
    await new Promise((next) => setImmediate(next))
  }
  return ringsKept()
}

const TURNS = 1000
const RINGS = scaled(20_000, 5_000)
const WORKERS = scaled(200_000, 20_000)

it('workers that join for each task', () => {
  const ring = createRing({ size: 64, consumers: { jobs: [] }, pools: ['jobs'] })
  const producer = ring.producer()
  const words = new Int32Array(ring.handle.buffer)
  producer.publish(producer.claim(64), 63)
  let handled = 0
  for (let i = 0; i < WORKERS; i++) handled += ring.pool('jobs').poll(() => {})
  expect(handled).toBe(64)
  const { consumers, producers, joined, tickets } = hereOf(words)
  expect([consumers.length, producers.length, tickets.length]).toEqual([0, 1, 0])
  expect(joined.length).toBe(1)
  producer.publish(producer.claim(64), 127)
  // More than a thousand accesses would be another error.
  expect(() => impatiently(() => producer.claim())).toThrow(
    'claim() would wait for this thread itself, as a worker of "jobs"',
  )
})

it('workers that are dropped', () => {
  const ring = createRing({ size: 64, consumers: { jobs: [] }, pools: ['jobs'] })
  const workers = Array.from({ length: 1000 }, () => new WeakRef(ring.pool('jobs')))
  return new Promise<void>((next) => setImmediate(next)).then(() => {
    collect()
    expect(workers.filter((worker) => worker.deref() !== undefined)).toEqual([])
  })
})

it('rings whose roles were taken', async () => {
  const before = await keptOnce(() => true)
  for (let r = 0; r < RINGS; r++) {
    const ring = createRing({ size: 1, consumers: { a: [] } })
    ring.producer()
    attachRing(ring.handle).consumer('a')
    if (r % 100 === 0) await new Promise((next) => setImmediate(next))
  }
  expect(await keptOnce((kept) => kept <= before)).toBeLessThanOrEqual(before)
})

it('but a role that was never given back is known as long as its ring', async () => {
  const ring = createRing({ size: 2, consumers: { a: [] } })
  attachRing(ring.handle).consumer('a')
  await new Promise((next) => setImmediate(next))
  collect()
  const producer = ring.producer()
  producer.publish(producer.claim(2), 1)
  expect(() => impatiently(() => producer.claim())).toThrow('consumer "a"')
})
