import { describe, expect, it } from 'vitest'
import {
  AbortError,
  attachRing,
  ClosedError,
  createRing,
  type Handler,
  HandlerError,
} from '../../src/core/index.ts'

/** Each call leaves the thread to its event loop before it looks. */
const ALWAYS = { yieldAfter: 0 }

/** Somebody who finds something at once, by the sequence that the next of its calls answers. */
interface Owner {
  readonly call: (options?: { signal?: AbortSignal; timeout?: number }) => Promise<number>
  readonly beside: readonly (() => unknown)[]
  readonly next: () => number
  readonly close?: () => void
}

function producing(producers: readonly string[]): Owner {
  const ring = createRing<string, string>({ size: 8, producers, consumers: { log: [] } })
  const producer = ring.producer(producers[0], ALWAYS)
  let claimed = -1
  const call: Owner['call'] = async (options) => {
    claimed = await producer.claimAsync(1, options)
    producer.publish(claimed, claimed)
    return claimed
  }
  const beside = [() => producer.claim(), () => producer.tryClaim(), () => producer.leave()]
  const next = () => ring.positions().published + 1
  return producers.length === 1
    ? { call, beside, next }
    : { call, beside, next, close: () => attachRing(ring.handle).close() }
}

function reading(pool: boolean): Owner {
  const ring = createRing<string, string>({ size: 8, consumers: { log: [] }, pools: pool ? ['log'] : [] })
  const producer = attachRing(ring.handle).producer()
  producer.publish(producer.claim(8), 7)
  const reader = pool ? ring.pool('log', ALWAYS) : ring.consumer('log', ALWAYS)
  let handled = Number.NaN
  const handler: Handler = (sequence) => {
    handled = sequence
  }
  const call: Owner['call'] = async (options) => {
    expect(await reader.consumeAsync(handler, 1, options)).toBe(1)
    return handled
  }
  const beside = [() => reader.poll(handler), () => reader.consume(handler)]
  return { call, beside, next: () => (ring.positions().handled['log'] ?? Number.NaN) + 1 }
}

const OWNERS: readonly (readonly [string, () => Owner])[] = [
  ['the only producer', () => producing(['a'])],
  ['one of two producers', () => producing(['a', 'b'])],
  ['a consumer', () => reading(false)],
  ['a worker', () => reading(true)],
]

describe.each(OWNERS)('%s', (_, make) => {
  it('gives way before it looks, and then has what is there', async () => {
    const { call, next } = make()
    // A round that was asked for before would be as good.
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

  it('refuses other calls meanwhile, from its promise on to its answer', async () => {
    const { call, beside, next } = make()
    const calls = call()
    const refused: unknown[] = []
    const tryAll = (): void => {
      for (const other of [...beside]) {
        try {
          refused.push(other())
        } catch (error) {
          refused.push(error)
        }
      }
    }
    let isOver = false
    // In every microtask as well: between what is found and what is handed over there is no gap.
    const between = async (): Promise<void> => {
      while (!isOver && next() === 0) {
        tryAll()
        await null
        if (refused.length > 3000) await new Promise((resolve) => setImmediate(resolve))
      }
    }
    tryAll()
    setImmediate(() => void between())
    expect(await calls).toBe(0)
    isOver = true
    expect(refused.length).toBeGreaterThan(1)
    expect(refused.every((error) => error instanceof HandlerError)).toBe(true)
    expect(await call()).toBe(1)
  })

  it('that is aborted meanwhile has not looked, and the next call has what was there', async () => {
    const { call, next } = make()
    const end = new AbortController()
    const calls = call({ signal: end.signal })
    end.abort('enough')
    await expect(calls).rejects.toMatchObject({ name: 'AbortError', cause: 'enough' })
    await expect(calls).rejects.toBeInstanceOf(AbortError)
    expect(next()).toBe(0)
    expect(await call()).toBe(0)
  })

  it('whose time is over meanwhile has what is there', async () => {
    expect(await make().call({ timeout: 0 })).toBe(0)
  })

  it('that is aborted once it has found something has it', async () => {
    const { call } = make()
    const end = new AbortController()
    const calls = call({ signal: end.signal })
    setImmediate(() => setImmediate(() => end.abort()))
    expect(await calls).toBe(0)
  })
})

it('a claim is refused, and its producer free again, if the ring is closed meanwhile', async () => {
  const { call, close } = producing(['a', 'b'])
  const calls = call()
  close?.()
  await expect(calls).rejects.toBeInstanceOf(ClosedError)
  await expect(call()).rejects.toBeInstanceOf(ClosedError)
})

it('calls of several owners have their turn one after another, however long each takes', async () => {
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

it('a batch that ends early says so with its last event, and its gate has moved to that', async () => {
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
