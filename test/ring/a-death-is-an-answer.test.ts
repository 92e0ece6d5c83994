import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../model-tests/harness/threads/bundle.ts'
import {
  ArgumentError,
  attachRing,
  ClosedError,
  createRing,
  FailedError,
  type Ring,
  type Roles,
  type Supervised,
  supervise,
} from '../../src/index.ts'
import type { Act, Script } from './mortal.ts'

type Death = 'return' | 'throw' | 'terminate'

const workers: Worker[] = []
let text = ''

beforeAll(async () => {
  text = await bundle(new URL('./mortal.ts', import.meta.url))
})

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
})

/** A thread that has done all this, or is in the middle of the last act. */
async function threadAfter(ring: Ring, acts: readonly Act[]): Promise<Worker> {
  const worker = new Worker(text, { eval: true, workerData: { handle: ring.handle, acts } satisfies Script })
  worker.on('error', () => {})
  workers.push(worker)
  await once(worker, 'message')
  return worker
}

async function end(worker: Worker, death: Death): Promise<void> {
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  if (death === 'terminate') worker.terminate()
  else worker.postMessage(death)
  await exited
}

/** The outcome of the supervision of a thread that has done this and then ends in that way. */
async function outcomeOf(
  ring: Ring,
  acts: readonly Act[],
  roles: Roles,
  death: Death = 'terminate',
): Promise<Supervised> {
  const worker = await threadAfter(ring, acts)
  const { done } = supervise(ring, worker, roles)
  await end(worker, death)
  expect(worker.listenerCount('exit')).toBe(0)
  return await done
}

function several(more: object = {}): Ring {
  return createRing<string, string>({
    size: 4,
    producers: ['a', 'b'],
    consumers: { work: [], other: [] },
    ...more,
  })
}

function errorOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

const produce = (name: string, claims: number, publishes = claims): Act => ({
  act: 'produce',
  name,
  claims,
  publishes,
})
const leave = (name: string): Act => ({ act: 'leave', name })
const close = (name: string): Act => ({ act: 'close', name })
const consume = (name: string, events: number): Act => ({ act: 'consume', name, events })

const UNMISSED = { outcome: 'unmissed', vacant: [] }

describe.each<Death>(['terminate', 'throw', 'return'])('a producer whose thread ends by %s', (death) => {
  it('fails the ring, once everything it has published is handled', async () => {
    const ring = several()
    const supervised = await outcomeOf(ring, [produce('a', 3, 2)], { producers: ['a'] }, death)
    expect(supervised).toEqual({ outcome: 'failed', producers: ['a'], consumers: [] })
    const consumer = ring.consumer('work')
    expect(consumer.consume(() => {})).toBe(2)
    const error = errorOf(() => consumer.consume(() => {}))
    expect(error).toBeInstanceOf(FailedError)
    expect(error).toMatchObject({ dead: ['a'], missing: 2, suspects: [] })
  })

  it('fails the ring even if it holds nothing, since others could not tell', async () => {
    const ring = several()
    expect(await outcomeOf(ring, [produce('a', 1)], { producers: ['a'] }, death)).toMatchObject({
      outcome: 'failed',
    })
    expect(ring.state).toBe('failed')
  })

  it('is not missed if it has left', async () => {
    const ring = several()
    const acts = [produce('a', 2), leave('a')]
    expect(await outcomeOf(ring, acts, { producers: ['a'] }, death)).toEqual(UNMISSED)
    expect(ring.state).toBe('open')
    ring.producer('b').leave()
    expect(ring.state).toBe('closed')
  })

  it('is not missed if the ring is closed and everything is published', async () => {
    const ring = several()
    const acts = [produce('a', 2), close('a')]
    expect(await outcomeOf(ring, acts, { producers: ['a'] }, death)).toEqual(UNMISSED)
    expect(ring.state).toBe('closed')
  })

  it('is missed if the ring is closed and something is not published', async () => {
    const ring = several()
    const acts = [produce('a', 2, 1), close('a')]
    expect(await outcomeOf(ring, acts, { producers: ['a'] }, death)).toMatchObject({ producers: ['a'] })
    const consumer = ring.consumer('work')
    expect(consumer.consume(() => {})).toBe(1)
    expect(errorOf(() => consumer.consume(() => {}))).toMatchObject({ dead: ['a'], missing: 1 })
  })
})

