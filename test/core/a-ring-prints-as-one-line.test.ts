import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createRing } from '../../src/index.ts'

function some() {
  const ring = createRing({
    size: 16,
    producers: ['a', 'b'],
    consumers: { book: ['risk'], risk: [], jobs: [] },
    pools: ['jobs'],
  })
  const producer = ring.producer('a')
  producer.publish(producer.claim(12), 11)
  ring.consumer('risk').poll(() => {}, 7)
  return { ring, producer }
}

const LINE = 'Ring(16, open) published 11, risk 6, book -1, jobs -1'

test('a ring prints its size, its state and the position of every role', () => {
  const { ring } = some()
  expect([String(ring), `${ring}`, inspect(ring)]).toEqual([LINE, LINE, LINE])
  expect(inspect({ ring })).toBe(`{ ring: ${LINE} }`)
  ring.close()
  expect(String(ring)).toMatch(/^Ring\(16, closed\) /)
})

test('a role prints its name and its ring', () => {
  const { ring, producer } = some()
  expect(inspect(producer)).toBe(`MultiProducer(a) of ${LINE}`)
  expect(inspect(ring.consumer('book'))).toBe(`Consumer(book) of ${LINE}`)
  expect(String(ring.pool('jobs'))).toBe(`WorkPool(jobs) of ${LINE}`)
  expect(String(createRing({ size: 1, consumers: { c: [] } }).producer())).toBe(
    'SingleProducer(producer) of Ring(1, open) published -1, c -1',
  )
})

test('of many consumers only some are named', () => {
  const names = Array.from({ length: 40 }, (_, c) => `c${c}`)
  const consumers = Object.fromEntries(names.map((name) => [name, []]))
  expect(String(createRing({ size: 1, consumers }))).toBe(
    'Ring(1, open) published -1, c0 -1, c1 -1, c2 -1, c3 -1, c4 -1, c5 -1, c6 -1, and 33 more',
  )
})

test('as JSON a ring is its positions, not a handle', () => {
  const { ring } = some()
  expect(JSON.parse(JSON.stringify(ring))).toEqual({ size: 16, ...ring.positions() })
})

test('printing changes nothing', () => {
  const { ring } = some()
  const held = () => [...new Int32Array(ring.handle.buffer)]
  const before = held()
  inspect(ring)
  JSON.stringify(ring)
  expect(held()).toEqual(before)
})
