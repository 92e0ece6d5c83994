import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../src/index.ts'
import { timeStandsStill } from '../clock.ts'
import { batchCallsIn, type Called, calling, callingOnWorker, reported, settled, Thrown } from './calling.ts'
import { errorOf, type Tick } from './scene.ts'

timeStandsStill()

type Events = Batch<typeof Tick>

const batch = (first: number, last: number, ...events: readonly number[]): Called => [
  'batch',
  first,
  last,
  ...events,
]

/** A handler of batches that does this with each, after it has noted it. */
function gathering(does: (first: number, last: number, events: Events) => unknown = () => {}) {
  const log: Called[] = []
  const { onBatch: noted, onBatchStart, onBatchEnd } = batchCallsIn(log)
  const onBatch = (first: number, last: number, events: Iterable<{ readonly n: number }>) => {
    noted(first, last, events)
    return does(first, last, events as Events)
  }
  return { log, calls: { onBatch, onBatchStart, onBatchEnd } }
}

const throwing = (times: number) => () => {
  if (times-- > 0) throw new Thrown()
}

describe('it has', () => {
  it('all events that are there, between its announcement and its end', async () => {
    const { log, calls } = gathering()
    const { disruptor, publish } = await calling(calls)
    publish(3)
    expect((await disruptor.close()).handlers.all).toEqual({
      handled: 3,
      skipped: 0,
      failed: 0,
      remaining: 0,
    })
    expect(log).toEqual([['start', 3, 3], batch(0, 2, 0, 1, 2), ['end', 2]])
  })

  it('at most as many as its limit', async () => {
    const { log, calls } = gathering()
    const { disruptor, publish } = await calling(calls, { limit: 2 })
    publish(3)
    await disruptor.close()
    expect(log.filter(([call]) => call === 'batch')).toEqual([batch(0, 1, 0, 1), batch(2, 2, 2)])
  })

  it('no void event, but its sequence; and one of nothing else is no batch', async () => {
    const { log, calls } = gathering((_, __, events) => {
      sizes.push(events.size)
    })
    const sizes: number[] = []
    const { disruptor, publish, publishVoid } = await calling(calls, { limit: 3 })
    publish(1)
    publishVoid(5)
    await disruptor.close()
    expect(log).toEqual([
      ...[['start', 1, 7], batch(0, 2, 0), ['end', 2]],
      ...[['end', 5]],
      ...[['start', 1, 1], batch(6, 6, 6), ['end', 6]],
    ])
    expect(sizes).toEqual([1, 1])
  })

  it('each event by its sequence', async () => {
    const found: unknown[] = []
    const { calls } = gathering((first, last, events) => {
      const around = Array.from({ length: last - first + 3 }, (_, s) => first - 1 + s)
      found.push(around.map((sequence) => events.has(sequence) && events.at(sequence).n))
      found.push(
        errorOf(() => events.at(1)),
        errorOf(() => events.at(last + 1)),
      )
    })
    const { disruptor, publish, publishVoid } = await calling(calls)
    publish(1)
    publishVoid(1)
    await disruptor.close()
    expect(found).toEqual([
      [false, 0, false, 2, false],
      expect.objectContaining({ code: 'ERR_RINGPROOF_ARGUMENT' }),
      expect.objectContaining({ code: 'ERR_RINGPROOF_ARGUMENT' }),
    ])
  })

  it('one object for all events, one for all results, and one for all batches', async () => {
    const [objects, results, all] = [new Set<unknown>(), new Set<unknown>(), new Set<unknown>()]
    const { calls } = gathering((_, __, events) => {
      all.add(events)
      const each = events[Symbol.iterator]()
      expect(each[Symbol.iterator]()).toBe(each)
      for (let result = each.next(); !result.done; result = each.next()) {
        objects.add(result.value)
        results.add(result)
      }
      expect(results.size).toBe(1)
      results.clear()
    })
    const { disruptor, publish } = await calling(calls, { limit: 4 })
    publish(8)
    await disruptor.close()
    expect([objects.size, all.size]).toEqual([1, 1])
  })

  it('nothing any more once its call has returned, or thrown', async () => {
    for (const times of [0, 1]) {
      const kept: Events[] = []
      const iterators: Iterator<unknown>[] = []
      const { calls } = gathering((_, __, events) => {
        kept.push(events)
        iterators.push(events[Symbol.iterator]())
        throwing(times)()
      })
      const { disruptor, publish } = await calling(calls, { onThrow: 'skip' })
      publish(2)
      await disruptor.close()
      const [events, iterator] = [kept[0]!, iterators[0]!]
      expect([events.size, [...events], events.has(0), iterator.next().done]).toEqual([0, [], false, true])
      expect(errorOf(() => events.at(0))).toMatchObject({ code: 'ERR_RINGPROOF_ARGUMENT' })
    }
  })
})