describe('a follower', () => {
  const chain = { consumers: { work: [], next: ['work'], last: ['next'] } }

  it('handles everything published, even if its upstream was busy when the ring failed', async () => {
    const ring = several(chain)
    await outcomeOf(ring, [produce('a', 3, 2)], { producers: ['a'] })
    // A batch of two ends after one where the first has kept the thread for long.
    const whole = { yieldAfter: Number.POSITIVE_INFINITY }
    const [work, next, last] = [
      ring.consumer('work'),
      ring.consumer('next', whole),
      ring.consumer('last', whole),
    ]
    const [handled, behind] = [next.consumeAsync(() => {}), last.consumeAsync(() => {})]
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(work.consume(() => {})).toBe(2)
    expect(await handled).toBe(2)
    expect(await behind).toBe(2)
    const ends = [next.consumeAsync(() => {}), last.consumeAsync(() => {})].map((end) => end.catch((e) => e))
    expect(errorOf(() => work.consume(() => {}))).toBeInstanceOf(FailedError)
    for (const end of ends) expect(await end).toMatchObject({ name: 'FailedError', dead: ['a'], missing: 2 })
    expect(ring.positions().consumers).toEqual({ work: 'left', next: 'left', last: 'taken' })
  })

  it.each(['fail', 'discard'] as const)('ends when its upstream dies in a failed ring: %s', async (then) => {
    const ring = several(chain)
    const worker = await threadAfter(ring, [consume('work', 0)])
    const { done } = supervise(ring, worker, { consumers: { work: then } })
    await outcomeOf(ring, [produce('a', 2)], { producers: ['a'] })
    const next = ring.consumer('next').consumeAsync(() => {})
    const isOver = await Promise.race([
      next.catch(() => true),
      new Promise((resolve) => setTimeout(resolve, 20, false)),
    ])
    expect(isOver).toBe(false)
    await end(worker, 'terminate')
    expect(await done).toEqual(UNMISSED)
    await expect(next).rejects.toMatchObject({ name: 'FailedError', dead: ['a'] })
  })

  it('ends when its upstream dies along with the producer that the ring fails for', async () => {
    const ring = several(chain)
    const acts = [produce('a', 2), consume('work', 1)]
    await outcomeOf(ring, acts, { producers: ['a'], consumers: { work: 'discard' } })
    const next = ring.consumer('next')
    expect(next.consume(() => {})).toBe(1)
    expect(errorOf(() => next.consume(() => {}))).toMatchObject({ name: 'FailedError', dead: ['a'] })
  })
})

