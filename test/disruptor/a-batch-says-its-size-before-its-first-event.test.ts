import { describe, expect, it, vi } from 'vitest'
import { Consumer } from '../../src/core/Consumer.ts'
import { timeGoesOn, timePasses, timeStandsStill } from '../clock.ts'
import { type Called, calling, callingOnWorker, callsIn, following, settled, Thrown } from './calling.ts'

timeStandsStill()

/** In milliseconds: longer than asynchronous calls may keep their thread. */
const LONG = 3

/** The calls that are about batches, as this handler makes them. */
function announced(more: Partial<ReturnType<typeof callsIn>> = {}) {
  const log: Called[] = []
  const { onBatchStart, onEvent, onBatchEnd } = callsIn(log)
  return { log, calls: { onBatchStart, onEvent, onBatchEnd, ...more } }
}

const event = (sequence: number): Called => ['event', sequence]

describe('how many events follow, and how many may be handled', () => {
  it('where a batch has no limit', async () => {
    const { log, calls } = announced()
    const { disruptor, publish } = await calling(calls)
    publish(3)
    await disruptor.close()
    expect(log).toEqual([['start', 3, 3], ...[0, 1, 2].map(event), ['end', 2]])
  })

  it('where it has a limit', async () => {
    const { log, calls } = announced()
    const { disruptor, publish } = await calling(calls, { limit: 2 })
    publish(5)
    await disruptor.close()
    expect(log.filter(([call]) => call === 'start')).toEqual([
      ['start', 2, 5],
      ['start', 2, 3],
      ['start', 1, 1],
    ])
    expect(log.map(([call]) => call).join(' ')).toBe(
      'start event event end start event event end start event end',
    )
  })

  it('at that moment: what comes during a batch counts for the next', async () => {
    const { log, calls } = announced()
    const onEvent = (_: unknown, sequence: number) => {
      log.push(event(sequence))
      if (sequence === 0) publish(2)
    }
    const { disruptor, publish } = await calling({ ...calls, onEvent }, { limit: 2 })
    publish(3)
    await settled()
    await disruptor.close()
    expect(log.filter(([call]) => call === 'start')).toEqual([
      ['start', 2, 3],
      ['start', 2, 3],
      ['start', 1, 1],
    ])
  })

  it('to a follower only what those before it are done with', async () => {
    const { log, calls } = announced()
    const { disruptor, settle } = await following(calls, 4)
    await settled()
    for (const done of [0, 2, 1]) {
      settle[done]?.()
      await settled()
    }
    expect(log).toEqual([
      ['start', 1, 1],
      event(0),
      ['end', 0],
      ['start', 2, 2],
      event(1),
      event(2),
      ['end', 2],
    ])
    settle[3]?.()
    await disruptor.close()
  })
})

describe('of void events', () => {
  it('none counts as an event, and each as one that may be handled', async () => {
    const { log, calls } = announced()
    const { disruptor, publish, publishVoid } = await calling(calls)
    publish(1)
    publishVoid(2)
    publish(1)
    await disruptor.close()
    expect(log).toEqual([['start', 3, 5], ...[0, 3, 4].map(event), ['end', 4]])
  })

  it('a batch of nothing else is not announced, but has its end', async () => {
    const { log, calls } = announced()
    const { disruptor, publishVoid } = await calling(calls, { limit: 2 })
    publishVoid(2)
    await disruptor.close()
    expect(log).toEqual([
      ['end', 1],
      ['start', 1, 1],
      ['event', 2],
      ['end', 2],
    ])
  })
})

describe('of an event that fails', () => {
  const failing = (at: number, times = 1) => {
    const { log, calls } = announced()
    let left = times
    const onEvent = (_: unknown, sequence: number) => {
      log.push(event(sequence))
      if (sequence === at && left-- > 0) throw new Thrown()
    }
    return { log, calls: { ...calls, onEvent } }
  }

  it('the batch is cut short, and the next one does not count it if it is passed over', async () => {
    const { log, calls } = failing(1)
    const { disruptor, publish } = await calling(calls, { onThrow: 'skip' })
    publish(4)
    await disruptor.close()
    expect(log).toEqual([
      ...[['start', 4, 4], event(0), event(1), ['end', 0]],
      ...[['start', 2, 3], event(2), event(3), ['end', 3]],
    ])
  })

  it('and a batch of it alone is not announced', async () => {
    const { log, calls } = failing(1)
    const { disruptor, publish } = await calling(calls, { onThrow: 'skip', limit: 1 })
    publish(2)
    await disruptor.close()
    expect(log).toEqual([['start', 1, 2], event(0), ['end', 0], ['start', 1, 1], event(1), ['end', 1]])
  })

  it('the next batch begins with it if it is tried again, and is announced each time', async () => {
    const { log, calls } = failing(1, 2)
    const { disruptor, publish } = await calling(calls, { onThrow: { retries: 2 } })
    publish(3)
    expect((await disruptor.close()).handlers.all).toMatchObject({ handled: 3, failed: 2 })
    expect(log).toEqual([
      ...[['start', 3, 3], event(0), event(1), ['end', 0]],
      ...[['start', 2, 2], event(1)],
      ...[['start', 2, 2], event(1), event(2), ['end', 2]],
    ])
  })
})