describe('its throw is one of the whole batch:', () => {
  it('halt fails the ring, and counts none of its events as handled', async () => {
    const { log, calls } = gathering(throwing(1))
    const { disruptor, failed, publish } = await calling(calls)
    publish(3)
    const { outcome, handlers } = await disruptor.finished
    expect([outcome, log]).toEqual(['failed', [['start', 3, 3], batch(0, 2, 0, 1, 2)]])
    expect(handlers.all).toEqual({ handled: 0, skipped: 0, failed: 1, remaining: 3 })
    const error = expect.any(Thrown)
    const only = {
      handler: 'all',
      sequence: 0,
      last: 2,
      attempts: 1,
      error,
      event: undefined,
      action: 'halt',
    }
    expect(failed).toEqual([only])
  })

  it('skip passes over its events, void ones aside, and goes on behind them', async () => {
    const { log, calls } = gathering(throwing(1))
    const { disruptor, failed, publish, publishVoid } = await calling(calls, { onThrow: 'skip', limit: 3 })
    publish(1)
    publishVoid(2)
    publish(1)
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      voids: 2,
      handlers: { all: { handled: 2, skipped: 1, failed: 1, remaining: 0 } },
    })
    expect(reported(failed)).toEqual([[0, 2, 1, 'skip']])
    expect(log).toEqual([
      ...[['start', 1, 5], batch(0, 2, 0), ['end', 2]],
      ...[['start', 2, 2], batch(3, 4, 3, 4), ['end', 4]],
    ])
  })

  it('retry handles the same again, though more events have come', async () => {
    const { log, calls } = gathering((first) => {
      if (first === 0) publish(1)
      if (first === 0) again()
    })
    const again = throwing(2)
    const { disruptor, failed, publish } = await calling(calls, { onThrow: { retries: 2, delay: 1 } })
    publish(2)
    while (log.length < 9) await settled()
    expect((await disruptor.close()).handlers.all).toEqual({
      handled: 5,
      skipped: 0,
      failed: 2,
      remaining: 0,
    })
    expect(log).toEqual([
      ...[['start', 2, 2], batch(0, 1, 0, 1)],
      ...[['start', 2, 3], batch(0, 1, 0, 1)],
      ...[['start', 2, 4], batch(0, 1, 0, 1), ['end', 1]],
      ...[['start', 3, 3], batch(2, 4, 2, 3, 4), ['end', 4]],
    ])
    expect(reported(failed)).toEqual([
      [0, 1, 1, 'retry'],
      [0, 1, 2, 'retry'],
    ])
  })

  it('retries that fail pass over it in the end, and the next one has attempts of its own', async () => {
    const { calls } = gathering(throwing(3))
    const onThrow = { retries: 1, finally: 'skip' } as const
    const { disruptor, failed, publish } = await calling(calls, { onThrow, limit: 2 })
    publish(4)
    expect((await disruptor.close()).handlers.all).toEqual({
      handled: 2,
      skipped: 2,
      failed: 3,
      remaining: 0,
    })
    expect(reported(failed)).toEqual([
      [0, 1, 1, 'retry'],
      [0, 1, 2, 'skip'],
      [2, 3, 1, 'retry'],
    ])
  })

  it('a promise halts, whatever the policy is', async () => {
    const { calls } = gathering(async () => {})
    const { disruptor, failed, publish } = await calling(calls, { onThrow: { retries: 3, finally: 'skip' } })
    publish(2)
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(reported(failed)).toEqual([[0, 1, 1, 'halt']])
    expect(failed[0]?.error).toMatchObject({ code: 'ERR_RINGPROOF_ASYNC_HANDLER' })
  })

  it('and its end that throws halts once, behind a batch that was handled', async () => {
    const { calls } = gathering()
    const onBatchEnd = () => {
      throw new Thrown('end')
    }
    const { disruptor, failed, publish } = await calling({ ...calls, onBatchEnd }, { onThrow: 'skip' })
    publish(2)
    expect((await disruptor.finished).handlers.all).toMatchObject({ handled: 0, remaining: 2 })
    expect(reported(failed)).toEqual([[undefined, undefined, 1, 'halt']])
    expect(failed[0]?.error).toMatchObject({ message: 'end' })
  })
})

