import { describe, expect, it } from 'vitest'
import { timeStandsStill } from '../clock.ts'
import { type Called, calling, callingOnWorker, callsIn, reported, settled, Thrown } from './calling.ts'

timeStandsStill()

const event = (sequence: number): Called => ['event', sequence]

/** A handler that throws at these events, at that many of its first attempts. */
function throwing(at: Readonly<Record<number, number>>) {
  const log: Called[] = []
  const left = new Map(Object.entries(at).map(([sequence, times]) => [Number(sequence), times]))
  const { onBatchStart, onBatchEnd } = callsIn(log)
  const onEvent = (_: unknown, sequence: number) => {
    log.push(event(sequence))
    const times = left.get(sequence) ?? 0
    left.set(sequence, times - 1)
    if (times > 0) throw new Thrown(`at ${sequence}`)
  }
  return { log, calls: { onEvent, onBatchStart, onBatchEnd } }
}

const events = (log: readonly Called[]) =>
  log.filter(([call]) => call === 'event').map(([, sequence]) => sequence)

it('whichever of its events has thrown, and its attempts are counted together', async () => {
  const { log, calls } = throwing({ 2: 1, 1: 1, 0: 1 })
  const { disruptor, failed, publish } = await calling(calls, { onThrow: { rewinds: 3 } })
  publish(3)
  expect((await disruptor.close()).handlers.all).toEqual({ handled: 3, skipped: 0, failed: 3, remaining: 0 })
  expect(log).toEqual([
    ...[['start', 3, 3], event(0)],
    ...[['start', 3, 3], event(0), event(1)],
    ...[['start', 3, 3], event(0), event(1), event(2)],
    ...[['start', 3, 3], event(0), event(1), event(2), ['end', 2]],
  ])
  expect(reported(failed)).toEqual([
    [0, undefined, 1, 'rewind'],
    [1, undefined, 2, 'rewind'],
    [2, undefined, 3, 'rewind'],
  ])
  expect(failed[1]).toMatchObject({ handler: 'all', event: { n: 1 }, error: { message: 'at 1' } })
})

it('and meanwhile none of it is let go', async () => {
  const { calls } = throwing({ 2: 2 })
  const { disruptor, failed, publish } = await calling(calls, { onThrow: { rewinds: 2, delay: 1 } })
  publish(3)
  while (failed.length < 2) await settled()
  expect(disruptor.ring.positions().handled.all).toBe(-1)
  expect((await disruptor.close()).handlers.all).toMatchObject({ handled: 3, failed: 2 })
})

it('the same batch, though more events have come', async () => {
  const { log, calls } = throwing({ 1: 1 })
  const onBatchStart = (size: number, depth: number) => {
    calls.onBatchStart(size, depth)
    if (log.length === 1) publish(1)
  }
  const { disruptor, publish } = await calling({ ...calls, onBatchStart }, { onThrow: { rewinds: 1 } })
  publish(2)
  await settled()
  await disruptor.close()
  expect(log.filter(([call]) => call === 'start')).toEqual([
    ['start', 2, 2],
    ['start', 2, 3],
    ['start', 1, 1],
  ])
  expect(events(log)).toEqual([0, 1, 0, 1, 2])
})

