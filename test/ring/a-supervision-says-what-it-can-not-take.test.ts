import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { loadCore } from '../../model-tests/core/load.ts'
import { ArgumentError, createRing, type Mortal, supervise } from '../../src/index.ts'

class Thread extends EventEmitter implements Mortal {
  threadId = 1

  end(code: number): void {
    this.threadId = -1
    this.emit('exit', code)
  }
}

function ringOf() {
  return createRing({ size: 4, consumers: { risk: [], book: ['risk'], jobs: [] }, pools: ['jobs'] })
}

const ROLES = 'producers, consumers, pools'

const WRONG: readonly (readonly [what: string, roles: unknown, says: string])[] = [
  ['producer', { producer: ['producer'] }, `given "producer", allowed: ${ROLES}`],
  ['consumer', { consumer: ['risk'] }, `given "consumer", allowed: ${ROLES}`],
  ['a name for producers', { producers: 'producer' }, 'names of each producer: given "producer"'],
  ['a name for consumers', { consumers: 'risk' }, 'names of each consumer: given "risk"'],
  ['null for consumers', { consumers: null }, 'names of each consumer: given null'],
  ['a name for pools', { pools: 'jobs' }, 'names of each pool: given "jobs"'],
  ['no roles', undefined, `given undefined, allowed: an object with some of ${ROLES}`],
  ['an array of roles', ['risk'], `given [risk], allowed: an object with some of ${ROLES}`],
  ['an unknown name in an array', { consumers: ['risk', 'nobody'] }, 'name of a consumer: given "nobody"'],
  ['a pool in an array of consumers', { consumers: ['jobs'] }, 'name of a consumer: given "jobs"'],
  ['a number in an array', { consumers: [0] }, 'name of a consumer: given 0, allowed: risk, book'],
  ['an unknown policy', { consumers: { risk: 'ignore' } }, 'when consumer risk is dead: given "ignore"'],
]

test.each(WRONG)('%s', (_, roles, says) => {
  const thread = new Thread()
  const call = () => supervise(ringOf(), thread, roles as never)
  expect(call).toThrow(ArgumentError)
  expect(call).toThrow(says)
  expect(thread.listenerCount('exit')).toBe(0)
})

test('options under other names, and anything but a worker', () => {
  const [ring, roles] = [ringOf(), { consumers: ['risk'] } as const]
  expect(() => supervise(ring, new Thread(), roles, { ondeath: () => {} } as never)).toThrow(
    'given "ondeath", allowed: onDeath',
  )
  for (const worker of [undefined, null, {}, ring.handle])
    expect(() => supervise(ring, worker as never, roles)).toThrow('allowed: a Worker of node:worker_threads')
})

test('an array of consumers fails the ring for every one that is missed', async () => {
  const [ring, thread] = [ringOf(), new Thread()]
  ring.producer()
  const { done } = supervise(ring, thread, { consumers: ['risk', 'book'] })
  thread.end(1)
  expect(await done).toEqual({ outcome: 'failed', producers: [], consumers: ['risk', 'book'] })
  expect(ring.state).toBe('failed')
})

test.each(['close', 'fail', 'end'] as const)(
  'discarding recognizes %s by its code, whichever copy of the package has made the ring',
  async (how) => {
    const { createRing: createOther } = await loadCore({ stepped: false })
    const ring = createOther({ size: 4, producers: ['a', 'b'], consumers: { log: [] } })
    const thread = new Thread()
    const { done, end } = supervise(ring, thread, { consumers: { log: 'discard' } })
    const producer = ring.producer('a')
    producer.publish(producer.claim(2), 1)
    thread.end(1)
    await new Promise((resolve) => setImmediate(resolve))
    if (how === 'close') ring.close()
    else if (how === 'fail') ring.fail({ producers: ['b'] })
    else end()
    const outcome = { outcome: 'discarded', discarded: { log: 2 } }
    expect(await done).toEqual(how === 'end' ? { outcome: 'ended' } : outcome)
  },
)
