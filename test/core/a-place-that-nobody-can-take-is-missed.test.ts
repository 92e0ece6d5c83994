import { expect, it } from 'vitest'
import { HELD, layoutOf } from '../../src/core/layout.ts'
import { createRing } from '../../src/index.ts'
import { groundOf } from '../../src/ring/ground.ts'

function ringOf() {
  const ring = createRing({ size: 4, producers: ['a', 'b'], consumers: { log: [] } })
  const words = new Int32Array(ring.handle.buffer)
  ring.keep({ producers: ['a'] })
  const shape = { ...ring.handle, producers: 2, pools: [false] }
  const { hand = 0 } = groundOf(words, ring.handle, layoutOf(shape)).producers.get('a') ?? {}
  return { ring, producer: ring.producer('a'), about: (held: number) => (words[hand + HELD] = held) }
}

it('a kept producer that was marked dead when it may have been about to claim fails the ring', () => {
  const { ring, about } = ringOf()
  ring.bury({ producers: ['a'] })
  // As if the thread about to fail the ring had died after marking the dead.
  about(-1)
  expect(ring.bury({ producers: ['a'] }).missed.producers).toEqual(['a'])
  expect(ring.state).toBe('failed')
})

it('the open claim of a kept producer of a closed ring is published by its successor', () => {
  const { ring, producer } = ringOf()
  const first = producer.claim()
  ring.close()
  expect(ring.bury({ producers: ['a'] }).kept.producers).toEqual(['a'])
  const successor = ring.takeOverProducer('a')
  expect(successor.unpublished).toEqual({ first, last: first })
  successor.publish(first)
  expect(ring.positions()).toMatchObject({ state: 'closed', published: first })
})