describe('and all of them follow', () => {
  it('however long they take, while the event loop has its turns between them', async () => {
    const { log, calls } = announced()
    const turns: number[] = []
    const onEvent = (_: unknown, sequence: number) => {
      log.push(event(sequence))
      setImmediate(() => turns.push(log.length))
      timePasses(LONG)
    }
    const { disruptor, publish } = await calling({ ...calls, onEvent })
    publish(8)
    await disruptor.close()
    expect(log.map(([call]) => call)).toEqual(['start', ...Array(8).fill('event'), 'end'])
    expect(turns.some((at) => at > 1 && at < 9)).toBe(true)
  })

  it('unless the disruptor is given up meanwhile: then the batch ends where it is', async () => {
    // The time-out is a timer of the host's.
    timeGoesOn()
    const { log, calls } = announced()
    const closed: Promise<unknown>[] = []
    const onEvent = (_: unknown, sequence: number) => {
      log.push(event(sequence))
      if (sequence === 1) closed.push(disruptor.close({ timeout: 0 }))
      for (const until = performance.now() + LONG; performance.now() < until; );
    }
    const { disruptor, publish } = await calling({ ...calls, onEvent })
    publish(8)
    const { outcome, handlers } = await disruptor.finished
    const { handled } = handlers.all
    expect([outcome, handlers.all.remaining]).toEqual(['timed out', 8 - handled])
    expect(log).toEqual([
      ['start', 8, 8],
      ...Array.from({ length: handled }, (_, s) => event(s)),
      ['end', handled - 1],
    ])
    expect(handled).toBeLessThan(8)
    await Promise.all(closed)
  })
})

describe('its throw', () => {
  it('fails the ring, whatever the policy is, and nothing of the batch is handled', async () => {
    const { log, calls } = announced({
      onBatchStart: () => {
        throw new Thrown('start')
      },
    })
    const { disruptor, failed, publish } = await calling(calls, { onThrow: 'skip' })
    publish(2)
    const { outcome, handlers } = await disruptor.finished
    expect([outcome, log]).toEqual(['failed', []])
    expect(handlers.all).toEqual({ handled: 0, skipped: 0, failed: 0, remaining: 2 })
    expect(failed).toMatchObject([{ sequence: undefined, action: 'halt', error: { message: 'start' } }])
  })

  it('is not taken for the end of the ring, though it looks like it', async () => {
    const { calls } = announced({
      onBatchStart: () => {
        throw Object.assign(new Thrown(), { code: 'ERR_RINGPROOF_CLOSED' })
      },
    })
    const { disruptor, failed, publish } = await calling(calls)
    publish(1)
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(failed).toMatchObject([{ action: 'halt' }])
  })

  it('or a promise that it returns', async () => {
    const { calls } = announced({ onBatchStart: async () => {} })
    const { disruptor, failed, publish } = await calling(calls)
    publish(1)
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(failed).toMatchObject([{ error: { code: 'ERR_RINGPROOF_ASYNC_HANDLER' } }])
  })
})

describe('on a worker', () => {
  it('as here', async () => {
    const { finished, log } = await callingOnWorker('announced', { limit: 2 }, [[], [], []])
    expect(finished.outcome).toBe('drained')
    expect(log.filter(([call]) => call !== 'idle')).toEqual([
      ...[['start', 2, 3], event(0), event(1), ['end', 1]],
      ...[['start', 1, 1], event(2), ['end', 2]],
      ['shutdown'],
    ])
  })

  it('that died, the whole batch is announced to its successor again', async () => {
    const options = { restart: { most: 1, within: 60_000 } }
    const { finished, log } = await callingOnWorker('announced', options, [[], ['exit', 1], []])
    expect(finished.handlers.all).toMatchObject({ handled: 3, remaining: 0 })
    expect(log.filter(([call]) => call !== 'idle')).toEqual([
      ...[['start', 3, 3], event(0), event(1)],
      ...[['start', 3, 3], event(0), event(1), event(2), ['end', 2]],
      ['shutdown'],
    ])
  })

  it('an event that has killed too many counts as none', async () => {
    const options = { restart: { most: 1, within: 60_000, poison: 1 } }
    const { finished, log } = await callingOnWorker('announced', options, [[], ['exit', 9], []])
    expect(finished.handlers.all).toMatchObject({ handled: 2, skipped: 1 })
    expect(log.filter(([call]) => call === 'start')).toEqual([
      ['start', 3, 3],
      ['start', 2, 3],
    ])
  })
})

describe('it costs only those that have asked for it:', () => {
  it.each([
    ['a batch in one call, with onEvent', {}, 'halt', 0],
    ['a batch in one call, with retries', {}, { retries: 1 }, 0],
    ['ranges, with onBatchStart', { onBatchStart: () => {} }, 'halt', 1],
    ['ranges, with onIdle', { onIdle: () => {} }, 'halt', 1],
    ['ranges, with rewinds', {}, { rewinds: 1 }, 1],
  ] as const)('a handler reads %s', async (_, calls, onThrow, least) => {
    const takes = vi.spyOn(Consumer.prototype, 'tryTake')
    const { disruptor, publish } = await calling({ onEvent: () => {}, ...calls }, { onThrow })
    publish(3)
    await disruptor.close()
    expect(Math.min(takes.mock.calls.length, 1)).toBe(least)
    takes.mockRestore()
  })
})
