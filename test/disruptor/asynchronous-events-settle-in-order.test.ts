import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createDisruptor, type Disruptor, type FailedEvent, struct } from '../../src/index.ts'

const Job = struct({ id: 'u32' })
const SIZE = 8

/** Events that are open, each until it is settled by hand. */
class Open {
  readonly begun: number[] = []
  readonly #settle = new Map<number, (error?: Error) => void>()

  readonly onEvent = (event: { readonly id: number }): Promise<void> => {
    this.begun.push(event.id)
    return new Promise((resolve, reject) => {
      this.#settle.set(event.id, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Lets this event succeed, or fail, and whatever follows from that happen. */
  async settle(id: number, error?: Error): Promise<void> {
    this.#settle.get(id)?.(error)
    await settled()
  }

  async settleAll(): Promise<void> {
    for (let id = 0; id < 100; id++) await this.settle(id)
  }
}

/** Rounds of the event loop: enough for all promises, and for waits on shared words, to be resumed. */
async function settled(): Promise<void> {
  for (let round = 0; round < 8; round++) await turn()
}

let disruptor: Disruptor<typeof Job> | undefined
afterEach(async () => {
  await disruptor?.stop({ timeout: 0 })
  disruptor = undefined
})

/** Publishes these many jobs, whose ids are their sequences. */
function publish(to: Disruptor<typeof Job>, n: number): void {
  const producer = to.producer()
  for (let id = 0; id < n; id++) producer.publish((job) => job.set({ id }))
}

describe('events of an asynchronous handler', () => {
  it('are open in order, at most as many as allowed, and another begins when any has settled', async () => {
    const open = new Open()
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: { work: { concurrency: 3, onEvent: open.onEvent } },
    })
    publish(disruptor, 6)
    await settled()
    expect(open.begun).toEqual([0, 1, 2])
    await open.settle(2)
    expect(open.begun).toEqual([0, 1, 2, 3])
    await open.settle(0)
    expect(open.begun).toEqual([0, 1, 2, 3, 4])
  })

  it('are let go of in order: the gate waits for the first that is open', async () => {
    const open = new Open()
    const seen: number[] = []
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: {
        work: { concurrency: 3, onEvent: open.onEvent },
        after: { after: ['work'], onEvent: ({ id }) => seen.push(id) },
      },
    })
    publish(disruptor, 3)
    await settled()
    await open.settle(1)
    await open.settle(2)
    expect(seen).toEqual([])
    await open.settle(0)
    expect(seen).toEqual([0, 1, 2])
  })

  it('hold their room in the ring, and no more', async () => {
    const open = new Open()
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: { work: { concurrency: SIZE, onEvent: open.onEvent } },
    })
    const producer = disruptor.producer()
    const next = (id: number): number | undefined => producer.tryPublish((job) => job.set({ id }))
    for (let id = 0; id < SIZE; id++) expect(next(id)).toBe(id)
    await settled()
    await open.settle(1)
    expect(next(SIZE)).toBeUndefined()
    await open.settle(0)
    expect([next(SIZE), next(SIZE + 1), next(SIZE + 2)]).toEqual([SIZE, SIZE + 1, undefined])
  })

  it('that fail are tried again, beside the others, and then passed over and reported', async () => {
    const [open, failed] = [new Open(), [] as FailedEvent[]]
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: {
        work: { concurrency: 2, onEvent: open.onEvent, onThrow: { retries: 1, finally: 'skip' } },
      },
      onError: (each) => void failed.push(each),
    })
    publish(disruptor, 2)
    await settled()
    const error = new Error('no')
    await open.settle(0, error)
    await open.settle(1)
    while (open.begun.length < 3) await turn()
    await open.settle(0, error)
    expect(open.begun).toEqual([0, 1, 0])
    expect(
      failed.map(({ sequence, attempts, action, event }) => [sequence, attempts, action, event]),
    ).toEqual([
      [0, 1, 'retry', { id: 0 }],
      [0, 2, 'skip', { id: 0 }],
    ])
    const { handlers } = await disruptor.close()
    expect(handlers).toEqual({ work: { handled: 1, skipped: 1, failed: 2, remaining: 0 } })
  })

  it('fail the ring if one gives up, and the gate never passes that one', async () => {
    const open = new Open()
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: { work: { concurrency: 3, onEvent: open.onEvent } },
      onError: () => {},
    })
    publish(disruptor, 3)
    await settled()
    await open.settle(1, new Error('no'))
    await open.settle(2)
    await open.settle(0)
    const { outcome, handlers } = await disruptor.finished
    expect(outcome).toBe('failed')
    expect(handlers.work?.remaining).toBeGreaterThanOrEqual(1)
    expect(disruptor.ring.positions().handled['work']).toBeLessThan(1)
  })

  it('are begun no more once one gives up, and the handler is not shut down', async () => {
    const [open, shutdowns] = [new Open(), [] as string[]]
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: {
        work: { concurrency: 1, onEvent: open.onEvent, onShutdown: () => shutdowns.push('work') },
      },
      onError: () => {},
    })
    publish(disruptor, 3)
    await settled()
    await open.settle(0, new Error('no'))
    await disruptor.finished
    expect([open.begun, shutdowns]).toEqual([[0], []])
  })

  it('that are open when the ring is closed are waited for', async () => {
    const open = new Open()
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: { work: { concurrency: 3, onEvent: open.onEvent } },
    })
    publish(disruptor, 2)
    await settled()
    const closed = disruptor.close()
    await open.settle(1)
    expect(await Promise.race([closed, settled().then(() => 'open')])).toBe('open')
    await open.settle(0)
    expect(await closed).toMatchObject({ outcome: 'drained', handlers: { work: { handled: 2 } } })
  })

  it('that never settle are given up by a close with a time-out', async () => {
    disruptor = await createDisruptor({
      event: Job,
      size: SIZE,
      handlers: { work: { concurrency: 1, onEvent: () => new Promise(() => {}) } },
    })
    publish(disruptor, 2)
    await settled()
    const { outcome, handlers } = await disruptor.close({ timeout: 1 })
    expect([outcome, handlers]).toEqual([
      'timed out',
      { work: { handled: 0, skipped: 0, failed: 0, remaining: 2 } },
    ])
  })
})

it.each([
  [
    'an end of batches',
    { concurrency: 2, onEvent: () => {}, onBatchEnd: () => {} },
    /"onBatchEnd" of handler "work"/,
  ],
  [
    'less than one',
    { concurrency: 0, onEvent: () => {} },
    /"concurrency" of handler "work" must be an integer from 1/,
  ],
])('%s beside asynchronous events is refused', async (_, work, says) => {
  await expect(createDisruptor({ event: Job, size: SIZE, handlers: { work } })).rejects.toThrow(says)
})
