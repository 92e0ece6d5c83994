import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  array,
  attachDisruptor,
  createDisruptor,
  HandleError,
  handler,
  message,
  RoleError,
  struct,
} from '../../src/index.ts'
import { ACTING, Counted, errorOf, rejectionOf, Tick } from './scene.ts'

const onEvent = () => {}
const here = { onEvent }
const worker = { worker: ACTING, data: new Counted(1).data }
const GOOD = { event: Tick, size: 8, onError: () => {}, handlers: { a: here, b: worker } }

/** With a handler that starts a worker before the wrong one is looked at, if any is. */
const withHandler = (given: unknown, more: object = {}) => ({
  ...GOOD,
  handlers: { b: worker, a: given },
  ...more,
})
const withRetry = (given: object) => withHandler({ onEvent, onThrow: { retries: 1, ...given } })
const withRewind = (given: object) => withHandler({ onEvent, onThrow: { rewinds: 1, ...given } })
const withRestart = (given: object) => withHandler({ ...worker, restart: { most: 1, within: 1, ...given } })

const rewinds = { rewinds: 1 }

const INTEGER = 'must be an integer from 1'
const MILLISECONDS = 'must be a number of milliseconds from 0'

const WRONG: readonly [string, unknown, string][] = [
  ['no options', undefined, '"event" option'],
  ['options that are an array', [], 'options of a disruptor must be an object'],
  ['an unknown option', { ...GOOD, sise: 8 }, "Received 'sise'"],
  ['no event', { ...GOOD, event: undefined }, '"event" option must be made by struct()'],
  ['an event that is none', { ...GOOD, event: {} }, '"event" option must be made by struct()'],
  ['an event that is a message', { ...GOOD, event: message({ most: 8 }) }, '"event" option'],
  ['an event that is a field', { ...GOOD, event: array('u8', 2) }, '"event" option'],
  ['no size', { ...GOOD, size: undefined }, '"size" option must be a power of two'],
  ['a size that is no power of two', { ...GOOD, size: 12 }, '"size" option must be a power of two'],
  ['a size of 0', { ...GOOD, size: 0 }, '"size" option'],
  ['a size as text', { ...GOOD, size: '8' }, '"size" option'],
  [
    'slots of more than 2 GiB',
    { ...GOOD, event: struct({ a: array('f64', 8192) }), size: 2 ** 20 },
    'number of bytes',
  ],
  ['no producers', { ...GOOD, producers: [] }, '"producers" option'],
  ['producers of one name', { ...GOOD, producers: ['a', 'a'] }, '"producers" option'],
  ['producers that are a text', { ...GOOD, producers: 'a' }, '"producers" option'],
  ['a start below 0', { ...GOOD, start: -1 }, '"start" option'],
  ['a start that is no integer', { ...GOOD, start: 0.5 }, '"start" option'],
  ['an onError that is no function', { ...GOOD, onError: 'log' }, '"onError" option must be a function'],
  ['no handlers at all', { ...GOOD, handlers: undefined }, '"handlers" option'],
  ['handlers that are null', { ...GOOD, handlers: null }, '"handlers" option'],
  ['handlers that are a function', { ...GOOD, handlers: onEvent }, '"handlers" option'],
  ['handlers that are a list', { ...GOOD, handlers: [here] }, '"handlers" option'],
  ['no handler', { ...GOOD, handlers: {} }, '"handlers" option'],
  ['a handler that is a function', withHandler(onEvent), 'handler "a" must be an object with onEvent'],
  ['a handler that is null', withHandler(null), 'handler "a"'],
  ['an unknown option of a handler', withHandler({ onEvent, before: [] }), 'handler "a"'],
  ['an option of a worker for one here', withHandler({ onEvent, workers: 2 }), "Received 'workers'"],
  ['an option of one here for a worker', withHandler({ ...worker, onStart: onEvent }), "Received 'onStart'"],
  ['a handler that is both', withHandler({ ...worker, onEvent }), "Received 'onEvent'"],
  ['a handler that is neither', withHandler({}), '"onEvent" of handler "a" must be a function'],
  ['an onEvent that is none', withHandler({ onEvent: 1 }), '"onEvent" of handler "a"'],
  ['an onStart that is none', withHandler({ onEvent, onStart: 1 }), '"onStart" of handler "a"'],
  ['an onBatch that is none', withHandler({ onBatch: {} }), '"onBatch" of handler "a" must be a function'],
  [
    'an onEvent and an onBatch',
    withHandler({ onEvent, onBatch: onEvent }),
    '"onBatch" of handler "a" must be left out beside "onEvent"',
  ],
  [
    'an onBatchStart that is none',
    withHandler({ onEvent, onBatchStart: 1 }),
    '"onBatchStart" of handler "a"',
  ],
  [
    'an onIdle that is none',
    withHandler({ onEvent, onIdle: null }),
    '"onIdle" of handler "a" must be a function',
  ],
  ['an onBatchEnd that is none', withHandler({ onEvent, onBatchEnd: null }), '"onBatchEnd" of handler "a"'],
  ['an onShutdown that is none', withHandler({ onEvent, onShutdown: {} }), '"onShutdown" of handler "a"'],
  ['an upstream that is none', withHandler({ onEvent, after: ['c'] }), `"a" follows`],
  ['an upstream that is itself', withHandler({ onEvent, after: ['a'] }), "'a → a'"],
  ['an upstream that is no list', withHandler({ onEvent, after: 'b' }), '"a" follows'],
  [
    'a circle',
    { ...GOOD, handlers: { a: { onEvent, after: ['b'] }, b: { ...worker, after: ['a'] } } },
    'must be free of circles',
  ],
  ['a limit of 0', withHandler({ onEvent, limit: 0 }), `"limit" of handler "a" ${INTEGER}`],
  ['a limit that is no integer', withHandler({ ...worker, limit: 1.5 }), '"limit" of handler "a"'],
  ['a policy that is none', withHandler({ onEvent, onThrow: 'stop' }), '"onThrow" of handler "a" must be'],
  ['a policy that is null', withHandler({ onEvent, onThrow: null }), '"onThrow" of handler "a"'],
  ['a policy with an unknown option', withRetry({ delays: 5 }), "Received 'delays'"],
  ['no retries', withHandler({ onEvent, onThrow: {} }), `"retries" of onThrow of handler "a" ${INTEGER}`],
  ['retries of 0', withRetry({ retries: 0 }), `"retries" of onThrow of handler "a" ${INTEGER}`],
  [
    'retries that are no integer',
    withRetry({ retries: 1.5 }),
    `"retries" of onThrow of handler "a" ${INTEGER}`,
  ],
  [
    'retries without an end',
    withRetry({ retries: Number.POSITIVE_INFINITY }),
    '"retries" of onThrow of handler "a"',
  ],
  ['rewinds of 0', withRewind({ rewinds: 0 }), `"rewinds" of onThrow of handler "a" ${INTEGER}`],
  ['rewinds that are no integer', withRewind({ rewinds: '1' }), '"rewinds" of onThrow of handler "a"'],
  [
    'rewinds with a wrong delay',
    withRewind({ delay: -1 }),
    `"delay" of onThrow of handler "a" ${MILLISECONDS}`,
  ],
  [
    'rewinds and retries',
    withRetry(rewinds),
    '"rewinds" of onThrow of handler "a" must be left out beside "retries"',
  ],
  [
    'rewinds of a handler of batches',
    withHandler({ onBatch: onEvent, onThrow: rewinds }),
    '"onBatch" of handler "a" must be left out beside "rewinds"',
  ],
  [
    'rewinds of asynchronous events',
    withHandler({ onEvent, onThrow: rewinds, concurrency: 2 }),
    '"rewinds" of onThrow of handler "a" must be left out beside "concurrency"',
  ],
  [
    'rewinds of asynchronous events on a worker',
    withHandler({ ...worker, onThrow: rewinds, concurrency: 2 }),
    '"rewinds" of onThrow of handler "a" must be left out beside "concurrency"',
  ],
  [
    'rewinds of a pool',
    withHandler({ ...worker, onThrow: rewinds, workers: 2 }),
    '"rewinds" of onThrow of handler "a" must be left out: its workers share their events',
  ],
  [
    'skips behind rewinds that nobody hears of',
    withHandler({ onEvent, onThrow: { ...rewinds, finally: 'skip' } }, { onError: undefined }),
    '"onError" option must be a function, since handler "a" may skip events',
  ],
  ...['onBatch', 'onBatchStart', 'onBatchEnd', 'onIdle'].map((call): (typeof WRONG)[number] => [
    `an ${call} of asynchronous events`,
    withHandler({ ...(call !== 'onBatch' && { onEvent }), [call]: onEvent, concurrency: 2 }),
    `"${call}" of handler "a" must be left out beside "concurrency"`,
  ]),
  ['a delay below 0', withRetry({ delay: -1 }), `"delay" of onThrow of handler "a" ${MILLISECONDS}`],
  [
    'a delay that no timer has',
    withRetry({ delay: 2 ** 31 }),
    `"delay" of onThrow of handler "a" ${MILLISECONDS}`,
  ],
  ['a delay that is no number', withRetry({ delay: Number.NaN }), '"delay" of onThrow of handler "a"'],
  [
    'a factor below 1',
    withRetry({ factor: 0.5 }),
    '"factor" of onThrow of handler "a" must be a number from 1',
  ],
  [
    'an infinite factor',
    withRetry({ factor: Number.POSITIVE_INFINITY }),
    '"factor" of onThrow of handler "a"',
  ],
  [
    'a longest delay below 0',
    withRetry({ mostDelay: -1 }),
    `"mostDelay" of onThrow of handler "a" ${MILLISECONDS}`,
  ],
  [
    'a jitter above 1',
    withRetry({ jitter: 1.5 }),
    '"jitter" of onThrow of handler "a" must be a number from 0 to 1',
  ],
  [
    'an end that is none',
    withRetry({ finally: 'retry' }),
    `"finally" of onThrow of handler "a" must be one of 'halt', 'skip'`,
  ],
  [
    'skips that nobody hears of',
    withHandler({ onEvent, onThrow: 'skip' }, { onError: undefined }),
    '"onError" option',
  ],
  [
    'skips behind retries that nobody hears of',
    withHandler({ ...worker, onThrow: { retries: 1, finally: 'skip' } }, { onError: undefined }),
    '"onError" option must be a function, since handler "a" may skip events',
  ],
  [
    'a poison that nobody hears of',
    { ...withRestart({ poison: 1 }), onError: undefined },
    '"onError" option must be a function, since handler "a" may skip events',
  ],
  ['a worker that is no file', withHandler({ worker: 5 }), '"worker" of handler "a" must be a URL'],
  ['a worker that is undefined', withHandler({ worker: undefined }), '"worker" of handler "a"'],
  [
    'workers below 1',
    withHandler({ ...worker, workers: 0 }),
    '"workers" of handler "a" must be an integer from 1 to 64',
  ],
  ['workers above 64', withHandler({ ...worker, workers: 65 }), '"workers" of handler "a"'],
  [
    'a restart of a pool',
    withHandler({ ...worker, workers: 2, restart: { most: 1, within: 1 } }),
    '"restart" of handler "a"',
  ],
  ['a restart that is a number', withHandler({ ...worker, restart: 5 }), 'restart'],
  ['a restart with an unknown option', withRestart({ delay: 5 }), "Received 'delay'"],
  ['a restart without most', withRestart({ most: undefined }), `"most" of restart of handler "a" ${INTEGER}`],
  [
    'a restart without a time',
    withRestart({ within: undefined }),
    `"within" of restart of handler "a" ${INTEGER}`,
  ],
  ['a time of 0', withRestart({ within: 0 }), `"within" of restart of handler "a" ${INTEGER}`],
  ['a poison of 0', withRestart({ poison: 0 }), `"poison" of restart of handler "a" ${INTEGER}`],
]

