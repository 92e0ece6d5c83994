import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/disruptor/failure.ts'
import {
  createDisruptor,
  type FailedEvent,
  FieldError,
  type OnThrow,
  oneOf,
  struct,
} from '../../src/index.ts'
import { ACTING, Counted, gate, Tick, tick } from './scene.ts'

const SIZE = 8

class Thrown extends Error {}

describe('what is decided after a failed attempt', () => {
  const retry = { retries: 3, delay: 10, factor: 3, mostDelay: 50 }
  it.each<[OnThrow, readonly ReturnType<typeof decide>[]]>([
    ['halt', ['halt', 'halt']],
    ['skip', ['skip', 'skip']],
    [{ retries: 1 }, [0, 'halt', 'halt']],
    [{ retries: 2, finally: 'skip' }, [0, 0, 'skip']],
    [{ retries: 2, finally: 'halt' }, [0, 0, 'halt']],
    [retry, [10, 30, 50, 'halt']],
    [{ ...retry, factor: 1 }, [10, 10, 10, 'halt']],
    [{ retries: 4, delay: 5 }, [5, 10, 20, 40, 'halt']],
    [{ retries: 1, delay: 60_000 }, [30_000]],
    [{ retries: 1, delay: 2 ** 31 - 1, mostDelay: 2 ** 31 - 1 }, [2 ** 31 - 1]],
  ])('%j', (policy, decisions) => {
    expect(decisions.map((_, attempt) => decide(policy, attempt + 1, 0.5))).toEqual(decisions)
  })

  it('is a delay that jitter shortens by at most its part, and never lengthens', () => {
    const policy = { retries: 9, delay: 100, factor: 2, mostDelay: 1000, jitter: 0.25 }
    expect([0, 0.5, 1].map((chance) => decide(policy, 1, chance))).toEqual([100, 87.5, 75])
    expect([0, 1].map((chance) => decide(policy, 9, chance))).toEqual([1000, 750])
    expect(decide({ ...policy, jitter: 1 }, 1, 1)).toBe(0)
    for (let n = 0; n < 1000; n++) {
      const delay = decide(policy, 1) as number
      expect(delay >= 75 && delay <= 100).toBe(true)
    }
  })

  it('is a number at any attempt, however the delay has grown', () => {
    const policy = { retries: Number.MAX_SAFE_INTEGER, factor: Number.MAX_VALUE }
    expect(decide({ ...policy, delay: 0 }, 5000)).toBe(0)
    expect(decide({ ...policy, delay: 1 }, 5000)).toBe(30_000)
    expect(decide({ retries: 5000, delay: 0 }, 5000)).toBe(0)
  })
})

/** A handler that throws at these sequences, at that many of its first attempts; with what it was called for. */
async function throwing(at: Readonly<Record<number, number>>, onThrow?: OnThrow, isHeard = true) {
  const [calls, failed, ends]: [number[], FailedEvent[], number[]] = [[], [], []]
  const left = new Map(Object.entries(at).map(([sequence, times]) => [Number(sequence), times]))
  const handlers = {
    all: {
      ...(onThrow && { onThrow }),
      onEvent(event: { n: number }, sequence: number) {
        calls.push(sequence)
        const times = left.get(sequence) ?? 0
        left.set(sequence, times - 1)
        if (times > 0) throw new Thrown(`at ${event.n}`)
      },
      onBatchEnd: (last: number) => void ends.push(last),
    },
    other: { onEvent: () => {} },
  }
  const onError = isHeard && { onError: (each: FailedEvent) => void failed.push(each) }
  const disruptor = await createDisruptor({ event: Tick, size: SIZE, handlers, ...onError })
  const producer = disruptor.producer()
  producer.publish((draft, _, index) => tick(10 * index)(draft), { n: 6 })
  return { disruptor, calls, failed, ends }
}

const eventAt = (sequence: number) => ({ n: 10 * sequence, act: 'go', times: 1 })