describe('a producer', () => {
  it('that is the only one fails its ring, unless it has closed it', async () => {
    for (const [acts, state] of [
      [[produce('only', 2, 1)], 'failed'],
      [[produce('only', 2)], 'failed'],
      [[produce('only', 2), close('only')], 'closed'],
      [[produce('only', 2), leave('only')], 'closed'],
      [[produce('only', 2, 1), close('only')], 'failed'],
    ] as const) {
      const ring = several({ producers: ['only'] })
      await outcomeOf(ring, acts, { producers: ['only'] })
      expect(ring.state).toBe(state)
    }
  })

  it('that never attached is missed, since no other publishes its events', async () => {
    const ring = several()
    const missed = { outcome: 'failed', producers: ['a'], consumers: [] }
    expect(await outcomeOf(ring, [], { producers: ['a'] })).toEqual(missed)
    expect(ring.state).toBe('failed')
    expect(errorOf(() => ring.producer('b').claim())).toMatchObject({ dead: ['a'], missing: undefined })
  })

  it('that never attached and is to be replaced is vacant', async () => {
    const ring = several()
    const roles = { producers: { a: 'vacate' } } as const
    expect(await outcomeOf(ring, [], roles)).toEqual({ outcome: 'unmissed', vacant: ['a'] })
    expect(ring.state).toBe('open')
    ring.takeOverProducer('a').leave()
    ring.producer('b').leave()
    expect(ring.state).toBe('closed')
  })

  it('that dies second is not named', async () => {
    const ring = several()
    await outcomeOf(ring, [produce('a', 1, 0)], { producers: ['a'] })
    expect(await outcomeOf(ring, [produce('b', 0)], { producers: ['b'] })).toEqual(UNMISSED)
    expect(errorOf(() => ring.consumer('work').consume(() => {}))).toMatchObject({
      dead: ['a'],
      missing: 0,
      suspects: [],
    })
  })
})

describe('a consumer', () => {
  it('with policy fail fails the ring, and producers that wait for its room throw', async () => {
    const ring = several()
    const roles = { consumers: { work: 'fail' } } as const
    const dead = outcomeOf(ring, [consume('work', 0)], roles)
    const producer = ring.producer('a')
    const first = producer.claim(4)
    producer.publish(first, first + 3)
    expect(await dead).toEqual({ outcome: 'failed', producers: [], consumers: ['work'] })
    // Shut for claims and failed: the error reports the failure.
    expect(errorOf(() => producer.claim())).toMatchObject({ dead: ['work'] })
    await expect(producer.claimAsync()).rejects.toBeInstanceOf(FailedError)
  })

  it('whose events are discarded holds nobody up', async () => {
    const ring = several()
    const producer = ring.producer('a')
    ring.producer('b').leave()
    const worker = await threadAfter(ring, [consume('work', 0)])
    const deaths: string[] = []
    const { done } = supervise(
      ring,
      worker,
      { consumers: { work: 'discard' } },
      { onDeath: (d) => deaths.push(d) },
    )
    await end(worker, 'terminate')
    const other = ring.consumer('other')
    for (let event = 0; event < 100; event++) {
      const sequence = await producer.claimAsync()
      producer.publish(sequence, sequence)
      other.consume(() => {})
    }
    expect(deaths).toEqual(['discarding'])
    producer.leave()
    expect(() => other.consume(() => {})).toThrow(ClosedError)
    expect(await done).toEqual({ outcome: 'discarded', discarded: { work: 100 } })
    expect(await ring.drain()).toEqual({ outcome: 'drained', remaining: { work: 0, other: 0 } })
  })

  it('that never attached is dead all the same', async () => {
    const ring = several()
    const roles = { consumers: { work: 'fail', other: 'discard' } } as const
    expect(await outcomeOf(ring, [], roles)).toEqual({
      outcome: 'failed',
      producers: [],
      consumers: ['work'],
    })
  })

  it('that has handled everything in a closed ring is not missed, and one that has not is', async () => {
    for (const [events, outcome] of [
      [3, 'unmissed'],
      [2, 'failed'],
    ] as const) {
      const ring = several()
      const acts = [produce('a', 3), close('a'), consume('work', events)]
      expect(await outcomeOf(ring, acts, { producers: ['a'], consumers: { work: 'fail' } })).toMatchObject({
        outcome,
      })
    }
  })

  it('that is taken over continues after what it handled, with its unfinished batch', async () => {
    const ring = several()
    const acts: Act[] = [produce('a', 4), leave('a'), consume('work', 1), { act: 'hold', name: 'work' }]
    ring.producer('b').leave()
    const supervised = await outcomeOf(ring, acts, { producers: ['a'], consumers: { work: 'discard' } })
    expect(supervised).toEqual({ outcome: 'discarded', discarded: { work: 3 } })
  })
})

