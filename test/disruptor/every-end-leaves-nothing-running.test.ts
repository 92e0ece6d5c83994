import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createDisruptor, type HandledBy } from '../../src/index.ts'
import { ACTING, Counted, errorOf, gate, rejectionOf, Tick, tick } from './scene.ts'

const SIZE = 8
const EVENTS = 16
type Handler = HandledBy<typeof Tick, 'all'>

async function made(handler: Handler, producers?: readonly string[]) {
  const disruptor = await createDisruptor({
    event: Tick,
    size: SIZE,
    onError: () => {},
    handlers: { all: handler },
    ...(producers && { producers }),
  })
  return disruptor
}

describe('close()', () => {
  it('is over once everything that was accepted is handled', async () => {
    const { opened, open } = gate()
    const disruptor = await made({ onStart: () => opened, onEvent: () => {} })
    const producer = disruptor.producer()
    producer.publish(tick(0), { n: SIZE })
    const closed = disruptor.close()
    expect(errorOf(() => producer.publish(tick(0)))).toMatchObject({ code: 'ERR_RINGPROOF_CLOSED' })
    expect(disruptor.ring.positions().handled.all).toBe(-1)
    open()
    expect(await closed).toMatchObject({ outcome: 'drained', handlers: { all: { handled: SIZE } } })
    expect([await disruptor.close(), await disruptor.stop()]).toEqual(Array(2).fill(await disruptor.finished))
  })

  it('of a disruptor of which nobody is a producer ends it', async () => {
    expect(await (await made({ onEvent: () => {} })).close()).toMatchObject({
      outcome: 'drained',
      published: 0,
    })
    expect(await (await made({ onEvent: () => {} }, ['a', 'b'])).close()).toMatchObject({ published: 0 })
  })

  it('terminates a worker that does not end in time', async () => {
    const counted = new Counted(EVENTS)
    const disruptor = await made({ worker: ACTING, data: counted.data })
    const producer = disruptor.producer()
    producer.publish(tick(0, 'hang'))
    producer.publish(tick(0))
    await counted.called(0)
    expect(await disruptor.close({ timeout: 1 })).toEqual({
      outcome: 'timed out',
      published: 2,
      voids: 0,
      handlers: { all: { handled: 0, skipped: 0, failed: 0, remaining: 2 } },
    })
    expect(counted.calls.shutdowns).toBe(0)
  })

  it('terminates a worker that does not end in time, without calling its death an error', async () => {
    const counted = new Counted(EVENTS)
    const reports: unknown[] = []
    const restart = { most: 9, within: 1000 }
    const disruptor = await createDisruptor({
      event: Tick,
      size: SIZE,
      onError: (failed) => reports.push(failed),
      handlers: {
        one: { worker: ACTING, data: counted.data },
        two: { worker: ACTING, data: new Counted(EVENTS).data, restart },
        three: { worker: ACTING, data: new Counted(EVENTS).data, workers: 2 },
      },
    })
    disruptor.producer().publish(tick(0, 'hang', 9))
    await counted.called(0)
    expect((await disruptor.close({ timeout: 1 })).outcome).toBe('timed out')
    expect(reports).toEqual([])
  })

  it('gives up what this thread awaits in onStart or in onShutdown', async () => {
    const never = new Promise(() => {})
    for (const call of ['onStart', 'onShutdown']) {
      const disruptor = await made({ onEvent: () => {}, [call]: () => never })
      disruptor.producer().publish(tick(0))
      expect((await disruptor.close({ timeout: 1 })).outcome).toBe('timed out')
    }
  })

  it('refuses a time-out that is none, before anything has changed', async () => {
    const disruptor = await made({ onEvent: () => {} })
    const wrong: [object, string][] = [
      [{ timeout: -1 }, '"timeout" option'],
      [{ timeout: Number.NaN }, '"timeout" option'],
      [{ timeout: '5' }, '"timeout" option'],
      [{ signal: AbortSignal.abort() }, "'signal'"],
    ]
    for (const [options, message] of wrong) {
      for (const call of ['close', 'stop'] as const) {
        const error = await rejectionOf(disruptor[call](options as never))
        expect(error).toMatchObject({ code: 'ERR_RINGPROOF_ARGUMENT' })
        expect(String(error)).toContain(message)
      }
    }
    expect(disruptor.ring.state).toBe('open')
    await disruptor.close({ timeout: Number.POSITIVE_INFINITY })
  })

  it('is what `await using` calls', async () => {
    const seen: number[] = []
    {
      await using disruptor = await made({ onEvent: ({ n }) => void seen.push(n) })
      disruptor.producer().publish(tick(7))
    }
    expect(seen).toEqual([7])
  })
})