it('a tap gets its events once it has ended, and none of a batch that was passed over', async () => {
  const { calls } = gathering(throwing(2))
  const onThrow = { retries: 1, finally: 'skip' } as const
  const { disruptor, publish, publishVoid } = await calling(calls, { onThrow, limit: 2, tap: 8 })
  publish(3)
  publishVoid(1)
  await disruptor.close()
  const tap = disruptor.tap('all')
  const read: (number | undefined)[] = []
  for (let event = tap.next(); event; event = tap.next()) read.push(event.n)
  expect([read, tap.missed]).toEqual([[2, 4], 0])
})

describe('on a worker', () => {
  const restart = { most: 2, within: 60_000, poison: 1 }
  const calls = (log: readonly Called[]) => log.filter(([call]) => call === 'batch' || call === 'end')

  it('a batch that throws is reported by its sequences, and passed over', async () => {
    const acts = [[], ['throw', 9], []] as const
    const { finished, failed, log } = await callingOnWorker('in-batches', { onThrow: 'skip', limit: 2 }, acts)
    expect(finished.handlers.all).toEqual({ handled: 1, skipped: 2, failed: 1, remaining: 0 })
    expect(reported(failed)).toEqual([[0, 1, 1, 'skip']])
    expect(calls(log)).toEqual([
      ['batch', 0, 1],
      ['end', 1],
      ['batch', 2, 2],
      ['end', 2],
    ])
  })

  it('its death is blamed on no event, and its successor gets the whole batch', async () => {
    const { finished, failed, log } = await callingOnWorker('in-batches', { restart }, [[], ['exit', 1], []])
    expect(finished.handlers.all).toEqual({ handled: 3, skipped: 0, failed: 0, remaining: 0 })
    expect(reported(failed)).toEqual([[undefined, undefined, 1, 'retry']])
    expect(calls(log)).toEqual([
      ['batch', 0, 2],
      ['batch', 0, 2],
      ['end', 2],
    ])
  })
})

describe('its events', () => {
  /** A young generation with room for more than is allowed. */
  const FLAGS = ['--expose-gc', '--no-warnings', '--min-semi-space-size=64', '--max-semi-space-size=64']
  /** A byte for each event: an object has sixteen at least. */
  const MOST_BYTES = 2_000_000

  async function iterated(...args: readonly string[]) {
    const file = join(import.meta.dirname, 'iterating.mjs')
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, file, ...args])
    return JSON.parse(stdout) as { grown: number; batches: number; isRight: boolean }
  }

  it('two million, leave the heap as it was', async () => {
    const { grown, ...said } = await iterated('2000000')
    expect(said).toEqual({ batches: 61, isRight: true })
    expect(grown).toBeLessThan(MOST_BYTES)
  })

  it('with one small object for each would not', async () => {
    expect((await iterated('2000000', 'boxed')).grown).toBeGreaterThan(MOST_BYTES)
  })
})