describe('a worker of a pool', () => {
  const pooled = () => several({ consumers: { pool: [] }, pools: ['pool'] })

  it('fails the ring, since its tickets are lost', async () => {
    const ring = pooled()
    const acts: Act[] = [produce('a', 2), leave('a'), { act: 'hold', name: 'pool' }]
    const supervised = await outcomeOf(ring, acts, { producers: ['a'], pools: ['pool'] })
    expect(supervised).toEqual({ outcome: 'failed', producers: [], consumers: ['pool'] })
    const worker = ring.pool('pool')
    const seen: number[] = []
    expect(worker.consume((sequence) => void seen.push(sequence))).toBe(1)
    expect(seen).toEqual([1])
    expect(errorOf(() => worker.consume(() => {}))).toMatchObject({ dead: ['pool'], missing: undefined })
  })

  it('that ends by itself in a closed ring leaves the rest to the others', async () => {
    for (const [death, outcome] of [
      ['return', 'unmissed'],
      ['throw', 'failed'],
    ] as const) {
      const ring = pooled()
      const acts: Act[] = [produce('a', 2), close('a'), { act: 'work', name: 'pool', events: 1 }]
      const roles = { producers: ['a'], pools: ['pool'] }
      expect(await outcomeOf(ring, acts, roles, death)).toMatchObject({ outcome })
    }
  })

  it('that has seen the end of a closed ring is not missed, however it ends', async () => {
    const acts: Act[] = [produce('a', 2), close('a'), { act: 'work', name: 'pool', events: 2 }]
    expect(await outcomeOf(pooled(), acts, { producers: ['a'], pools: ['pool'] }, 'throw')).toEqual(UNMISSED)
  })
})

describe('a worker of a pool in an open ring', () => {
  const pooled = () => several({ consumers: { pool: [] }, pools: ['pool'] })
  const worked: Act[] = [produce('a', 1), leave('a'), { act: 'work', name: 'pool', events: 1 }]
  const roles = { producers: ['a'], pools: ['pool'] }

  it('that holds nothing and ends by itself leaves the pool, and the ring goes on', async () => {
    const ring = pooled()
    expect(await outcomeOf(ring, worked, roles, 'return')).toEqual(UNMISSED)
    expect(ring.state).toBe('open')
    const b = ring.producer('b')
    b.publish(b.claim())
    expect(ring.pool('pool').poll(() => {})).toBe(1)
  })

  it.each(['throw', 'terminate'] as const)(
    'that holds nothing and ends by %s is missed if the pool has no other worker',
    async (death) => {
      const alone = pooled()
      const missed = { outcome: 'failed', producers: [], consumers: ['pool'] }
      expect(await outcomeOf(alone, worked, roles, death)).toEqual(missed)
      const helped = pooled()
      const other = helped.pool('pool')
      expect(await outcomeOf(helped, worked, roles, death)).toEqual(UNMISSED)
      expect(helped.state).toBe('open')
      other.leave()
    },
  )

  it('that never attached is missed if it throws and the pool has no other worker', async () => {
    const ring = pooled()
    const missed = { outcome: 'failed', producers: [], consumers: ['pool'] }
    expect(await outcomeOf(ring, [], { pools: ['pool'] }, 'throw')).toEqual(missed)
  })

  it('may leave once if it holds nothing, and then works no more', () => {
    const ring = pooled()
    const [one, other] = [ring.pool('pool'), ring.pool('pool')]
    const b = ring.producer('b')
    b.publish(b.claim(2), 1)
    const lost = new RangeError('lost')
    const thrown = errorOf(() =>
      one.poll(() => {
        throw lost
      }),
    )
    expect(thrown).toBe(lost)
    expect(errorOf(() => one.leave())).toMatchObject({ code: 'ERR_RINGPROOF_STATE' })
    expect(one.poll(() => {})).toBe(1)
    one.leave()
    one.leave()
    expect(errorOf(() => one.poll(() => {}))).toMatchObject({ code: 'ERR_RINGPROOF_STATE' })
    expect(other.poll(() => {})).toBe(1)
    expect(ring.state).toBe('open')
  })
})