describe('the only producer, on another thread,', () => {
  const PUBLISHING = new URL('./closing.mjs', import.meta.url)

  it('closes, and nobody else can: they may stop', async () => {
    const disruptor = await made({ onEvent: () => {} })
    const worker = new Worker(PUBLISHING, { workerData: disruptor.handle })
    await new Promise((taken) => worker.once('message', taken))
    const message = 'Cannot close a disruptor whose only producer is on another thread: it closes, or stop()'
    expect(await rejectionOf(disruptor.close())).toMatchObject({ code: 'ERR_RINGPROOF_STATE', message })
    expect(disruptor.ring.state).toBe('open')
    worker.postMessage('close')
    expect(await disruptor.finished).toMatchObject({ outcome: 'drained', published: 3 })
    expect(await disruptor.close()).toEqual(await disruptor.finished)
  })

  it('is not heard where it is stopped', async () => {
    const disruptor = await made({ onEvent: () => {} })
    const worker = new Worker(PUBLISHING, { workerData: disruptor.handle })
    await new Promise((taken) => worker.once('message', taken))
    expect(await disruptor.stop()).toMatchObject({ outcome: 'stopped', handlers: { all: { remaining: 0 } } })
    await worker.terminate()
  })

  it('is closed by its successor, once its thread is dead', async () => {
    const seen: number[] = []
    const disruptor = await made({ onEvent: ({ n }) => void seen.push(n) })
    const worker = new Worker(PUBLISHING, { workerData: disruptor.handle })
    await new Promise((taken) => worker.once('message', taken))
    disruptor.ring.keep({ producers: ['producer'] })
    await worker.terminate()
    disruptor.ring.bury({ producers: ['producer'] })
    disruptor.takeOverProducer().publish(tick(9))
    expect(await disruptor.close()).toMatchObject({ outcome: 'drained', published: 4 })
    expect(seen).toEqual([0, 1, 2, 9])
  })
})

describe('stop()', () => {
  it('ends producers that wait, and handlers behind what is published', async () => {
    const { opened, open } = gate()
    const disruptor = await made({ onStart: () => opened, onEvent: () => {} }, ['a', 'b'])
    const producer = disruptor.producer('a')
    producer.publish(tick(0), { n: SIZE })
    const waits = producer.publishAsync(tick(1))
    const stopped = disruptor.stop()
    expect(await rejectionOf(waits)).toMatchObject({ code: 'ERR_RINGPROOF_STOPPED' })
    open()
    expect(await stopped).toMatchObject({
      outcome: 'stopped',
      published: SIZE,
      handlers: { all: { remaining: 0 } },
    })
  })

  it('counts what was claimed and never published as neither published nor remaining', async () => {
    const disruptor = await made({ onEvent: () => {} }, ['a', 'b'])
    disruptor.producer('a').publish(tick(0), { n: 2 })
    disruptor.ring.producer('b').claim(3)
    expect(await disruptor.stop()).toMatchObject({
      published: 2,
      handlers: { all: { handled: 2, remaining: 0 } },
    })
  })
})

it('and in each way there are as many handles, timers and listeners as before', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'leaving.mjs')])
  const ends = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ends.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['close', 'drained'],
    ['stop', 'stopped'],
    ['halt', 'failed'],
    ['death', 'failed'],
    ['restarts', 'failed'],
    ['hang', 'timed out'],
    ['start', 'ERR_RINGPROOF_START'],
    ['waits', 'timed out'],
  ])
  for (const { name, before, after } of ends) expect([name, after]).toEqual([name, before])
})