describe('before any worker is started', () => {
  it.each(WRONG)('%s', async (_, options, text) => {
    const workers: Worker[] = []
    const made = (each: Worker): void => void workers.push(each)
    process.on('worker', made)
    const error = await rejectionOf(createDisruptor(options as never))
    process.off('worker', made)
    expect(error).toBeInstanceOf(ArgumentError)
    expect(String(error)).toContain(text)
    expect(workers).toEqual([])
  })

  it('none of them is refused when it is right', async () => {
    const retry = { retries: 3, delay: 0, factor: 1, mostDelay: 0, jitter: 1, finally: 'skip' } as const
    const disruptor = await createDisruptor({
      ...GOOD,
      producers: ['a', 'b'],
      start: 5,
      handlers: {
        a: { onEvent, onThrow: retry, limit: 1, after: [] },
        b: {
          onEvent,
          onThrow: 'skip',
          after: ['a'],
          onStart: onEvent,
          onBatchStart: onEvent,
          onBatchEnd: onEvent,
          onIdle: onEvent,
          onShutdown: onEvent,
        },
        c: { onEvent, onThrow: { ...retry, retries: undefined, rewinds: 3 } },
        d: { onBatch: onEvent, onThrow: retry },
      },
    })
    expect((await disruptor.close()).outcome).toBe('drained')
  })
})

