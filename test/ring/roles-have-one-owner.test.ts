import { expect, it, test } from 'vitest'
import { attachRing, createRing, RoleError } from '../../src/index.ts'

function ringOf() {
  const ring = createRing({ size: 2, consumers: { log: [] } })
  const producer = ring.producer()
  const slots = new Int32Array(2)
  const publish = (value: number): boolean => {
    const sequence = producer.tryClaim()
    if (sequence === undefined) return false
    slots[ring.index(sequence)] = value
    producer.publish(sequence)
    return true
  }
  return { ring, slots, publish }
}

it('a consumer that was never taken is taken over once', () => {
  const { ring, publish, slots } = ringOf()
  const first = ring.takeOver('log')
  expect(() => ring.takeOver('log')).toThrow(RoleError)
  expect(() => ring.consumer('log')).toThrow(RoleError)
  expect(() => attachRing(ring.handle).takeOver('log')).toThrow(RoleError)
  for (const value of [100, 101]) expect(publish(value)).toBe(true)
  expect(publish(102)).toBe(false)
  expect(first.poll(() => {}, 1)).toBe(1)
  expect(publish(102)).toBe(true)
  const seen: number[] = []
  expect(first.poll((sequence) => void seen.push(slots[ring.index(sequence)] ?? 0))).toBe(2)
  expect(seen).toEqual([101, 102])
  expect(ring.positions().handled).toEqual({ log: 2 })
})

it('a consumer is taken over only once its thread is buried and the role is kept', () => {
  const { ring, publish } = ringOf()
  const dead = ring.consumer('log')
  publish(100)
  expect(dead.poll(() => {})).toBe(1)
  expect(() => ring.takeOver('log')).toThrow(
    'Cannot take over consumer "log": its thread is not known to be dead',
  )
  ring.keep({ consumers: ['log'] })
  expect(ring.bury({ consumers: ['log'] })).toMatchObject({ kept: { consumers: ['log'] } })
  expect(ring.state).toBe('open')
  expect(() => ring.consumer('log')).toThrow('Consumer "log" is already taken')
  publish(101)
  const seen: number[] = []
  ring.takeOver('log').poll((sequence) => void seen.push(sequence))
  expect(seen).toEqual([1])
  expect(() => ring.takeOver('log')).toThrow(RoleError)
})

test.each([['producer'], ['one of two']] as const)('%s has one owner', (which) => {
  const producers = which === 'producer' ? ['p'] : ['p', 'q']
  const ring = createRing({ size: 4, producers, consumers: { log: [] } })
  ring.producer('p')
  expect(() => ring.producer('p')).toThrow('Producer "p" is already taken')
  expect(() => ring.takeOverProducer('p')).toThrow(RoleError)
})

test('the successor of a single producer claims anew what the dead one had claimed', () => {
  const ring = createRing({ size: 4, consumers: { log: [] } })
  const dead = ring.producer()
  dead.publish(dead.claim(2), 1)
  dead.claim(2)
  ring.keep({ producers: ['producer'] })
  expect(ring.bury({ producers: ['producer'] }).kept.producers).toEqual(['producer'])
  const heir = ring.takeOverProducer()
  expect(heir.unpublished).toBeUndefined()
  expect(heir.claim(2)).toBe(2)
  heir.publish(2, 3)
  heir.close()
  const seen: number[] = []
  ring.consumer('log').poll((sequence) => void seen.push(sequence))
  expect(seen).toEqual([0, 1, 2, 3])
})

test('the successor of one of two producers holds what the dead one had claimed and not published', () => {
  const ring = createRing({ size: 8, producers: ['p', 'q'], consumers: { log: [] } })
  const [dead, other] = [ring.producer('p'), ring.producer('q')]
  dead.publish(dead.claim(3), 0)
  other.publish(other.claim(), 3)
  expect(ring.positions()).toMatchObject({ published: 0, firstAfterGap: 3, claimed: 3, open: { p: 2, q: 0 } })
  ring.keep({ producers: ['p'] })
  ring.bury({ producers: ['p'] })
  const heir = ring.takeOverProducer('p')
  expect(heir.unpublished).toEqual({ first: 1, last: 2 })
  expect(() => heir.claim()).toThrow('Cannot claim with 2 sequences claimed but not published')
  heir.publish(1, 2)
  expect(ring.positions()).toMatchObject({ published: 3, claimed: 3, open: { p: 0, q: 0 } })
  heir.leave()
  other.leave()
  expect(ring.consumer('log').poll(() => {})).toBe(4)
})

test.each([
  [['p'], true],
  [['p', 'q'], true],
])('of %j the first gives back its last claim', (producers) => {
  const ring = createRing({ size: 4, producers, consumers: { log: [] } })
  const producer = ring.producer('p')
  expect(producer.giveBack()).toBe(true)
  producer.publish(producer.claim(2))
  expect(producer.unpublished).toEqual({ first: 1, last: 1 })
  expect(producer.giveBack()).toBe(true)
  expect([producer.unpublished, ring.positions().open.p]).toEqual([undefined, 0])
  expect(producer.claim()).toBe(1)
  producer.publish(1)
  expect(ring.positions()).toMatchObject({ published: 1, claimed: 1 })
})

test('a claim that others follow cannot be given back', () => {
  const ring = createRing({ size: 4, producers: ['p', 'q'], consumers: { log: [] } })
  const [p, q] = [ring.producer('p'), ring.producer('q')]
  p.claim(2)
  q.claim()
  expect(p.giveBack()).toBe(false)
  expect(p.unpublished).toEqual({ first: 0, last: 1 })
  p.publish(0, 1)
  q.publish(2)
  expect(ring.positions().published).toBe(2)
})

test('a claim before the end of a closed ring cannot be given back', () => {
  const ring = createRing({ size: 4, producers: ['p', 'q'], consumers: { log: [] } })
  const p = ring.producer('p')
  p.claim(2)
  ring.close()
  expect(p.giveBack()).toBe(false)
  p.publish(0, 1)
  const only = createRing({ size: 4, consumers: { log: [] } }).producer()
  only.claim(2)
  only.close()
  expect(only.giveBack()).toBe(false)
  expect(only.unpublished).toEqual({ first: 0, last: 1 })
})
