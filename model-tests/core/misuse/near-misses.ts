// Mistakes of newcomers who are nearly right, as data: handles that are not, and options under other names or in other
// places.
import { runInNewContext } from 'node:vm'
import type { Consumer, RingHandle } from '../../../src/index.ts'
import {
  alone,
  argument,
  crowd,
  type Misuse,
  nothing,
  OBJECT,
  oneOf,
  type Refusal,
  row,
  type Setting,
  Shown,
  told,
  untyped,
} from './refusal.ts'
import { type Scene, SIZE, START } from './scene.ts'

const { untouched, taken, published } = alone

/** The first one given is the first one named. */
const CIRCLES: readonly (readonly [object, string])[] = [
  [{ a: ['a'] }, 'a → a'],
  [{ a: [], b: ['b'] }, 'b → b'],
  [{ a: ['b'], b: ['a'] }, 'a → b → a'],
  [{ b: ['a'], a: ['b'] }, 'b → a → b'],
  [{ a: [], b: ['a', 'c'], c: ['d'], d: ['a', 'b'] }, 'b → c → d → b'],
  [{ before: ['b'], a: ['c'], b: ['a'], c: ['b'] }, 'a → c → b → a'],
  [{ 2: ['1'], 1: ['2'] }, '1 → 2 → 1'],
]

const CIRCLING: readonly Misuse[] = CIRCLES.map(([consumers, circle], c) => {
  const act = ({ core }: Scene) => core.createRing({ size: 4, consumers: untyped(consumers) })
  return row(`createRing with circle ${c}, ${circle}`, untouched, act, argument(circle, 'free of circles'))
})

function noHandle(says: readonly string[]): Refusal {
  return { error: 'HandleError', code: 'ERR_RINGPROOF_HANDLE', says }
}

/** The handle of the scene with some fields replaced. */
export function attaching(change: (handle: RingHandle) => object): (scene: Scene) => unknown {
  return ({ core, ring }) => core.attachRing(untyped({ ...ring.handle, ...change(ring.handle) }))
}

const AS_MADE = 'what its memory was made with'

type Changing = readonly [
  what: string,
  field: string,
  change: (handle: RingHandle) => object,
  says: readonly string[],
]

/** Fields that contradict the memory, whether or not they need as many bytes. */
const MEMORIES: readonly Changing[] = [
  ['twice the size', 'size', ({ size }) => ({ size: 2 * size }), told(2 * SIZE, `${AS_MADE}, ${SIZE}`)],
  ['half the size', 'size', ({ size }) => ({ size: size / 2 }), told(SIZE / 2, `${AS_MADE}, ${SIZE}`)],
  ['a later start', 'start', () => ({ start: START + 1 }), told(START + 1, AS_MADE)],
  [
    'a start whose lower half is the same',
    'start',
    () => ({ start: START + 2 ** 32 }),
    told(START + 2 ** 32, AS_MADE),
  ],
  [
    'another producer',
    'producers',
    () => ({ producers: ['other'] }),
    told(new Shown("[ 'other' ]"), AS_MADE),
  ],
  [
    'one more producer',
    'producers',
    () => ({ producers: ['producer', 'other'] }),
    told(new Shown("[ 'producer', 'other' ]"), AS_MADE),
  ],
  [
    'other names',
    'consumers',
    () => ({ consumers: { work: [], later: ['work'] }, order: ['work', 'later'] }),
    told(new Shown("[ 'work', 'later behind work' ]"), AS_MADE),
  ],
  [
    'another topology',
    'consumers',
    () => ({ consumers: { work: [], after: [] } }),
    told(new Shown("[ 'work', 'after' ]"), AS_MADE),
  ],
  [
    'another order',
    'consumers',
    () => ({ order: ['after', 'work'] }),
    told(new Shown("[ 'after behind work', 'work' ]"), AS_MADE),
  ],
  [
    'one consumer fewer',
    'consumers',
    () => ({ consumers: { work: [] }, order: ['work'] }),
    told(new Shown("[ 'work' ]"), AS_MADE),
  ],
  ['a consumer as a pool', 'pools', () => ({ pools: ['work'] }), told(new Shown("[ 'work' ]"), AS_MADE)],
]

const REMEMBERING: readonly Misuse[] = MEMORIES.map(([what, field, change, says]) =>
  row(`attachRing with ${what}`, untouched, attaching(change), noHandle([`${field} of the handle`, ...says])),
)

