import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createDisruptor, type FailedEvent, type OnThrow, type Restart } from '../../src/index.ts'
import { judgeDeaths } from './deaths.ts'
import { load } from './load.ts'
import { ACTING, type Act, Counted, Tick, tick } from './scene.ts'

const SIZE = 8
const OFTEN: Restart = { most: 100, within: 60_000 }

/** A handler on a worker, with these options, and the workers that were made for it. */
async function working(
  sequences: number,
  options: { restart?: Restart; workers?: number; onThrow?: OnThrow; limit?: number },
) {
  const [counted, failed, workers] = [new Counted(sequences), [] as FailedEvent[], [] as Worker[]]
  const made = (worker: Worker): void => void workers.push(worker)
  process.on('worker', made)
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    onError: (each) => failed.push(each),
    handlers: {
      work: { worker: ACTING, data: counted.data, ...options },
      behind: { after: ['work'], onEvent: () => {} },
    },
  })
  const producer = disruptor.producer()
  const publish = async (...acts: readonly [Act?, number?][]) => {
    for (const [n, [act, times]] of acts.entries()) await producer.publishAsync(tick(n, act, times))
  }
  void disruptor.finished.then(() => process.off('worker', made))
  return { disruptor, counted, failed, workers, publish, finished: disruptor.finished }
}

const reported = (failed: readonly FailedEvent[]) =>
  failed.map(({ sequence, attempts, action, error }) => [
    sequence,
    attempts,
    action,
    (error as Error).message,
  ])

describe('by a worker that begins behind the last batch that ended', () => {
  it('where it ended itself, by process.exit', async () => {
    const { disruptor, counted, failed, publish } = await working(4, { restart: OFTEN })
    await publish([], [], ['exit'], [])
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { work: { handled: 4, skipped: 0, remaining: 0 }, behind: { handled: 4 } },
    })
    expect(reported(failed)).toEqual([[2, 1, 'retry', 'Exit code 3']])
    expect(failed[0]).toMatchObject({ handler: 'work', event: { n: 2, act: 'exit', times: 1 } })
    expect([counted.seen[2], counted.seen[3], counted.calls.starts]).toEqual([2, 1, 2])
    expect(counted.done.every((times) => times >= 1)).toBe(true)
  })

  it('where it ended itself, with exit code 0', async () => {
    const { disruptor, failed, publish } = await working(3, { restart: OFTEN })
    await publish([], ['leave'], [])
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { work: { remaining: 0 } },
    })
    expect(reported(failed)).toEqual([[1, 1, 'retry', 'Exit code 0']])
  })

  it('where a timer of it has thrown: then no event is named', async () => {
    const { disruptor, counted, failed, publish } = await working(4, { restart: OFTEN })
    await publish([], ['timer'])
    await counted.started(2)
    await publish([], [])
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { work: { remaining: 0 } },
    })
    expect(reported(failed)).toEqual([[undefined, 1, 'retry', 'lost after 1']])
    expect(failed[0]).toMatchObject({ event: undefined })
  })

  it('where it was terminated from outside, in the middle of an event', async () => {
    const { disruptor, counted, failed, workers, publish } = await working(3, { restart: OFTEN })
    await publish([], ['hang'], [])
    await counted.called(1)
    await workers[0]!.terminate()
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { work: { remaining: 0 } },
    })
    expect(reported(failed)).toEqual([[1, 1, 'retry', 'Exit code 1']])
    expect([counted.seen[1], workers.length]).toEqual([2, 2])
  })

  it('where it was terminated while it waited for events', async () => {
    const { disruptor, counted, failed, workers, publish } = await working(3, { restart: OFTEN })
    await publish([])
    await counted.handled(0)
    while (disruptor.ring.positions().handled.work !== 0) await new Promise((next) => setImmediate(next))
    await workers[0]!.terminate()
    await publish([], [])
    expect(await disruptor.close()).toMatchObject({ outcome: 'drained', handlers: { work: { handled: 3 } } })
    expect([reported(failed), counted.done]).toEqual([[[undefined, 1, 'retry', 'Exit code 1']], [1, 1, 1]])
  })

  it('where the ring was closed before it died', async () => {
    const { disruptor, failed, publish } = await working(6, { restart: OFTEN, limit: 1 })
    await publish([], ['exit'], [], [], ['exit', 2], [])
    expect(await disruptor.close()).toMatchObject({ outcome: 'drained', handlers: { work: { handled: 6 } } })
    expect(reported(failed).map(([sequence, attempts]) => [sequence, attempts])).toEqual([
      [1, 1],
      [4, 1],
      [4, 2],
    ])
  })
})