describe('until it is given up:', () => {
  it('by default the ring fails, and those before the event count as handled', async () => {
    const { log, calls } = throwing({ 1: 9 })
    const { disruptor, failed, publish } = await calling(calls, { onThrow: { rewinds: 1 } })
    publish(3)
    const { outcome, handlers } = await disruptor.finished
    expect([outcome, handlers.all]).toEqual(['failed', { handled: 1, skipped: 0, failed: 2, remaining: 2 }])
    expect(log).toEqual([
      ...[['start', 3, 3], event(0), event(1)],
      ...[['start', 3, 3], event(0), event(1), ['end', 0]],
    ])
    expect(reported(failed).map(([sequence, , attempts, action]) => [sequence, attempts, action])).toEqual([
      [1, 1, 'rewind'],
      [1, 2, 'halt'],
    ])
  })

  it('or the event is passed over, and what is behind it has attempts of its own', async () => {
    const { log, calls } = throwing({ 0: 9, 1: 1, 2: 9 })
    const onThrow = { rewinds: 1, finally: 'skip' } as const
    const { disruptor, failed, publish } = await calling(calls, { onThrow })
    publish(4)
    expect((await disruptor.close()).handlers.all).toEqual({
      handled: 2,
      skipped: 2,
      failed: 4,
      remaining: 0,
    })
    expect(log).toEqual([
      ...[['start', 4, 4], event(0)],
      ...[['start', 4, 4], event(0)],
      ...[['start', 3, 4], event(1)],
      ...[['start', 3, 4], event(1), event(2), ['end', 1]],
      ...[['start', 1, 2], event(3), ['end', 3]],
    ])
    expect(failed.map(({ sequence, attempts, action }) => [sequence, attempts, action])).toEqual([
      [0, 1, 'rewind'],
      [0, 2, 'skip'],
      [1, 1, 'rewind'],
      [2, 2, 'skip'],
    ])
  })

  it('or the disruptor is, however long its delay is', async () => {
    const { calls } = throwing({ 1: 1 })
    const { disruptor, failed, publish } = await calling(calls, { onThrow: { rewinds: 1, delay: 30_000 } })
    publish(3)
    while (failed.length < 1) await settled()
    expect(await disruptor.close({ timeout: 0 })).toMatchObject({
      outcome: 'timed out',
      handlers: { all: { handled: 0, remaining: 3 } },
    })
  })
})

it('without those that are void or were passed over', async () => {
  const { log, calls } = throwing({ 0: 9, 4: 1 })
  const onThrow = { rewinds: 1, finally: 'skip' } as const
  const { disruptor, publish, publishVoid } = await calling(calls, { onThrow })
  publish(2)
  publishVoid(1)
  publish(1)
  expect((await disruptor.close()).handlers.all).toEqual({ handled: 3, skipped: 1, failed: 3, remaining: 0 })
  expect(events(log)).toEqual([0, 0, 1, 3, 4, 1, 3, 4])
})

it('but not where the handler has returned a promise', async () => {
  const { calls } = throwing({})
  const onEvent = async () => {}
  const { disruptor, failed, publish } = await calling({ ...calls, onEvent }, { onThrow: { rewinds: 3 } })
  publish(2)
  expect((await disruptor.finished).outcome).toBe('failed')
  expect(reported(failed)).toEqual([[0, undefined, 1, 'halt']])
})

it('and a tap gets each of its events once, when it has ended', async () => {
  const { calls } = throwing({ 0: 2, 2: 1 })
  const onThrow = { rewinds: 1, finally: 'skip' } as const
  const { disruptor, publish } = await calling(calls, { onThrow, tap: 8 })
  publish(3)
  await disruptor.close()
  const tap = disruptor.tap('all')
  const read: (number | undefined)[] = []
  for (let each = tap.next(); each; each = tap.next()) read.push(each.n)
  expect([read, tap.missed]).toEqual([[1, 2], 0])
})

describe('on a worker', () => {
  const starts = (log: readonly Called[]) => log.filter(([call]) => call === 'start').length

  it('as here', async () => {
    const { finished, failed, log } = await callingOnWorker('announced', { onThrow: { rewinds: 2 } }, [
      [],
      ['throw', 2],
      [],
    ])
    expect(finished.handlers.all).toEqual({ handled: 3, skipped: 0, failed: 2, remaining: 0 })
    expect([events(log), starts(log)]).toEqual([[0, 1, 0, 1, 0, 1, 2], 3])
    expect(failed.map(({ attempts, action }) => [attempts, action])).toEqual([
      [1, 'rewind'],
      [2, 'rewind'],
    ])
  })

  it('that dies, its successor begins with the batch, and passes over what has killed too many', async () => {
    const options = { onThrow: { rewinds: 2 }, restart: { most: 3, within: 60_000, poison: 2 } }
    const acts = [[], ['throw', 1], ['exit', 9]] as const
    const { finished, failed, log } = await callingOnWorker('announced', options, acts)
    expect(finished.handlers.all).toEqual({ handled: 2, skipped: 1, failed: 1, remaining: 0 })
    expect(events(log)).toEqual([0, 1, 0, 1, 2, 0, 1, 2, 0, 1])
    expect(failed.map(({ sequence, action }) => [sequence, action])).toEqual([
      [1, 'rewind'],
      [2, 'retry'],
      [2, 'skip'],
    ])
  })
})
