import { describe, expect, it, vi } from 'vitest'
import * as core from '../../src/index.ts'
import { AbortError, attachRing, ClosedError, createRing, type Handler } from '../../src/index.ts'
import { real } from './virtual.ts'

/** Every call gives way to the event loop before its first attempt. */
const ALWAYS = { yieldAfter: 0 }

/** A role whose next call succeeds at once, with the sequence that `next` predicts. */
interface Owner {
  readonly call: (options?: { signal?: AbortSignal; timeout?: number }) => Promise<number>
  /** Another call of the same role, which also takes the next sequence. */
  readonly beside: () => unknown
  /** What its calls were granted, in order. */
  readonly had: readonly number[]
  readonly next: () => number
  readonly close?: () => void
}

function producing({ createRing, attachRing }: typeof core, producers: readonly string[]): Owner {
  const ring = createRing<string, string>({ size: 8, producers, consumers: { log: [] } })
  const producer = ring.producer(producers[0], ALWAYS)
  const had: number[] = []
  const taken = (claimed: number | undefined): number => {
    if (claimed === undefined) return Number.NaN
    had.push(claimed)
    return claimed
  }
  const call: Owner['call'] = async (options) => {
    const claimed = taken(await producer.claimAsync(1, options))
    producer.publish(claimed, claimed)
    return claimed
  }
  const beside = () => taken(producer.tryClaim())
  const next = () => ring.positions().published + 1
  return producers.length === 1
    ? { call, beside, had, next }
    : { call, beside, had, next, close: () => attachRing(ring.handle).close() }
}

function reading({ createRing, attachRing }: typeof core, pool: boolean): Owner {
  const ring = createRing<string, string>({ size: 8, consumers: { log: [] }, pools: pool ? ['log'] : [] })
  const producer = attachRing(ring.handle).producer()
  producer.publish(producer.claim(8), 7)
  const reader = pool ? ring.pool('log', ALWAYS) : ring.consumer('log', ALWAYS)
  const had: number[] = []
  let handled = Number.NaN
  const handler: Handler = (sequence) => {
    handled = sequence
    had.push(sequence)
  }
  const call: Owner['call'] = async (options) => {
    expect(await reader.consumeAsync(handler, 1, options)).toBe(1)
    return handled
  }
  const beside = () => reader.poll(handler, 1)
  return { call, beside, had, next: () => (ring.positions().handled['log'] ?? Number.NaN) + 1 }
}

const OWNERS: readonly (readonly [string, (from?: typeof core) => Owner])[] = [
  ['the only producer', (from = core) => producing(from, ['a'])],
  ['one of two producers', (from = core) => producing(from, ['a', 'b'])],
  ['a consumer', (from = core) => reading(from, false)],
  ['a worker', (from = core) => reading(from, true)],
]

const TURNS = 50

/** A call that has given way, and continues once `rounds` are called. */
async function heldUp(make: (from: typeof core) => Owner, rounds: (() => void)[]) {
  const { setImmediate: immediate } = globalThis
  vi.resetModules()
  vi.stubGlobal('setImmediate', (round: () => void) => void rounds.push(round))
  const owner = make(await import('../../src/index.ts'))
  real()
  return { immediate, ...owner, calls: owner.call() }
}

function errorOf(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}

function isReentrant(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_RINGPROOF_REENTRANT'
}

