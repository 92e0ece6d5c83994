import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createRing, type Handler, HandlerError } from '../../src/index.ts'

const DONE: readonly (readonly [string, () => unknown])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a number', () => 1],
  ['a string', () => 'then'],
  ['a symbol', () => Symbol('then')],
  ['a bigint', () => 1n],
  ['false', () => false],
  ['an object', () => ({ done: true })],
  ['an array', () => [Promise.resolve()]],
  ['a function', () => () => Promise.resolve()],
  ['a class', () => Promise],
  ['a map', () => new Map()],
  ['an iterator', () => [1].values()],
  ['a stream', () => Readable.from([])],
  // biome-ignore lint/suspicious/noThenProperty: it cannot be awaited
  ['an object whose then is not a function', () => ({ then: 1 })],
  ['an object without a prototype', () => Object.create(null)],
]

describe.each(['poll', 'consume'] as const)('%s accepts a handler that returns', (call) => {
  test.each(DONE)('%s', (_, handler) => {
    const ring = createRing({ size: 4, consumers: { jobs: [], log: [] }, pools: ['jobs'] })
    const producer = ring.producer()
    producer.publish(producer.claim(2), 1)
    expect(ring.consumer('log')[call](handler as Handler)).toBe(2)
    expect(ring.pool('jobs')[call](handler as Handler, 2)).toBe(2)
  })
})

test('a rejected promise is examined only after its handler has returned', () => {
  const ring = createRing({ size: 4, consumers: { log: [] } })
  const [producer, log] = [ring.producer(), ring.consumer('log')]
  producer.publish(producer.claim(2), 1)
  const seen: number[] = []
  const late = (sequence: number) => (seen.push(sequence) === 2 ? Promise.resolve() : undefined)
  expect(() => log.poll(late as Handler)).toThrow(HandlerError)
  expect(seen).toEqual([0, 1])
  expect(ring.positions().handled).toEqual({ log: -1 })
  expect(log.poll((sequence) => seen.push(sequence))).toBe(1)
  expect([seen, ring.positions().handled]).toEqual([[0, 1, 1], { log: 1 }])
})

test('the types agree', () => {
  const seen: number[] = []
  const known = new Map<number, boolean>()
  const allowed: readonly Handler[] = [
    (sequence) => seen.push(sequence),
    (sequence, endOfBatch) => known.set(sequence, endOfBatch),
    (sequence) => void seen.push(sequence),
    (sequence) => sequence > 1 && seen.push(sequence),
    () => () => 1,
    () => {
      throw new Error('enough')
    },
  ]
  // @ts-expect-error: it returns a promise
  const asynchronous: Handler = async () => {}
  // @ts-expect-error: it returns a promise
  const promising: Handler = () => Promise.resolve(1)
  // @ts-expect-error: it may return a promise
  const perhaps: Handler = (sequence) => (sequence > 1 ? Promise.resolve() : 1)
  const awaitable = {} as { then(): void }
  // @ts-expect-error: it returns a thenable
  const thenable: Handler = () => awaitable
  // @ts-expect-error: its body has not run when it returns
  const generating: Handler = function* () {}
  // @ts-expect-error: its body has not run when it returns
  const streaming: Handler = async function* () {}
  expect([asynchronous, promising, perhaps, thenable, generating, streaming, ...allowed]).toHaveLength(12)
})
