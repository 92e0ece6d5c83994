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

const KINDS = "The kind of role must be one of 'producers', 'consumers', 'pools'. Received "
const ROLES = 'The roles must be an object with some of producers, consumers, pools. Received '

const WRONG: readonly (readonly [what: string, roles: unknown, says: string])[] = [
  ['producer', { producer: ['producer'] }, `${KINDS}'producer'`],
  ['consumer', { consumer: ['risk'] }, `${KINDS}'consumer'`],
  [
    'a name for producers',
    { producers: 'producer' },
    `The producers of the roles must be an array of names, or an object with an action for each. Received 'producer'`,
  ],
  [
    'a name for consumers',
    { consumers: 'risk' },
    `The consumers of the roles must be an array of names, or an object with an action for each. Received 'risk'`,
  ],
  ['null for consumers', { consumers: null }, 'an object with an action for each. Received null'],
  [
    'a name for pools',
    { pools: 'jobs' },
    "The pools of the roles must be an array of names. Received 'jobs'",
  ],
  ['no roles', undefined, `${ROLES}undefined`],
  ['an array of roles', ['risk'], `${ROLES}[ 'risk' ]`],
  [
    'an unknown name in an array',
    { consumers: ['risk', 'nobody'] },
    "The name of a consumer must be one of 'risk', 'book'. Received 'nobody'",
  ],
  [
    'a pool in an array of consumers',
    { consumers: ['jobs'] },
    "The name of a consumer must be one of 'risk', 'book'. Received 'jobs'",
  ],
  [
    'a number in an array',
    { consumers: [0] },
    "The name of a consumer must be one of 'risk', 'book'. Received 0",
  ],
  [
    'an unknown policy',
    { consumers: { risk: 'ignore' } },
    `The action when consumer "risk" dies must be one of 'fail', 'discard', 'vacate'. Received 'ignore'`,
  ],
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
    "The name of an option must be one of 'onDeath'. Received 'ondeath'",
  )
  for (const worker of [undefined, null, {}, ring.handle])
    expect(() => supervise(ring, worker as never, roles)).toThrow(
      'must be a Worker of node:worker_threads. Received ',
    )
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