describe('until an event has killed enough of them', () => {
  it('which is reported, and passed over', async () => {
    const { disruptor, counted, failed, publish } = await working(4, { restart: { ...OFTEN, poison: 2 } })
    await publish([], ['exit', 99], [], [])
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { work: { handled: 3, skipped: 1, failed: 0, remaining: 0 }, behind: { handled: 4 } },
    })
    expect(reported(failed)).toEqual([
      [1, 1, 'retry', 'Exit code 3'],
      [1, 2, 'skip', 'Exit code 3'],
    ])
    expect([counted.seen[1], counted.done[1]]).toEqual([2, 0])
  })

  it('even if several do so in one batch, or others are skipped before them', async () => {
    const options = { restart: { ...OFTEN, poison: 1 }, onThrow: 'skip' } as const
    const { disruptor, counted, failed, publish } = await working(16, options)
    await publish([], ['throw', 99], ['exit', 99], ['throw', 99], ['exit', 99], [], ['exit', 99], [])
    await publish(['exit', 99], ['exit', 99], ['throw', 99], [], [], ['exit', 99], ['exit', 99], [])
    const { outcome, handlers } = await disruptor.close()
    expect([outcome, handlers.work.handled, handlers.work.skipped]).toEqual(['drained', 6, 10])
    const killed = failed.filter(({ error }) => (error as Error).message === 'Exit code 3')
    expect(killed.map(({ sequence, action }) => [sequence, action])).toEqual(
      [2, 4, 6, 8, 9, 13, 14].map((sequence) => [sequence, 'skip']),
    )
    expect([2, 4, 6, 8, 9, 13, 14].map((sequence) => counted.seen[sequence])).toEqual(Array(7).fill(1))
  })

  it('and a death between two events counts against none', async () => {
    const { disruptor, counted, failed, publish } = await working(3, { restart: { ...OFTEN, poison: 1 } })
    await publish([], ['timer'])
    await counted.started(2)
    await publish([])
    expect(await disruptor.close()).toMatchObject({ handlers: { work: { skipped: 0, remaining: 0 } } })
    expect(failed).toMatchObject([{ sequence: undefined, action: 'retry' }])
  })
})

describe('but not', () => {
  it('more often than allowed: one more death fails the ring', async () => {
    const { disruptor, failed, finished, publish } = await working(4, {
      restart: { most: 2, within: 60_000 },
    })
    await publish([], ['exit', 99], [], [])
    const { outcome, handlers } = await finished
    expect([outcome, disruptor.ring.state, handlers.work.remaining >= 3]).toEqual(['failed', 'failed', true])
    expect(reported(failed)).toEqual([
      [1, 1, 'retry', 'Exit code 3'],
      [1, 2, 'retry', 'Exit code 3'],
      [1, 3, 'halt', 'Exit code 3'],
    ])
  })

  it('more often than allowed in a ring that is closed either, whose followers end', async () => {
    const { disruptor, failed, publish } = await working(4, { restart: { most: 1, within: 60_000 } })
    await publish([], ['exit', 99], [], [])
    expect((await disruptor.close()).outcome).toBe('failed')
    expect(failed.map(({ action }) => action)).toEqual(['retry', 'halt'])
  })

  it('where the handler has halted: neither in an open ring nor in a closed one', async () => {
    const { counted, failed, finished, publish } = await working(3, { restart: OFTEN })
    await publish([], ['throw', 99], [])
    expect((await finished).outcome).toBe('failed')
    expect([reported(failed), counted.calls.starts]).toEqual([[[1, 1, 'halt', 'cannot handle 1']], 1])
    const other = await working(3, { restart: OFTEN })
    await other.publish([], ['throw', 99], [])
    expect((await other.disruptor.close()).outcome).toBe('failed')
    expect(other.counted.calls.starts).toBe(1)
  })

  it('without restart: its death fails the ring, and is reported', async () => {
    const { failed, finished, publish } = await working(3, {})
    await publish([], ['exit'], [])
    expect((await finished).outcome).toBe('failed')
    expect(reported(failed)).toEqual([[1, 1, 'halt', 'Exit code 3']])
  })

  it.each<Act>(['exit', 'leave'])(
    'if it shares events: its death by %s fails the ring, and is reported',
    async (act) => {
      const { failed, finished, publish } = await working(3, { workers: 2 })
      await publish([], [act, 99], [])
      expect((await finished).outcome).toBe('failed')
      expect(reported(failed)).toEqual([[1, 1, 'halt', `Exit code ${act === 'exit' ? 3 : 0}`]])
    },
  )

  it('if it shares events, and dies while it holds none', async () => {
    const { disruptor, failed, workers, finished, publish } = await working(3, { workers: 2 })
    await publish([])
    while (disruptor.ring.positions().handled.work !== 0) await new Promise((next) => setImmediate(next))
    await workers[1]!.terminate()
    expect((await finished).outcome).toBe('failed')
    expect(reported(failed)).toEqual([[undefined, 1, 'halt', 'Exit code 1']])
  })
})

it('in fixed programs, whose broken twins are noticed in broken-restarts-are-noticed.slow.test.ts', async () => {
  expect(await judgeDeaths(await load())).toBeNull()
})