/** The handle with the buffer of a ring made with these options. */
function lent(options: object): (scene: Scene) => unknown {
  return (scene) => {
    const { size, start, producers, consumers, pools } = scene.ring.handle
    const made = { size, start, producers, consumers, pools, ...options }
    return attaching(() => ({ buffer: scene.core.createRing(untyped(made)).handle.buffer }))(scene)
  }
}

const LENDING: readonly Misuse[] = [
  row(
    'attachRing with the buffer of a ring with other names',
    untouched,
    lent({ consumers: { work: [], later: ['work'] } }),
    noHandle(['consumers of the handle', AS_MADE]),
  ),
  row(
    'attachRing with the buffer of a ring with another pool',
    crowd.untouched,
    lent({ pools: ['after'] }),
    noHandle(['pools of the handle', AS_MADE]),
  ),
  row(
    'attachRing with memory that holds no ring',
    untouched,
    attaching(({ buffer }) => ({ buffer: new SharedArrayBuffer(buffer.byteLength) })),
    noHandle([
      'buffer of the handle must be the memory of a ring. Received an instance of SharedArrayBuffer',
    ]),
  ),
]

const ORDERS: readonly (readonly [string, unknown])[] = [
  ['no order', undefined],
  ['a name as the order', 'work'],
  ['an order that lacks one', ['work']],
  ['an order that has one twice', ['work', 'work']],
  ['an order with an unknown name', ['work', 'nobody']],
  ['an order with one too many', ['work', 'after', 'work']],
]

const ORDERING: readonly Misuse[] = ORDERS.map(([what, order]) => {
  const says = ["The order of the handle must be an array of 'work', 'after', each once. Received "]
  return row(
    `attachRing with ${what}`,
    untouched,
    attaching(() => ({ order })),
    noHandle(says),
  )
})

/** Things close to a handle: the error says what to pass instead. */
const MISSES: readonly (readonly [string, (scene: Scene) => unknown, string])[] = [
  ['a ring', ({ ring }) => ring, '; pass ring.handle. Received an instance of Ring'],
  ['a promise of a handle', async ({ ring }) => ring.handle, '; await it. Received an instance of Promise'],
  [
    'a handle as text',
    ({ ring }) => JSON.stringify(ring.handle),
    '; pass it as it is, in workerData or by postMessage. Received \'{"ringproof":4,',
  ],
  [
    'its buffer',
    ({ ring }) => ring.handle.buffer,
    '; pass all of it, not only its buffer. Received an instance of SharedArrayBuffer',
  ],
  [
    'workerData',
    ({ ring }) => ({ id: 1, ring: ring.handle }),
    "; pass 'ring' of this object. Received an instance of Object",
  ],
  [
    'workerData with a handle',
    ({ ring }) => ({ handle: ring.handle }),
    "; pass 'handle' of this object. Received an instance of Object",
  ],
  ['an array', ({ ring }) => [ring.handle], "; pass '0' of this object. Received [ an instance of Object ]"],
  [
    'a message event',
    ({ ring }) => new MessageEvent('message', { data: ring.handle }),
    "; pass 'data' of this object. Received an instance of MessageEvent",
  ],
  [
    'options',
    () => ({ size: SIZE, consumers: { work: [] } }),
    '; createRing(options) makes one. Received an instance of Object',
  ],
  [
    'an empty object',
    () => ({}),
    'The "handle" argument must be the handle of a ring. Received an instance of Object',
  ],
]

const MISSING: readonly Misuse[] = [
  ...MISSES.map(([what, given, says]) => {
    const act = (scene: Scene) => scene.core.attachRing(untyped(given(scene)))
    return row(`attachRing of ${what}`, untouched, act, noHandle([says]))
  }),
  row(
    'attachRing of a handle that went through JSON',
    untouched,
    ({ core, ring }) => core.attachRing(JSON.parse(JSON.stringify(ring.handle))),
    noHandle(['must be a SharedArrayBuffer; pass it as it is, in workerData or by postMessage. Received ']),
  ),
]

/** The options of a blocking call, and those of a call that takes all options in one object. */
const BLOCKS = ['timeout']
const WAIT = ['timeout', 'signal', 'ref']

/** The options of a ring, and of a role. */
const RING = ['size', 'producers', 'consumers', 'pools', 'start']
const ROLE = ['spins', 'pause', 'yieldAfter', 'flush']

