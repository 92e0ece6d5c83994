import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachRing, createRing, monitor } from '../../src/index.ts'

type Consumers = Readonly<Record<string, readonly string[]>>

function orderOf(consumers: Consumers): readonly string[] {
  return createRing({ size: 4, consumers }).handle.order
}

const ORDERS: readonly (readonly [string, Consumers, readonly string[]])[] = [
  ['in the given order', { a: [], b: ['a'], c: ['b'] }, ['a', 'b', 'c']],
  ['in the given order, if none follows another', { c: [], a: [], b: [] }, ['c', 'a', 'b']],
  ['behind their upstream', { book: ['risk'], risk: [] }, ['risk', 'book']],
  ['backwards', { c: ['b'], b: ['a'], a: [] }, ['a', 'b', 'c']],
  [
    'with the others as near as possible to the given order',
    { d: ['c'], a: [], c: [], b: [] },
    ['a', 'c', 'd', 'b'],
  ],
  ['with names that look like integers', { a: [], 1: ['a'], 0: ['1'] }, ['a', '1', '0']],
  [
    'with names of object properties',
    { toString: ['constructor'], constructor: [] },
    ['constructor', 'toString'],
  ],
]

test.each(ORDERS)('they are laid out %s', (_, consumers, order) => {
  expect(orderOf(consumers)).toEqual(order)
})

const graphs = fc
  .uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', '0', '1', '2', 'x y', '__proto__'), { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.subarray(names), { minLength: names.length, maxLength: names.length }),
      fc.shuffledSubarray(names, { minLength: names.length }),
    ),
  )

test('followers are laid out behind their upstream, whatever the given order', () => {
  fc.assert(
    fc.property(graphs, ([names, follows, given]) => {
      const before = (name: string): string[] => {
        const n = names.indexOf(name)
        return (follows[n] ?? []).filter((other) => names.indexOf(other) < n)
      }
      const consumers = Object.fromEntries(given.map((name) => [name, before(name)]))
      const order = orderOf(consumers)
      expect(order.toSorted()).toEqual(names.toSorted())
      for (const name of names)
        for (const other of before(name)) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name))
    }),
  )
})

test('each sees its events after its upstream, on whichever thread it attaches', () => {
  const ring = createRing({ size: 4, consumers: { 1: ['2'], 2: ['log'], log: [] } })
  const other = attachRing(structuredClone(ring.handle))
  const producer = other.producer()
  const [first, second, third] = [ring.consumer('log'), other.consumer('2'), ring.consumer('1')]
  producer.publish(producer.claim())
  expect([third, second].map((reader) => reader.poll(() => {}))).toEqual([0, 0])
  expect([first, second, third].map((reader) => reader.poll(() => {}))).toEqual([1, 1, 1])
  expect(ring.positions().handled).toEqual({ log: 0, 2: 0, 1: 0 })
  expect(other.positions()).toEqual(ring.positions())
})

test('the slowest consumer reported is the first of a chain, whatever the names', () => {
  const ring = createRing({ size: 1, consumers: { 1: ['2'], 2: [] } })
  const producer = ring.producer()
  producer.publish(producer.claim())
  expect(monitor(ring).snapshot(0).room).toEqual({ kind: 'none', slow: '2', since: 0 })
})
