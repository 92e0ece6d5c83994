import { expect, it } from 'vitest'
import type { Sequencer } from '../../src/core/index.ts'
import { EventProducer } from '../../src/disruptor/EventProducer.ts'
import { Voids } from '../../src/disruptor/Voids.ts'
import { createDisruptor, createSlots, struct } from '../../src/index.ts'
import { timeStandsStill } from '../clock.ts'
import { errorOf } from './scene.ts'

const SIZE = 8
const Tick = struct({ n: 'u32' })
type Producer = EventProducer<typeof Tick>

class Thrown extends Error {}

timeStandsStill()

/** Two producers, and a handler that keeps the numbers it saw and where its batches ended. */
async function scene() {
  const [seen, ends]: [number[], number[]] = [[], []]
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    producers: ['a', 'b'],
    handlers: {
      all: { onEvent: ({ n }) => void seen.push(n), onBatchEnd: (last) => void ends.push(last) },
    },
  })
  return { disruptor, seen, ends, a: disruptor.producer('a'), b: disruptor.producer('b') }
}

/** A fill that writes its event, has others claim behind it, and then throws at that index. */
function throwing(behind: () => void = () => {}, at = 0): Parameters<Producer['publish']>[0] {
  return (tick, _, index) => {
    tick.n = 666
    if (index !== at) return
    behind()
    throw new Thrown()
  }
}

const put = (n: number) => (tick: { n: number }) => {
  tick.n = n
}

it('alone: what it claimed is given back, and is the next to be published', async () => {
  const { disruptor, seen, a } = await scene()
  expect(errorOf(() => a.publish(throwing()))).toBeInstanceOf(Thrown)
  expect(errorOf(() => a.tryPublish(throwing(), { n: 3 }))).toBeInstanceOf(Thrown)
  await expect(a.publishAsync(throwing())).rejects.toBeInstanceOf(Thrown)
  expect(disruptor.ring.positions()).toMatchObject({ claimed: -1, published: -1 })
  expect(a.publish(put(1))).toBe(0)
  expect(await disruptor.close()).toMatchObject({ published: 1, voids: 0 })
  expect(seen).toEqual([1])
})

it('with others behind it: its event is void, which is counted, and seen by no handler', async () => {
  const { disruptor, seen, ends, a, b } = await scene()
  expect(a.publish(put(1))).toBe(0)
  expect(errorOf(() => a.publish(throwing(() => b.publish(put(2)))))).toBeInstanceOf(Thrown)
  expect(a.publish(put(3))).toBe(3)
  const { published, voids, handlers } = await disruptor.close()
  expect([published, voids, handlers.all]).toEqual([
    4,
    1,
    { handled: 3, skipped: 0, failed: 0, remaining: 0 },
  ])
  expect([seen, ends]).toEqual([[1, 2, 3], [3]])
})

it('in a ring that is closed behind it: its event is void, and a batch that it is the last of ends there', async () => {
  const { disruptor, seen, ends, a, b } = await scene()
  b.publish(put(1))
  expect(errorOf(() => a.publish(throwing(() => disruptor.ring.close())))).toBeInstanceOf(Thrown)
  const { published, voids } = await disruptor.close()
  expect([published, voids, seen, ends]).toEqual([2, 1, [1], [1]])
})

it('halfway through a batch: none of the batch is published', async () => {
  const { disruptor, seen, a, b } = await scene()
  for (const at of [0, 1, 2])
    expect(
      errorOf(() =>
        a.publish(
          throwing(() => {}, at),
          { n: 3 },
        ),
      ),
    ).toBeInstanceOf(Thrown)
  expect(disruptor.ring.positions().claimed).toBe(-1)
  const behind = () => void b.publish(put(1), { n: 2 })
  expect(errorOf(() => a.publish(throwing(behind, 2), { n: 3 }))).toBeInstanceOf(Thrown)
  expect(await disruptor.close()).toMatchObject({ published: 5, voids: 3 })
  expect(seen).toEqual([1, 1])
})