const some = (names: readonly string[]) => `an object with some of ${names.join(', ')}`

const UNHEARD =
  'left to claimAsync(), consumeAsync() and takeAsync(): a thread that blocks would not observe it'

type Naming = readonly [
  what: string,
  set: Setting,
  act: (scene: Scene) => unknown,
  given: unknown,
  allowed: string,
]

/** Options under unknown names, or in the wrong place. */
const CLAIMING: readonly Naming[] = [
  [
    'claim with timeOut',
    taken,
    ({ producer }) => producer.claim(1, untyped({ timeOut: 1 })),
    'timeOut',
    oneOf(...BLOCKS),
  ],
  [
    'claim with timeOut in one place',
    taken,
    ({ producer }) => producer.claim(untyped({ timeOut: 1 })),
    'timeOut',
    oneOf('n', ...WAIT),
  ],
  [
    'claim of { size }',
    crowd.taken,
    ({ producer }) => producer.claim(untyped({ size: 1 })),
    'size',
    oneOf('n', ...WAIT),
  ],
  ['claim with a bare time-out', taken, ({ producer }) => producer.claim(1, untyped(5)), 5, some(BLOCKS)],
  ['claim with a bare 0', taken, ({ producer }) => producer.claim(1, untyped(0)), 0, some(BLOCKS)],
  [
    'claim of an array',
    crowd.taken,
    ({ producer }) => producer.claim(untyped([1])),
    new Shown('[ 1 ]'),
    some(['n', ...WAIT]),
  ],
  [
    'claim with a bare signal',
    crowd.taken,
    ({ producer }) => producer.claim(1, untyped(new AbortController().signal)),
    new Shown('an instance of AbortSignal'),
    UNHEARD,
  ],
  [
    'claim with a signal beside a time-out',
    crowd.taken,
    ({ producer }) => producer.claim(1, untyped({ signal: new AbortController().signal })),
    new Shown('an instance of AbortSignal'),
    UNHEARD,
  ],
  [
    'claim with ref',
    taken,
    ({ producer }) => producer.claim(1, untyped({ ref: false })),
    'ref',
    oneOf(...BLOCKS),
  ],
  [
    'claim with ref in one place',
    taken,
    ({ producer }) => producer.claim(untyped({ ref: false })),
    'ref',
    oneOf(...BLOCKS),
  ],
  [
    'claim with options in two places',
    taken,
    ({ producer }) => producer.claim({ n: 1 }, { timeout: 1 }),
    OBJECT,
    'in one object, { n, timeout }',
  ],
  [
    'claim with { timeout: -1 }',
    crowd.taken,
    ({ producer }) => producer.claim({ timeout: -1 }),
    -1,
    'a number of milliseconds from 0, or Infinity',
  ],
]

type Read = (reader: Consumer) => unknown

const READING: readonly (readonly [string, Read, given: unknown, allowed: string])[] = [
  [
    'poll with a time-out',
    (reader) => reader.poll(nothing, untyped({ limit: 1, timeout: 1 })),
    'timeout',
    oneOf('limit'),
  ],
  ['poll with most', (reader) => reader.poll(nothing, untyped({ most: 1 })), 'most', oneOf('limit')],
  ['poll with an array', (reader) => reader.poll(nothing, untyped([2])), new Shown('[ 2 ]'), some(['limit'])],
  [
    'poll with { limit: 0 }',
    (reader) => reader.poll(nothing, { limit: 0 }),
    0,
    'an integer from 1, or Infinity',
  ],
  [
    'consume with { limit: 0 }',
    (reader) => reader.consume(nothing, { limit: 0 }),
    0,
    'an integer from 1, or Infinity',
  ],
  [
    'consume with { limit: null }',
    (reader) => reader.consume(nothing, untyped({ limit: null })),
    null,
    'an integer from 1, or Infinity',
  ],
  [
    'consume with { timeout: -1 }',
    (reader) => reader.consume(nothing, { timeout: -1 }),
    -1,
    'a number of milliseconds from 0, or Infinity',
  ],
  [
    'consume with timeOut',
    (reader) => reader.consume(nothing, 1, untyped({ timeOut: 1 })),
    'timeOut',
    oneOf(...BLOCKS),
  ],
  [
    'consume with timeOut in one place',
    (reader) => reader.consume(nothing, untyped({ timeOut: 1 })),
    'timeOut',
    oneOf('limit', ...WAIT),
  ],
  ['consume with a bare time-out', (reader) => reader.consume(nothing, 1, untyped(5)), 5, some(BLOCKS)],
  [
    'consume with options in two places',
    (reader) => reader.consume(nothing, { limit: 1 }, { timeout: 1 }),
    OBJECT,
    'in one object, { limit, timeout }',
  ],
]