describe('halt', () => {
  it('is the default: it fails the ring for all, and onError gets the error with a copy of the event', async () => {
    const { disruptor, calls, failed, ends } = await throwing({ 3: 1 })
    const { outcome, published, handlers } = await disruptor.finished
    expect([outcome, published, calls, ends.at(-1)]).toEqual(['failed', 6, [0, 1, 2, 3], 2])
    expect(handlers).toEqual({
      all: { handled: 3, skipped: 0, failed: 1, remaining: 3 },
      other: { handled: 6, skipped: 0, failed: 0, remaining: 0 },
    })
    const error = expect.any(Thrown)
    expect(failed).toEqual([
      { handler: 'all', sequence: 3, attempts: 1, error, event: eventAt(3), action: 'halt' },
    ])
    expect(disruptor.ring.state).toBe('failed')
  })

  it('ends a producer that waits for room, and handlers that wait for this one', async () => {
    const { opened, open } = gate()
    const disruptor = await createDisruptor({
      event: Tick,
      size: 2,
      onError: () => {},
      handlers: {
        first: {
          onStart: () => opened,
          onEvent: () => {
            throw new Thrown()
          },
        },
        second: { after: ['first'], onEvent: () => {} },
      },
    })
    const producer = disruptor.producer()
    producer.publish(tick(0), { n: 2 })
    const waits = producer.publishAsync(tick(1))
    open()
    await expect(waits).rejects.toMatchObject({ code: 'ERR_RINGPROOF_FAILED', dead: ['first'] })
    expect(await disruptor.finished).toMatchObject({
      outcome: 'failed',
      handlers: { second: { handled: 0 } },
    })
  })

  it.each(['onStart', 'onBatchEnd', 'onShutdown'] as const)(
    'is what follows a %s that throws, whatever the policy is',
    async (call) => {
      const failed: FailedEvent[] = []
      const shutdowns: string[] = []
      const { opened, open } = gate()
      const throws = () => {
        throw new Thrown(call)
      }
      const disruptor = await createDisruptor({
        event: Tick,
        size: SIZE,
        onError: (each) => failed.push(each),
        handlers: {
          all: {
            onThrow: { retries: 5, finally: 'skip' },
            onEvent: () => {},
            onShutdown: () => void shutdowns.push('all'),
            [call]: () => (call === 'onStart' ? opened.then(throws) : throws()),
          },
        },
      })
      const producer = disruptor.producer()
      producer.publish(tick(0))
      producer.close()
      open()
      const { outcome, handlers } = await disruptor.finished
      expect([outcome, shutdowns]).toEqual(['failed', []])
      const error = expect.objectContaining({ message: call })
      expect(failed).toEqual([
        { handler: 'all', sequence: undefined, attempts: 1, error, event: undefined, action: 'halt' },
      ])
      const handled = call === 'onShutdown' ? 1 : 0
      expect(handlers.all).toEqual({ handled, skipped: 0, failed: 0, remaining: 1 - handled })
    },
  )

  it('follows an end of a batch that throws, which is not called again for a part of it', async () => {
    const [failed, ends]: [FailedEvent[], number[]] = [[], []]
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      onError: (each) => failed.push(each),
      handlers: {
        all: {
          onThrow: 'skip',
          onEvent: () => {},
          onBatchEnd: (last) => {
            ends.push(last)
            if (last === SIZE - 1) throw new Thrown('end')
          },
        },
      },
    })
    disruptor.producer().publish((draft) => tick(0)(draft), { n: SIZE })
    const { handlers } = await disruptor.finished
    const gate = disruptor.ring.positions().handled.all!
    expect(handlers.all).toEqual({ handled: gate + 1, skipped: 0, failed: 0, remaining: SIZE - gate - 1 })
    expect(failed).toMatchObject([{ sequence: undefined, action: 'halt', error: { message: 'end' } }])
    expect(ends).toEqual([...new Set(ends)].sort())
  })

  it('follows a flush that throws behind an event that threw: both errors are reported', async () => {
    const failed: FailedEvent[] = []
    let kept = 0
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      onError: (each) => failed.push(each),
      handlers: {
        all: {
          onThrow: 'skip',
          // The second event of the first batch that has one.
          onEvent: () => {
            if (++kept > 1) throw new Thrown('event')
          },
          onBatchEnd: () => {
            if (kept > 1) throw new Thrown('end')
            kept = 0
          },
        },
      },
    })
    disruptor.producer().publish((draft) => tick(0)(draft), { n: SIZE })
    const { handlers, outcome } = await disruptor.close()
    const { handled, remaining } = handlers.all
    expect([outcome, handled + remaining]).toEqual(['failed', SIZE])
    expect(handled).toBe(disruptor.ring.positions().handled.all! + 1)
    expect(failed).toMatchObject([{ sequence: undefined, action: 'halt' }])
    const { errors } = failed[0]!.error as AggregateError
    expect(errors.map(({ message }) => message)).toEqual(['event', 'end'])
  })

  it('without onError is an uncaught error', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { createDisruptor, struct } from 'ringproof'
      process.on('uncaughtException', ({ message }) => console.log('uncaught', message))
      const onEvent = () => { throw new RangeError('lost') }
      const disruptor = await createDisruptor({ event: struct({ n: 'u32' }), size: 8, handlers: { all: { onEvent } } })
      disruptor.producer().publish(() => {})
      console.log((await disruptor.finished).outcome)`,
    ])
    expect(stdout.trim().split('\n').sort()).toEqual(['failed', 'uncaught lost'])
  })
})

describe('skip', () => {
  it('goes on behind the event, reports it, and ends the batch before it and the one that begins with it', async () => {
    const { disruptor, calls, failed, ends } = await throwing({ 1: 1, 2: 1, 5: 1 }, 'skip')
    const { outcome, handlers } = await disruptor.close()
    expect([outcome, calls]).toEqual(['drained', [0, 1, 2, 3, 4, 5]])
    expect(handlers.all).toEqual({ handled: 3, skipped: 3, failed: 3, remaining: 0 })
    expect(
      failed.map(({ sequence, attempts, event, action }) => [sequence, attempts, event, action]),
    ).toEqual([1, 2, 5].map((sequence) => [sequence, 1, eventAt(sequence), 'skip']))
    expect([ends[0], ends.at(-1)]).toEqual([0, 5])
    expect(ends).toEqual([...new Set(ends)].sort())
  })

  it('keeps a copy of the event, which no later lap overwrites', async () => {
    const { disruptor, failed } = await throwing({ 0: 1 }, 'skip')
    await disruptor.close()
    expect(failed[0]?.event).toEqual(eventAt(0))
  })

  it('reports an event that cannot be read as one without a copy', async () => {
    const failed: FailedEvent[] = []
    const disruptor = await createDisruptor({
      event: struct({ side: oneOf('buy', 'sell') }),
      size: 2,
      onError: (each) => failed.push(each),
      handlers: { all: { onThrow: 'skip', onEvent: ({ side }) => side } },
    })
    const slots = new Uint8Array(disruptor.handle.slots.buffer)
    disruptor.producer().publish(() => slots.fill(255, slots.length - 16))
    expect(await disruptor.close()).toMatchObject({ outcome: 'drained', handlers: { all: { skipped: 1 } } })
    expect(failed).toEqual([expect.objectContaining({ event: undefined, error: expect.any(FieldError) })])
  })
})

describe('retry', () => {
  it('counts attempts, and handles the event as soon as one succeeds', async () => {
    const { disruptor, calls, failed } = await throwing({ 2: 2, 4: 3 }, { retries: 3 })
    expect(await disruptor.close()).toMatchObject({
      outcome: 'drained',
      handlers: { all: { handled: 6, skipped: 0, failed: 5, remaining: 0 } },
    })
    expect(calls).toEqual([0, 1, 2, 2, 2, 3, 4, 4, 4, 4, 5])
    expect(failed.map(({ sequence, attempts, action }) => [sequence, attempts, action])).toEqual([
      [2, 1, 'retry'],
      [2, 2, 'retry'],
      [4, 1, 'retry'],
      [4, 2, 'retry'],
      [4, 3, 'retry'],
    ])
  })

  it('gives up after the last one: by default it halts', async () => {
    const { disruptor, calls, failed } = await throwing({ 1: 9 }, { retries: 2 })
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(calls).toEqual([0, 1, 1, 1])
    expect(failed.map(({ attempts, action }) => [attempts, action])).toEqual([
      [1, 'retry'],
      [2, 'retry'],
      [3, 'halt'],
    ])
  })

  it('gives up after the last one: or it skips, and the next event begins with no attempt', async () => {
    const { disruptor, calls, failed } = await throwing({ 1: 9, 2: 1 }, { retries: 1, finally: 'skip' })
    expect((await disruptor.close()).handlers.all).toEqual({
      handled: 5,
      skipped: 1,
      failed: 3,
      remaining: 0,
    })
    expect(calls).toEqual([0, 1, 1, 2, 2, 3, 4, 5])
    expect(failed.map(({ sequence, attempts, action }) => [sequence, attempts, action])).toEqual([
      [1, 1, 'retry'],
      [1, 2, 'skip'],
      [2, 1, 'retry'],
    ])
  })

  it('without onError reports nothing, as long as it succeeds in the end', async () => {
    const { disruptor } = await throwing({ 1: 2 }, { retries: 2 }, false)
    expect((await disruptor.close()).handlers.all.failed).toBe(2)
  })

  it('is over at once when the disruptor is given up, however long its delay is', async () => {
    const { disruptor } = await throwing({ 1: 1 }, { retries: 1, delay: 30_000 })
    expect(await disruptor.close({ timeout: 0 })).toMatchObject({
      outcome: 'timed out',
      handlers: { all: { handled: 1, remaining: 5 } },
    })
  })
})

describe('a handler that is asynchronous', () => {
  it.each<OnThrow>(['halt', 'skip', { retries: 3, finally: 'skip' }])(
    'is refused once, whatever the policy is: %j',
    async (onThrow) => {
      const failed: FailedEvent[] = []
      const disruptor = await createDisruptor({
        event: Tick,
        size: SIZE,
        onError: (each) => failed.push(each),
        handlers: { all: { onThrow, onEvent: async () => {} } },
      })
      disruptor.producer().publish(tick(0), { n: 3 })
      expect((await disruptor.finished).outcome).toBe('failed')
      expect(failed).toMatchObject([{ sequence: 0, attempts: 1, action: 'halt' }])
      expect(failed[0]?.error).toMatchObject({
        code: 'ERR_RINGPROOF_ASYNC_HANDLER',
        message: 'A handler must be synchronous. It returned an instance of Promise',
      })
    },
  )

  it('is refused at the end of a batch as well', async () => {
    const failed: FailedEvent[] = []
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      onError: (each) => failed.push(each),
      handlers: { all: { onEvent: () => {}, onBatchEnd: async () => {} } },
    })
    disruptor.producer().publish(tick(0), { n: 3 })
    expect((await disruptor.finished).outcome).toBe('failed')
    expect(failed).toMatchObject([{ sequence: undefined, error: { code: 'ERR_RINGPROOF_ASYNC_HANDLER' } }])
  })
})

describe('on a worker', () => {
  /** A handler on a worker, whose events are these. */
  async function working(acts: readonly Parameters<typeof tick>[], onThrow: OnThrow, workers?: number) {
    const [counted, failed] = [new Counted(acts.length), [] as FailedEvent[]]
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      onError: (each) => failed.push(each),
      handlers: { work: { worker: ACTING, data: counted.data, onThrow, ...(workers && { workers }) } },
    })
    const producer = disruptor.producer()
    for (const act of acts) await producer.publishAsync(tick(...act)).catch(() => {})
    const finished = await disruptor.close()
    return { counted, failed, finished }
  }

  it('an error comes as a clone with its message, and the event as a copy', async () => {
    const { counted, failed, finished } = await working([[0], [1, 'throw', 1], [2]], 'skip')
    expect(finished).toMatchObject({
      outcome: 'drained',
      handlers: { work: { handled: 2, skipped: 1, failed: 1 } },
    })
    expect(failed).toEqual([
      {
        handler: 'work',
        sequence: 1,
        attempts: 1,
        error: expect.objectContaining({ name: 'RangeError', message: 'cannot handle 1' }),
        event: { n: 1, act: 'throw', times: 1 },
        action: 'skip',
      },
    ])
    expect(counted.calls).toMatchObject({ starts: 1, last: 2, shutdowns: 1 })
  })

  it('an error that cannot be cloned comes as its text', async () => {
    const { failed } = await working(
      [
        [0, 'uncloneable'],
        [1, 'textless'],
      ],
      'skip',
    )
    expect(failed.map(({ error }) => (error as Error).message)).toEqual([
      'with a function',
      'an instance of Object',
    ])
  })

  it('a retry succeeds', async () => {
    const { counted, failed, finished } = await working([[0], [1, 'throw', 2], [2]], { retries: 2, delay: 1 })
    expect([finished.outcome, counted.done, counted.seen]).toEqual(['drained', [1, 1, 1], [1, 3, 1]])
    expect(failed.map(({ attempts, action }) => [attempts, action])).toEqual([
      [1, 'retry'],
      [2, 'retry'],
    ])
  })

  it.each([undefined, 2])(
    'to halt fails the ring, and is reported once, with %s workers',
    async (workers) => {
      const { failed, finished } = await working([[0], [1, 'throw', 9], [2]], 'halt', workers)
      expect(finished.outcome).toBe('failed')
      expect(failed).toMatchObject([
        { sequence: 1, attempts: 1, action: 'halt', error: { message: 'cannot handle 1' } },
      ])
    },
  )

  it('an asynchronous handler is refused once', async () => {
    const { failed, finished } = await working([[0], [1, 'async'], [2]], { retries: 3 })
    expect([finished.outcome, failed.length]).toEqual(['failed', 1])
    expect(failed[0]).toMatchObject({ sequence: 1, attempts: 1, action: 'halt' })
  })
})

it('an onError that throws ends no run: what it throws is uncaught', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { createDisruptor, struct } from 'ringproof'
    process.on('uncaughtException', ({ message }) => console.log('uncaught', message))
    const onEvent = ({ n }) => { if (n % 2) throw new RangeError('lost') }
    const onError = () => { throw new RangeError('no report') }
    const handlers = { all: { onEvent, onThrow: 'skip' } }
    const disruptor = await createDisruptor({ event: struct({ n: 'u32' }), size: 8, handlers, onError })
    disruptor.producer().publish((tick, _, n) => tick.set({ n }), { n: 4 })
    console.log(JSON.stringify((await disruptor.close()).handlers.all))`,
  ])
  expect(stdout.trim().split('\n')).toEqual([
    'uncaught no report',
    'uncaught no report',
    '{"handled":2,"skipped":2,"failed":2,"remaining":0}',
  ])
})