describe('a producer that closes the ring', () => {
  it.each<Death>(['return', 'throw', 'terminate'])(
    'is not missed if it ends by %s while another still writes what was accepted',
    async (death) => {
      const ring = several()
      const b = ring.producer('b')
      const accepted = b.claim()
      expect(await outcomeOf(ring, [close('a')], { producers: ['a'] }, death)).toEqual(UNMISSED)
      expect(ring.state).toBe('closed')
      b.publish(accepted)
      const reader = ring.consumer('work')
      expect(reader.consume(() => {}, { timeout: 10_000 })).toBe(1)
      expect(errorOf(() => reader.consume(() => {}, { timeout: 10_000 }))).toBeInstanceOf(ClosedError)
      expect(b.unpublished).toBeUndefined()
    },
  )
})

describe('a thread that throws', () => {
  it.each(['producer', 'several producers'])(
    'is reported to a blocked thread with its error, even without supervision: %s',
    async (which) => {
      const producers = which === 'producer' ? ['a'] : ['a', 'b']
      const ring = several({ producers })
      const worker = await threadAfter(ring, [produce('a', 2, 1)])
      const reader = ring.consumer('work')
      expect(reader.consume(() => {}, { timeout: 10_000 })).toBe(1)
      worker.postMessage('throw')
      const error = errorOf(() => reader.consume(() => {}, { timeout: 10_000 }))
      expect(error).toBeInstanceOf(FailedError)
      expect(error).toMatchObject({ dead: ['a'], missing: 1, suspects: [] })
      expect(String((error as FailedError).cause)).toContain('RangeError: lost')
    },
  )
})