/** Options of a ring and of its roles. */
const MAKING: readonly Naming[] = [
  [
    'a ring with producer',
    untouched,
    ({ core }) => core.createRing(untyped({ size: 4, producer: ['a'], consumers: { work: [] } })),
    'producer',
    oneOf(...RING),
  ],
  [
    'a ring from the handle of another',
    untouched,
    ({ core, ring }) => core.createRing(untyped(ring.handle)),
    'ringproof',
    oneOf(...RING),
  ],
  ['a ring from a size', untouched, ({ core }) => core.createRing(untyped(4)), 4, some(RING)],
  [
    'a producer with spin',
    untouched,
    ({ ring }) => ring.producer(undefined, untyped({ spin: 1 })),
    'spin',
    oneOf(...ROLE),
  ],
  [
    'a producer with rest',
    untouched,
    ({ ring }) => ring.producer(undefined, untyped({ rest: 1 })),
    'rest',
    oneOf(...ROLE),
  ],
  [
    'a consumer with limit',
    untouched,
    ({ ring }) => ring.consumer('work', untyped({ limit: 1 })),
    'limit',
    oneOf(...ROLE),
  ],
  ['a consumer with null', untouched, ({ ring }) => ring.consumer('work', untyped(null)), null, some(ROLE)],
  [
    'a worker with limit',
    crowd.untouched,
    ({ ring }) => ring.pool('jobs', untyped({ limit: 1 })),
    'limit',
    oneOf(...ROLE),
  ],
]

const MISNAMING: readonly Misuse[] = [
  ...[...CLAIMING, ...MAKING].map(([what, set, act, given, allowed]) =>
    row(what, set, act, argument(given, allowed)),
  ),
  ...READING.flatMap(([what, act, given, allowed]) => [
    row(what, published, (scene) => act(scene.consumer('work')), argument(given, allowed)),
    // A worker has the calls of a consumer.
    row(
      `${what}, by a worker`,
      crowd.published,
      (scene) => act(untyped(scene.worker('jobs'))),
      argument(given, allowed),
    ),
  ]),
]

const ASYNCHRONOUS: Refusal = {
  error: 'HandlerError',
  code: 'ERR_RINGPROOF_ASYNC_HANDLER',
  says: ['A handler must be synchronous. It returned an instance of '],
}

/** It can't be awaited like this, but it is a promise. */
function hidden(promise: Promise<unknown>): object {
  return Object.defineProperty(promise, 'then', { value: undefined })
}

const asyncIterator = { next: nothing, [Symbol.asyncIterator]: nothing }

/** Handlers that are not done when they return. */
export const HANDLERS_AT_WORK: readonly (readonly [what: string, handler: unknown, refusal: Refusal])[] = [
  ['an async handler', async () => {}, ASYNCHRONOUS],
  ['a handler that returns a promise', () => Promise.resolve(), ASYNCHRONOUS],
  ['an async handler of another realm', runInNewContext('async () => {}'), ASYNCHRONOUS],
  ['a handler that returns a promise without a then', () => hidden(Promise.resolve()), ASYNCHRONOUS],
  // biome-ignore lint/suspicious/noThenProperty: it is what makes a thenable
  ['a handler that returns a thenable', () => ({ then: nothing }), ASYNCHRONOUS],
  [
    'a handler that returns a function to be awaited',
    // biome-ignore lint/suspicious/noThenProperty: it is what makes a thenable
    () => Object.assign(() => {}, { then: nothing }),
    ASYNCHRONOUS,
  ],
  ['a generator as a handler', function* () {}, ASYNCHRONOUS],
  ['a generator of another realm as a handler', runInNewContext('(function* () {})'), ASYNCHRONOUS],
  ['an async generator as a handler', async function* () {}, ASYNCHRONOUS],
  ['a handler that returns an async iterator', () => asyncIterator, ASYNCHRONOUS],
]

/** All near misses. */
export const NEAR_MISSES: readonly Misuse[] = [
  ...[...CIRCLING, ...REMEMBERING, ...LENDING, ...ORDERING, ...MISSING, ...MISNAMING],
]