describe('and so is a wrong', () => {
  it('name of a producer, or one that is taken', async () => {
    const disruptor = await createDisruptor({ ...GOOD, handlers: { a: here }, producers: ['a', 'b'] })
    expect(errorOf(() => disruptor.producer('c' as never))).toBeInstanceOf(ArgumentError)
    expect(errorOf(() => disruptor.producer())).toBeInstanceOf(ArgumentError)
    expect(errorOf(() => disruptor.producer('a', { pauses: 1 } as never))).toBeInstanceOf(ArgumentError)
    disruptor.producer('a')
    expect(errorOf(() => disruptor.producer('a'))).toBeInstanceOf(RoleError)
    expect(errorOf(() => attachDisruptor(Tick, disruptor.handle).producer('a'))).toBeInstanceOf(RoleError)
    await disruptor.close()
  })

  it('handle, by what is wrong with it', async () => {
    const disruptor = await createDisruptor({ ...GOOD, handlers: { a: here } })
    const { handle } = disruptor
    const other = await createDisruptor({ ...GOOD, size: 16, handlers: { a: here } })
    const wrong: [unknown, string][] = [
      [undefined, 'the handle of a disruptor'],
      [{}, 'the handle of a disruptor'],
      [handle.ring, 'the handle of a disruptor'],
      [{ ...handle, disruptor: 2 }, 'version of the handle must be 1. Received 2'],
      [{ ...handle, ring: undefined }, 'the handle of a ring'],
      [{ ...handle, slots: undefined }, 'the handle of slots'],
      [{ ...handle, slots: other.handle.slots }, 'number of slots of the handle must be 8. Received 16'],
      [{ ...handle, voids: other.handle.voids }, 'marks of the handle must be 72. Received 80'],
      [{ ...handle, voids: undefined }, 'marks of the handle'],
      [JSON.parse(JSON.stringify(handle)), 'of the handle'],
    ]
    for (const [given, text] of wrong) {
      const error = errorOf(() => attachDisruptor(Tick, given as never))
      expect(error).toBeInstanceOf(HandleError)
      expect(String(error)).toContain(text)
    }
    expect(errorOf(() => attachDisruptor(struct({ n: 'u8' }), handle as never))).toBeInstanceOf(HandleError)
    await Promise.all([disruptor.close(), other.close()])
  })

  it('handler of a file; and elsewhere than on a worker of a disruptor, a right one is only returned', () => {
    expect(errorOf(() => handler(Tick, {} as never))).toMatchObject({
      code: 'ERR_RINGPROOF_ARGUMENT',
      message:
        'The "onEvent" of a handler must be a function, where there is no "onBatch". Received undefined',
    })
    expect(errorOf(() => handler(Tick, { onEvent, onBatch: onEvent } as never))).toMatchObject({
      message: /^The "onBatch" of a handler must be left out beside "onEvent"/,
    })
    const calls = { onEvent }
    expect([handler(Tick, calls), handler(Tick, calls)]).toEqual([calls, calls])
  })
})