describe('a supervision', () => {
  it('that is ended does nothing and leaves nothing behind', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [produce('a', 1, 0)])
    const supervision = supervise(ring, worker, { producers: ['a'] })
    expect(worker.listenerCount('exit')).toBe(1)
    supervision.end()
    expect(await supervision.done).toEqual({ outcome: 'ended' })
    expect(worker.listenerCount('exit')).toBe(0)
    await end(worker, 'terminate')
    expect(ring.state).toBe('open')
  })

  it('that is ended while it discards stops there, and leaves the rest to a successor', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [produce('a', 2), leave('a'), consume('work', 1)])
    const { done, end: stop } = supervise(
      ring,
      worker,
      { consumers: { work: 'discard' } },
      { onDeath: () => stop() },
    )
    await end(worker, 'terminate')
    expect(await done).toEqual({ outcome: 'ended' })
    const seen: number[] = []
    ring.takeOver('work').poll((sequence) => void seen.push(sequence))
    expect(seen).toEqual([1])
  })

  it('completes the close of a thread that was the last to leave, and reports no death', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [leave('a')])
    // The state of the last to leave, before it closes the ring.
    const { or } = Atomics
    Object.assign(Atomics, { or: () => 1 })
    try {
      ring.producer('b').leave()
    } finally {
      Object.assign(Atomics, { or })
    }
    const { done } = supervise(ring, worker, { producers: ['a'] })
    await end(worker, 'return')
    expect(await done).toEqual(UNMISSED)
    expect(ring.state).toBe('closed')
  })

  it('of a thread that was about to close the ring fails it, since the end is unknown', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [consume('work', 0)])
    // The state after the first access of a closer that died.
    Atomics.or(new Int32Array(ring.handle.buffer), 0, 1)
    expect(ring.positions().state).toBe('closing')
    const { done } = supervise(ring, worker, { consumers: { work: 'discard' } })
    await end(worker, 'terminate')
    expect(await done).toEqual({ outcome: 'failed', producers: [], consumers: [] })
    await expect(ring.consumer('other').consumeAsync(() => {})).rejects.toBeInstanceOf(FailedError)
  })

  it('that discards gives way to the other events of its thread', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [])
    const enough = 10_000_000
    const other = createRing({ size: 64, consumers: { work: [] } })
    const producer = other.producer()
    const consumer = attachRing(other.handle).consumer('work')
    let events = 0
    // As if there were always one more event.
    const consumeAsync: typeof consumer.consumeAsync = (...given) => {
      if (events++ > enough) throw new RangeError('nothing else got a turn')
      const sequence = producer.claim()
      producer.publish(sequence, sequence)
      return consumer.consumeAsync(...given)
    }
    ring.takeOver = () => ({ consumeAsync }) as never
    const { done, end: stop } = supervise(ring, worker, { consumers: { work: 'discard' } })
    await end(worker, 'terminate')
    setTimeout(stop)
    expect(await done).toEqual({ outcome: 'ended' })
  })

  it('of one thread in many rings has one listener', async () => {
    const warned: Error[] = []
    const warns = (warning: Error): void => void warned.push(warning)
    process.on('warning', warns)
    const worker = await threadAfter(several(), [])
    const rings = Array.from({ length: 20 }, () => several())
    const supervisions = rings.map((ring) => supervise(ring, worker, { consumers: { work: 'fail' } }))
    expect(worker.listenerCount('exit')).toBe(1)
    supervisions[0]?.end()
    expect(await supervisions[0]?.done).toEqual({ outcome: 'ended' })
    expect(worker.listenerCount('exit')).toBe(1)
    await end(worker, 'terminate')
    const outcomes = await Promise.all(supervisions.slice(1).map(({ done }) => done))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(rings.slice(1).map(() => 'failed'))
    expect(worker.listenerCount('exit')).toBe(0)
    process.off('warning', warns)
    expect(warned).toEqual([])
  })

  it('of a thread that is gone already finds it dead', async () => {
    const ring = several()
    const worker = await threadAfter(ring, [produce('a', 1, 0)])
    await end(worker, 'return')
    expect(await supervise(ring, worker, { producers: ['a'] }).done).toMatchObject({ producers: ['a'] })
  })

  it('wakes the waiters of a thread that died between a word and its signal', async () => {
    const ring = several()
    const consumer = ring.consumer('work')
    ring.producer('b').leave()
    const waits = consumer.consumeAsync(() => {})
    const producer = ring.producer('a')
    // The state of a producer that died after publishing, before its bump.
    const { add, notify } = Atomics
    const none = () => 0
    Object.assign(Atomics, { add: none, notify: none })
    try {
      producer.leave()
    } finally {
      Object.assign(Atomics, { add, notify })
    }
    const worker = await threadAfter(ring, [])
    const { done } = supervise(ring, worker, { producers: ['a'] })
    await end(worker, 'terminate')
    expect(await done).toEqual(UNMISSED)
    await expect(waits).rejects.toBeInstanceOf(ClosedError)
  })

  it.each<[string, unknown, string]>([
    ['a producer', { producers: ['c'] }, "The name of a producer must be one of 'a', 'b'. Received 'c'"],
    [
      'a consumer',
      { consumers: { jobs: 'fail' } },
      "The name of a consumer must be one of 'work'. Received 'jobs'",
    ],
    ['a pool', { pools: ['work'] }, "The name of a pool must be one of 'jobs'. Received 'work'"],
    [
      'a policy',
      { consumers: { work: 'ignore' } },
      `The action when consumer "work" dies must be one of 'fail', 'discard', 'vacate'. Received 'ignore'`,
    ],
  ])('refuses %s that the ring does not have', (_, roles, message) => {
    const ring = several({ consumers: { work: [], jobs: [] }, pools: ['jobs'] })
    const mortal = { threadId: 1, once: () => {}, off: () => {} }
    expect(() => supervise(ring, mortal, roles as Roles)).toThrow(ArgumentError)
    expect(() => supervise(ring, mortal, roles as Roles)).toThrow(message)
  })
})