it('and a lap later the slot of a void event has an event again', async () => {
  const { disruptor, seen, a, b } = await scene()
  const due: number[] = []
  for (let n = 0; n < 20 * SIZE; n += 2) {
    if (n % 3 === 0) {
      // Room for both, since the second is claimed within the fill of the first.
      while (disruptor.ring.positions().published - disruptor.ring.positions().handled.all! > SIZE - 2)
        await new Promise((next) => setImmediate(next))
      expect(errorOf(() => a.publish(throwing(() => b.publish(put(n)))))).toBeInstanceOf(Thrown)
      due.push(n)
    } else {
      await a.publishAsync(put(n))
      await b.publishAsync(put(n + 1))
      due.push(n, n + 1)
    }
  }
  expect((await disruptor.close()).voids).toBe(27)
  expect(seen).toEqual(due)
})

it('of the only producer of a ring that was closed within it: the event is void', async () => {
  const seen: number[] = []
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    handlers: { all: { onEvent: ({ n }) => void seen.push(n) } },
  })
  const producer = disruptor.producer()
  producer.publish(put(1))
  expect(errorOf(() => producer.publish(throwing(() => producer.close())))).toBeInstanceOf(Thrown)
  expect(await disruptor.finished).toMatchObject({ outcome: 'drained', published: 2, voids: 1 })
  expect(seen).toEqual([1])
})

it('passes on what it throws, unchanged', async () => {
  const { disruptor, a, b } = await scene()
  for (const error of [new Thrown(), 'text', undefined, null]) {
    const fill = () => {
      throw error
    }
    expect(errorOf(() => a.publish(fill))).toBe(error)
    const second = () => {
      b.publish(put(1))
      throw error
    }
    expect(errorOf(() => a.publish(second))).toBe(error)
    await expect(a.publishAsync(fill)).rejects.toBe(error)
  }
  await disruptor.close()
})

it('and so does one that is asynchronous: what it writes later would be read', async () => {
  const { disruptor, seen, a } = await scene()
  const message =
    'The result of fill() must be ready: fill() must be synchronous. Received an instance of Promise'
  const fill = async (tick: { n: number }) => {
    await undefined
    tick.n = 5
  }
  expect(errorOf(() => a.publish(fill))).toMatchObject({ code: 'ERR_RINGPROOF_ARGUMENT', message })
  expect(errorOf(() => a.tryPublish(fill, { n: 2 }))).toMatchObject({ message })
  await expect(a.publishAsync(fill)).rejects.toMatchObject({ message })
  a.publish(put(1))
  expect(await disruptor.close()).toMatchObject({ published: 1, voids: 0 })
  expect(seen).toEqual([1])
})

it('and so does one that publishes', async () => {
  const { disruptor, seen, a } = await scene()
  const refused = { code: 'ERR_RINGPROOF_STATE', message: 'Cannot publish within fill()' }
  expect(errorOf(() => a.publish(() => void a.publish(put(1))))).toMatchObject(refused)
  expect(errorOf(() => a.publish(() => void a.tryPublish(put(1))))).toMatchObject(refused)
  const inner: Promise<unknown>[] = []
  a.publish((tick) => {
    tick.n = 2
    inner.push(a.publishAsync(put(1)))
  })
  await expect(inner[0]).rejects.toMatchObject(refused)
  expect(await disruptor.close()).toMatchObject({ published: 1 })
  expect(seen).toEqual([2])
})

it('has its marks before it is published, and an event has none left by then: another thread reads at once', () => {
  const voids = new Voids(SIZE)
  const shown: boolean[] = []
  let next = 0
  const sequencer = {
    claim: (n: number) => {
      next += n
      return next - n
    },
    giveBack: () => false,
    publish: (first: number, last: number) => void shown.push(voids.has(first), voids.has(last)),
  }
  const producer = new EventProducer(sequencer as unknown as Sequencer, createSlots(Tick, SIZE), voids)
  expect(errorOf(() => producer.publish(throwing(), { n: SIZE }))).toBeInstanceOf(Thrown)
  producer.publish(put(1), { n: SIZE })
  expect(shown).toEqual([true, true, false, false])
})
