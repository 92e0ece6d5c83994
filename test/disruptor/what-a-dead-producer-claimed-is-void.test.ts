import { expect, it } from 'vitest'
import { unwrap, wrap } from '../../src/core/Sequence.ts'
import { Disruptor } from '../../src/disruptor/Disruptor.ts'
import { Progress } from '../../src/disruptor/Progress.ts'
import { Voids } from '../../src/disruptor/Voids.ts'
import { createDisruptor, createSlots } from '../../src/index.ts'
import { Tick, tick } from './scene.ts'

/** A disruptor of two producers, of which `a` has claimed two events, published none of them, and died. */
async function scene() {
  const seen: number[] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: 8,
    producers: ['a', 'b'],
    handlers: { all: { onEvent: ({ n }) => void seen.push(n) } },
  })
  disruptor.ring.keep({ producers: ['a'] })
  disruptor.ring.producer('a').claim(2)
  disruptor.ring.bury({ producers: ['a'] })
  disruptor.producer('b').publish(tick(1))
  return { disruptor, seen }
}

it('once another takes over, who publishes behind it', async () => {
  const { disruptor, seen } = await scene()
  expect(disruptor.takeOverProducer('a').publish(tick(2))).toBe(3)
  expect(await disruptor.close()).toMatchObject({ outcome: 'drained', published: 4, voids: 2 })
  expect(seen).toEqual([1, 2])
})

it('or else missing: what is behind it is never handled, and not counted', async () => {
  const { disruptor, seen } = await scene()
  expect(await disruptor.stop()).toMatchObject({
    outcome: 'stopped',
    published: 0,
    handlers: { all: { remaining: 0 } },
  })
  expect(seen).toEqual([])
})

it('and the count of what was published is right beyond what a word holds', async () => {
  const handled = 2 ** 33 + 5
  const progress = new Progress(Progress.bufferOf(1), 0)
  progress.count(handled - 7, 3)
  const voids = new Voids(8)
  voids.mark(0, 1)
  // A ring of which eight billion events have gone through, as far as it is asked here.
  const ring = {
    handle: { start: 0, producers: ['producer'] },
    state: 'closed',
    positions: (near = -1) => ({ published: unwrap(near, wrap(handled + 1)) }),
  }
  const crew = { name: 'all', progress: [progress], done: Promise.resolve(), terminate: async () => {} }
  const { finished } = new Disruptor({ ring, slots: createSlots(Tick, 8), voids } as never, [crew])
  expect(await finished).toEqual({
    outcome: 'drained',
    published: handled + 2,
    voids: 2,
    handlers: { all: { handled: handled - 7, skipped: 3, failed: 0, remaining: 4 } },
  })
})