describe.each(OWNERS)('%s', (_, make) => {
  it('gives way before its first attempt, and then gets what is available', async () => {
    const { call, next } = make()
    // A round requested earlier would do as well.
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    const order: string[] = []
    setImmediate(() => order.push('the loop'))
    const calls = call().then(() => order.push('the call'))
    expect(next()).toBe(0)
    await calls
    expect(order).toEqual(['the loop', 'the call'])
    expect(await call()).toBe(1)
  })

  it('refuses other calls meanwhile, up to the moment it hands over what it found', async () => {
    const refused: unknown[] = []
    const rounds: (() => void)[] = []
    const { immediate, calls, beside, had } = await heldUp(make, rounds)
    const tryAll = (): void => void refused.push(errorOf(beside))
    tryAll()
    await new Promise<void>((resolve) => immediate(resolve))
    tryAll()
    rounds[0]?.()
    // In every microtask from the one in which it continues.
    for (let turn = 0; turn < TURNS; turn++) {
      tryAll()
      await null
    }
    await calls
    expect(refused.slice(0, 3).every(isReentrant)).toBe(true)
    // What other calls got as soon as they could is nothing that it got.
    expect(had.toSorted((a, b) => a - b)).toEqual(had.map((_, sequence) => sequence))
    expect(had.length).toBeGreaterThan(1)
  })

  it('that is aborted meanwhile makes no attempt, and the next call gets what was available', async () => {
    const { call, next } = make()
    const end = new AbortController()
    const calls = call({ signal: end.signal })
    end.abort('enough')
    await expect(calls).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' })
    await expect(calls).rejects.toBeInstanceOf(AbortError)
    expect(next()).toBe(0)
    expect(await call()).toBe(0)
  })

  it('that times out meanwhile still gets what is available', async () => {
    expect(await make().call({ timeout: 0 })).toBe(0)
  })

  it('that is aborted after finding something keeps it', async () => {
    const { call } = make()
    const end = new AbortController()
    const calls = call({ signal: end.signal })
    setImmediate(() => setImmediate(() => end.abort()))
    expect(await calls).toBe(0)
  })
})

it.each([
  ['a MessageChannel', ['setImmediate']],
  ['setTimeout', ['setImmediate', 'MessageChannel']],
])('on a host that has only %s calls give way with it', async (_, lacks) => {
  vi.resetModules()
  for (const name of lacks) vi.stubGlobal(name, undefined)
  const { createRing: create } = await import('../../src/index.ts')
  real()
  const producer = create({ size: 4, consumers: { log: [] } }).producer(undefined, ALWAYS)
  for (const sequence of [0, 1]) {
    const claims = producer.claimAsync()
    await null
    expect(() => producer.tryClaim()).toThrow('Cannot call tryClaim() while claimAsync() waits')
    expect(await claims).toBe(sequence)
  }
})

it('a claim is refused, and its producer usable again, if the ring is closed meanwhile', async () => {
  const { call, close } = producing(core, ['a', 'b'])
  const calls = call()
  close?.()
  await expect(calls).rejects.toBeInstanceOf(ClosedError)
  await expect(call()).rejects.toBeInstanceOf(ClosedError)
})

it('calls of several roles take turns, however long each takes', async () => {
  const handled = [0, 0, 0]
  const readers = handled.map((_, r) => {
    const ring = createRing({ size: 64, consumers: { log: [] } })
    const producer = ring.producer()
    producer.publish(producer.claim(64), 63)
    const reader = attachRing(ring.handle).consumer('log', ALWAYS)
    return async (): Promise<void> => {
      while (handled.every((many) => many < 60)) {
        await reader.consumeAsync(() => void handled.splice(r, 1, (handled[r] ?? 0) + 1))
        expect(Math.max(...handled) - Math.min(...handled)).toBeLessThanOrEqual(1)
      }
    }
  })
  await Promise.all(readers.map((read) => read()))
})

it('a batch that ends early says so with its last event, and its gate has moved there', async () => {
  const ring = createRing({ size: 64, consumers: { log: [] } })
  const producer = ring.producer()
  producer.publish(producer.claim(64), 63)
  const reader = attachRing(ring.handle).consumer('log', { yieldAfter: 1 })
  const ends: number[] = []
  let last = -1
  const slow: Handler = (sequence, endOfBatch) => {
    last = sequence
    if (endOfBatch) ends.push(sequence)
    for (const end = performance.now() + 0.5; performance.now() < end; );
  }
  for (let handled = 0; handled < 64; ) {
    handled += await reader.consumeAsync(slow)
    expect([ends.at(-1), ring.positions().handled.log]).toEqual([last, last])
    expect(handled).toBe(last + 1)
  }
  expect(ends.length).toBeGreaterThan(16)
})
