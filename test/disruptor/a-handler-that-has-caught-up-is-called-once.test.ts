import { describe, expect, it } from 'vitest'
import { timeStandsStill } from '../clock.ts'
import { type Called, calling, callingOnWorker, callsIn, following, settled, Thrown } from './calling.ts'

timeStandsStill()

function idling(more: Partial<ReturnType<typeof callsIn>> = {}) {
  const log: Called[] = []
  const { onEvent, onBatchEnd, onIdle, onShutdown } = callsIn(log)
  return { log, calls: { onEvent, onBatchEnd, onIdle, onShutdown, ...more } }
}

const IDLE: Called = ['idle']

/** Without a call before the first event: whether that is there at once is not said. */
const fromFirst = (log: readonly Called[]) => (log[0]?.[0] === 'idle' ? log.slice(1) : log)

const event = (sequence: number): Called => ['event', sequence]

describe('before it waits', () => {
  it('for its first event, and behind the last of each batch, however long it waits then', async () => {
    const { log, calls } = idling()
    const { disruptor, publish } = await calling(calls)
    await settled()
    expect(log).toEqual([IDLE])
    publish(2)
    await settled()
    expect(log.splice(0)).toEqual([IDLE, event(0), event(1), ['end', 1], IDLE])
    publish(1)
    await settled()
    await settled()
    expect(log.splice(0)).toEqual([event(2), ['end', 2], IDLE])
    await disruptor.close()
    expect(log).toEqual([['shutdown']])
  })

  it('and not between two batches, as long as more may be handled', async () => {
    const { log, calls } = idling()
    const { disruptor, publish } = await calling(calls, { limit: 1 })
    publish(3)
    await settled()
    await disruptor.close()
    expect(fromFirst(log).filter(([call]) => call !== 'end')).toEqual([
      event(0),
      event(1),
      event(2),
      IDLE,
      ['shutdown'],
    ])
  })

  it('and behind a batch of void events as well', async () => {
    const { log, calls } = idling()
    const { disruptor, publishVoid } = await calling(calls, { limit: 1 })
    publishVoid(2)
    await settled()
    await disruptor.close()
    expect(fromFirst(log)).toEqual([['end', 0], ['end', 1], event(2), ['end', 2], IDLE, ['shutdown']])
  })

  it('and not while an event waits to be tried again', async () => {
    let left = 2
    const onEvent = (_: unknown, sequence: number) => {
      log.push(event(sequence))
      if (left-- > 0) throw new Thrown()
    }
    const { log, calls } = idling({ onEvent })
    const { disruptor, publish } = await calling(calls, { onThrow: { retries: 2, delay: 1 } })
    publish(1)
    await disruptor.close()
    expect(fromFirst(log)).toEqual([event(0), event(0), event(0), ['end', 0], IDLE, ['shutdown']])
  })

  it('though others are busy: a follower is idle while its upstream handles', async () => {
    const { log, calls } = idling()
    const { disruptor, settle } = await following(calls, 2)
    await settled()
    settle[0]?.()
    await settled()
    expect(log).toEqual([IDLE, event(0), ['end', 0], IDLE])
    settle[1]?.()
    await disruptor.close()
  })
})

describe('at the end of the ring', () => {
  it.each(['close', 'stop'] as const)('by %s, behind the last event and before onShutdown', async (end) => {
    const { log, calls } = idling()
    const { disruptor, publish } = await calling(calls)
    publish(2)
    await disruptor[end]()
    expect(fromFirst(log)).toEqual([event(0), event(1), ['end', 1], IDLE, ['shutdown']])
  })

  it('but not once it has failed', async () => {
    const onEvent = () => {
      throw new Thrown()
    }
    const { log, calls } = idling({ onEvent })
    const { disruptor, publish } = await calling(calls)
    publish(1)
    await disruptor.finished
    expect(fromFirst(log)).toEqual([])
  })
})

describe('it may', () => {
  it('publish: what it publishes is handled next', async () => {
    let left = 2
    const onIdle = () => {
      log.push(IDLE)
      if (log.length > 1 && left-- > 0) publish(1)
    }
    const { log, calls } = idling({ onIdle })
    const { disruptor, publish } = await calling(calls)
    publish(1)
    await settled()
    await disruptor.close()
    expect(fromFirst(log)).toEqual([
      ...[event(0), ['end', 0], IDLE],
      ...[event(1), ['end', 1], IDLE],
      ...[event(2), ['end', 2], IDLE, ['shutdown']],
    ])
  })

  it('find that what was handled is let go', async () => {
    const gates: (number | undefined)[] = []
    const { log, calls } = idling({
      onIdle: () => log.length > 0 && gates.push(disruptor.ring.positions().handled.all),
    })
    const { disruptor, publish } = await calling(calls)
    publish(3)
    await disruptor.close()
    expect(gates).toEqual([2])
  })
})

describe('it must not', () => {
  it.each([
    ['throw', new Thrown()],
    ['throw what looks like the end of the ring', Object.assign(new Thrown(), { code: 'ABORT_ERR' })],
  ])('%s: that fails the ring, whatever the policy is', async (_, error) => {
    const onIdle = () => {
      if (log.length > 0) throw error
    }
    const { log, calls } = idling({ onIdle })
    const { disruptor, failed, publish } = await calling(calls, { onThrow: 'skip' })
    publish(2)
    const { outcome, handlers } = await disruptor.finished
    expect([outcome, log]).toEqual(['failed', [event(0), event(1), ['end', 1]]])
    expect(handlers.all).toEqual({ handled: 2, skipped: 0, failed: 0, remaining: 0 })
    expect(failed).toEqual([expect.objectContaining({ sequence: undefined, action: 'halt', error })])
  })

  it('be asynchronous', async () => {
    const { calls } = idling({ onIdle: async () => {} })
    const { disruptor, failed } = await calling(calls)
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(failed).toMatchObject([{ error: { code: 'ERR_RINGPROOF_ASYNC_HANDLER' } }])
  })
})

it('on a worker as here', async () => {
  const { log } = await callingOnWorker('announced', {}, [[], []])
  expect(log.slice(-3)).toEqual([['end', 1], IDLE, ['shutdown']])
})
