// Misuses as data: what callers can do wrong, the error they get, and its text.
import { layoutOf } from '../../../src/core/layout.ts'
import { attaching, HANDLERS_AT_WORK, NEAR_MISSES } from './near-misses.ts'
import {
  alone,
  argument,
  crowd,
  literal,
  type Misuse,
  nothing,
  OBJECT,
  oneOf,
  type Refusal,
  row,
  type Setting,
  type Settings,
  Shown,
  shown,
  told,
  untyped,
} from './refusal.ts'
import { type Scene, SIZE, START } from './scene.ts'

export { checkMisuse } from './refusal.ts'

const MAX = Number.MAX_SAFE_INTEGER
const { untouched, taken, published, claimed, from } = alone

const POWERS = 'a power of two from 1 to 2^28'
const STARTS = 'an integer from 0 to 2^53 - 1'
const COUNTS = 'an object of 1 to 1024 consumers, { name: [those it follows] }'

const SIZES: readonly Misuse[] = [0, 3, 6, -4, 1.5, Number.NaN, 2 ** 29, 2 ** 31, '8'].map((size) => {
  const act = ({ core }: Scene) => core.createRing({ size: untyped(size), consumers: { work: [] } })
  return row(`createRing of size ${shown(size)}`, untouched, act, argument(size, POWERS))
})

const STARTING: readonly Misuse[] = [-1, 0.5, 2 ** 53, Number.NaN, '7'].map((start) => {
  const act = ({ core }: Scene) =>
    core.createRing({ size: 4, consumers: { work: [] }, start: untyped(start) })
  return row(`createRing with start ${shown(start)}`, untouched, act, argument(start, STARTS))
})

const NO_CONSUMERS: readonly (readonly [string, unknown, unknown])[] = [
  ['no consumers', {}, 0],
  ['undefined as consumers', undefined, undefined],
  ['null as consumers', null, null],
  ['a name as consumers', 'work', 'work'],
  ['a number as consumers', 3, 3],
  ['an empty array as consumers', [], new Shown('[]')],
  ['names as consumers', ['work', 'after'], new Shown("[ 'work', 'after' ]")],
  ['a map as consumers', new Map([['work', []]]), 0],
  ['1025 consumers', Object.fromEntries(Array.from({ length: 1025 }, (_, c) => [`c${c}`, []])), 1025],
]

const COUNTING: readonly Misuse[] = NO_CONSUMERS.map(([what, consumers, count]) => {
  const act = ({ core }: Scene) => core.createRing({ size: 4, consumers: untyped(consumers) })
  return row(`createRing with ${what}`, untouched, act, argument(count, COUNTS))
})

const NAMES_OF_PRODUCERS = 'an array of 1 to 31 names, each once'
const MANY = Array.from({ length: 32 }, (_, p) => `p${p}`)

const NO_PRODUCERS: readonly (readonly [string, unknown, unknown])[] = [
  ['null as producers', null, null],
  ['a name as producers', 'a', 'a'],
  ['a number as producers', 2, 2],
  ['an object as producers', { a: [] }, OBJECT],
  ['no producers', [], new Shown('[]')],
  ['two producers of the same name', ['a', 'b', 'a'], new Shown("[ 'a', 'b', 'a' ]")],
  ['a producer without a name', ['a', ''], new Shown("[ 'a', '' ]")],
  ['a number for a producer', ['a', 1], new Shown("[ 'a', 1 ]")],
  ['undefined for a producer', [undefined], new Shown('[ undefined ]')],
  ['null for a producer', ['a', null], new Shown("[ 'a', null ]")],
  ['a symbol for a producer', [Symbol('a')], new Shown('[ Symbol(a) ]')],
  ['a name in an array for a producer', [['a']], new Shown('[ an instance of Array ]')],
  ['a hole for a producer', new Array(1), new Shown('[ undefined ]')],
  ['32 producers', MANY, new Shown(`${`[ ${MANY.map(literal).join(', ')}`.slice(0, 128)}...`)],
]

const PRODUCING: readonly Misuse[] = NO_PRODUCERS.map(([what, producers, given]) => {
  const act = ({ core }: Scene) =>
    core.createRing({ size: 4, producers: untyped(producers), consumers: { work: [] } })
  return row(`createRing with ${what}`, untouched, act, argument(given, NAMES_OF_PRODUCERS))
})

// The largest first, which takes the least memory if it is granted.
const TOO_LARGE: readonly (readonly [producers: number, size: number, most: number])[] = [
  [31, 2 ** 25, 2 ** 24],
  [15, 2 ** 26, 2 ** 25],
  [16, 2 ** 26, 2 ** 25],
  [3, 2 ** 28, 2 ** 27],
]

const CROWDING: readonly Misuse[] = TOO_LARGE.map(([many, size, most]) => {
  const producers = MANY.slice(0, many)
  const act = ({ core }: Scene) => core.createRing({ size, producers, consumers: { work: [] } })
  const refusal = argument(size, `a power of two from 1 to 2^${Math.log2(most)} with ${many} producers`)
  return row(`createRing of size ${size} with ${many} producers`, untouched, act, refusal)
})

const POOLS = "an array of some of 'work', 'jobs', each once"

const NO_POOLS: readonly (readonly [string, unknown, unknown])[] = [
  ['null as pools', null, null],
  ['a name as pools', 'jobs', 'jobs'],
  ['a number as pools', 1, 1],
  ['an object as pools', { jobs: [] }, OBJECT],
  ['a pool that is not a consumer', ['nobody'], 'nobody'],
  ['one pool that is not a consumer', ['jobs', 'nobody'], 'nobody'],
  ['a pool named like an object property', ['toString'], 'toString'],
  ['the same pool twice', ['jobs', 'jobs'], 'jobs'],
  ['undefined for a pool', [undefined], undefined],
  ['a name in an array for a pool', [['jobs']], new Shown("[ 'jobs' ]")],
]

const POOLING: readonly Misuse[] = NO_POOLS.map(([what, pools, given]) => {
  const act = ({ core }: Scene) =>
    core.createRing({ size: 4, consumers: { work: [], jobs: [] }, pools: untyped(pools) })
  return row(`createRing with ${what}`, untouched, act, argument(given, POOLS))
})

const [FIRST, SECOND] = ['an empty array', "an array of some of 'a', each once"]

const FOLLOWS: readonly (readonly [string, object, unknown, string])[] = [
  ['that follows an unknown one', { a: [], b: ['c'] }, 'c', SECOND],
  [
    'that follows an unknown one beside a known one',
    { a: [], b: ['a', 'c'], d: [] },
    'c',
    "an array of some of 'a', 'd', each once",
  ],
  ['that follows the same consumer twice', { a: [], b: ['a', 'a'] }, 'a', SECOND],
  ['that follows a name without an array', { a: [], b: 'a' }, 'a', SECOND],
  ['that follows null', { a: [], b: null }, null, SECOND],
  ['that follows undefined', { a: [], b: undefined }, undefined, SECOND],
  ['that follows an object', { a: [], b: { a: [] } }, OBJECT, SECOND],
  ['that follows undefined in an array', { a: [], b: [undefined] }, undefined, SECOND],
  ['that follows a name in an array in an array', { a: [], b: [['a']] }, new Shown("[ 'a' ]"), SECOND],
  ['that follows a number in an array', { 1: [], 2: [1] }, 1, "an array of some of '1', each once"],
  ['that follows a number', { a: 1 }, 1, FIRST],
]

const FOLLOWING: readonly Misuse[] = FOLLOWS.map(([what, consumers, given, allowed]) => {
  const act = ({ core }: Scene) => core.createRing({ size: 4, consumers: untyped(consumers) })
  return row(`createRing with a consumer ${what}`, untouched, act, argument(given, allowed))
})

interface Claiming {
  readonly where: string
  readonly set: Setting
  readonly given: readonly unknown[]
  readonly allowed: string
}

const held = (open: number) => `with ${open} sequence${open === 1 ? '' : 's'} claimed but not published`

const CLAIMS: readonly Claiming[] = [
  {
    where: 'an empty ring',
    set: taken,
    given: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, SIZE + 1, '1', null],
    allowed: `an integer from 1 to ${SIZE}`,
  },
  { where: 'a ring with 3 claimed', set: claimed(3), given: [2, 0], allowed: `1 ${held(3)}` },
  {
    where: 'a ring with 1 of 2 published',
    set: (core) => claimed(2)(core).publish(1),
    given: [4],
    allowed: `an integer from 1 to 3 ${held(1)}`,
  },
  { where: 'a ring with all claimed', set: claimed(4), given: [1, 0], allowed: `none ${held(4)}` },
  {
    where: 'a ring that has 2 sequences left',
    set: from(MAX - 1),
    given: [3],
    allowed: 'an integer from 1 to 2',
  },
  {
    where: 'a ring with 1 of 2 sequences left',
    set: (core) =>
      from(MAX - 1)(core)
        .claim(1)
        .publish(1),
    given: [2],
    allowed: '1',
  },
  {
    where: 'a ring without sequences left',
    set: (core) => from(MAX)(core).claim(1).publish(1),
    given: [1],
    allowed: 'none',
  },
  {
    where: 'an empty ring of two producers',
    set: crowd.taken,
    given: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, SIZE + 1, '1', null],
    allowed: `an integer from 1 to ${SIZE}`,
  },
  {
    where: 'a ring of two producers, by the one that has claimed',
    set: crowd.claimed(2),
    given: [1, 0, SIZE],
    allowed: `none ${held(2)}`,
  },
  {
    where: 'a ring of two producers, by the one that has published a part',
    set: crowd.oneOfThree,
    given: [1],
    allowed: `none ${held(2)}`,
  },
]

const CLAIMING: readonly Misuse[] = CLAIMS.flatMap(({ where, set, given, allowed }) =>
  given.flatMap((n) =>
    (['claim', 'tryClaim'] as const).map((method) => {
      const refusal = { error: 'ClaimError', code: 'ERR_RINGPROOF_CLAIM', says: told(n, allowed) } as const
      return row(
        `${method}(${shown(n)}) of ${where}`,
        set,
        ({ producer }) => producer[method](untyped(n)),
        refusal,
      )
    }),
  ),
)

const NOTHING = 'claimed and not yet published'
const THREE = `${START}, or from there to at most ${START + 2}`
const SECOND_ON = `${START + 1}, or from there to at most ${START + 2}`

type Publishing = readonly [
  what: string,
  set: Setting,
  first: unknown,
  last: unknown,
  code: 'NOT_CLAIMED' | 'ALREADY_PUBLISHED' | 'OUT_OF_ORDER' | 'ARGUMENT',
  allowed: string,
]

/** The same for rings with one producer and with several: both publish in order. */
const publishesOf = ({ taken, published, claimed, oneOfThree, from }: Settings): readonly Publishing[] => [
  ['before any claim', taken, START, START, 'NOT_CLAIMED', NOTHING],
  ['after the last claim was published', published, START + 2, START + 2, 'NOT_CLAIMED', NOTHING],
  ['beyond the claim', claimed(3), START, START + 3, 'NOT_CLAIMED', THREE],
  ['behind the claim', claimed(3), START + 3, START + 3, 'NOT_CLAIMED', THREE],
  ['without an end', claimed(3), START, Number.POSITIVE_INFINITY, 'NOT_CLAIMED', THREE],
  ['a second time', published, START, START + 1, 'ALREADY_PUBLISHED', NOTHING],
  ['a second time with another claim open', oneOfThree, START, START, 'ALREADY_PUBLISHED', SECOND_ON],
  ['again together with what comes next', oneOfThree, START, START + 1, 'ALREADY_PUBLISHED', SECOND_ON],
  ['skipping one', claimed(3), START + 1, START + 2, 'OUT_OF_ORDER', THREE],
  ['skipping all but one', claimed(3), START + 2, START + 2, 'OUT_OF_ORDER', THREE],
  ['with the last before the first', claimed(3), START, START - 1, 'ARGUMENT', THREE],
  ['backwards', claimed(3), START + 1, START, 'ARGUMENT', THREE],
  ['up to a fraction', claimed(3), START, START + 0.5, 'ARGUMENT', THREE],
  ['from a fraction', claimed(3), START + 0.5, START + 1, 'OUT_OF_ORDER', THREE],
  ['NaN', claimed(3), Number.NaN, Number.NaN, 'ARGUMENT', THREE],
  ['from NaN', claimed(3), Number.NaN, START, 'ARGUMENT', THREE],
  ['up to NaN', claimed(3), START, Number.NaN, 'ARGUMENT', THREE],
  ['a symbol', claimed(3), Symbol('first'), START, 'ARGUMENT', THREE],
  ['strings', claimed(3), `${START}`, `${START}`, 'ARGUMENT', THREE],
  ['from a string', claimed(3), `${START}`, START, 'ARGUMENT', THREE],
  ['up to a string', claimed(3), START, `${START}`, 'ARGUMENT', THREE],
  ['up to null', claimed(3), START, null, 'ARGUMENT', THREE],
  [
    'more than the sequences that exist',
    (core) => from(MAX)(core).claim(1),
    MAX,
    MAX + 1,
    'NOT_CLAIMED',
    `${MAX}`,
  ],
]

const PUBLISHES_BESIDE: readonly Publishing[] = [
  [
    'what another producer has claimed',
    (core) => crowd.claimed(1)(core).claim(2, 'b'),
    START + 1,
    START + 2,
    'NOT_CLAIMED',
    `${START}`,
  ],
  [
    'what it and another have claimed',
    (core) => crowd.claimed(1)(core).claim(2, 'b'),
    START,
    START + 2,
    'NOT_CLAIMED',
    `${START}`,
  ],
  [
    'what another has claimed while it holds nothing',
    (core) => crowd.taken(core).claim(2, 'b'),
    START,
    START + 1,
    'NOT_CLAIMED',
    NOTHING,
  ],
  [
    'again what another has published',
    (core) => crowd.taken(core).claim(1, 'b').publish(1, 'b').claim(2),
    START,
    START + 2,
    'ALREADY_PUBLISHED',
    SECOND_ON,
  ],
]

function publishing(by: string, publishes: readonly Publishing[]): Misuse[] {
  return publishes.map(([what, set, first, last, code, allowed]) => {
    const given = first === last ? literal(first) : `${literal(first)} to ${literal(last)}`
    const says = told(new Shown(given), allowed)
    const refusal = { error: 'PublishError', code: `ERR_RINGPROOF_${code}`, says } as const
    const act = ({ producer }: Scene) => producer.publish(untyped(first), untyped(last))
    return row(`publish ${what}${by}`, set, act, refusal)
  })
}

const PUBLISHING: readonly Misuse[] = [
  ...publishing('', publishesOf(alone)),
  ...publishing(', by one of two producers', [...publishesOf(crowd), ...PUBLISHES_BESIDE]),
]

const METHODS = ['poll', 'consume'] as const
const LIMITS = [0, -1, 1.5, Number.NaN, '1', null, Number.NEGATIVE_INFINITY]

const LIMITING: readonly Misuse[] = LIMITS.flatMap((limit) => {
  const refusal = argument(limit, 'an integer from 1, or Infinity')
  return METHODS.flatMap((method) => [
    row(
      `${method} with limit ${shown(limit)}`,
      published,
      (scene) => scene.consumer('work')[method](nothing, untyped(limit)),
      refusal,
    ),
    row(
      `${method} by a worker with limit ${shown(limit)}`,
      crowd.published,
      (scene) => scene.worker('jobs')[method](nothing, untyped(limit)),
      refusal,
    ),
  ])
})

/** The error names both calls. */
function reentrant(called: string, during: string): Refusal {
  const says = [`Cannot call ${called}() ${during}`]
  return { error: 'HandlerError', code: 'ERR_RINGPROOF_REENTRANT', says }
}

/** A worker takes events before it handles them, which changes a word: here it holds them already. */
const holding: Setting = (core) => crowd.published(core).hold(2, 'jobs')

interface Reading {
  readonly by: string
  readonly set: Setting
  readonly reader: (scene: Scene) => Pick<ReturnType<Scene['worker']>, 'poll' | 'consume'>
}

const READERS: readonly Reading[] = [
  { by: '', set: published, reader: (scene) => scene.consumer('work') },
  { by: ' of a worker', set: holding, reader: (scene) => scene.worker('jobs') },
]

const NESTING: readonly Misuse[] = READERS.flatMap(({ by, set, reader }) =>
  METHODS.flatMap((outer) =>
    METHODS.map((inner) => {
      const act = (scene: Scene) => reader(scene)[outer](() => void reader(scene)[inner](nothing))
      const refusal = reentrant(inner, `from the handler of ${outer}()`)
      return row(`${inner}${by} from the handler of its own ${outer}`, set, act, refusal)
    }),
  ),
)

const HANDLERS: readonly (readonly [what: string, handler: unknown, refusal: Refusal])[] = [
  ...HANDLERS_AT_WORK,
  ['a handler that is not a function', undefined, argument(undefined, 'a function')],
  ['a handler that is an object', { handle: nothing }, argument(OBJECT, 'a function')],
]

const HANDLING: readonly Misuse[] = READERS.flatMap(({ by, set, reader }) =>
  METHODS.flatMap((method) =>
    HANDLERS.map(([what, handler, refusal]) => {
      const act = (scene: Scene) => reader(scene)[method](untyped(handler))
      return row(`${method}${by} with ${what}`, set, act, refusal)
    }),
  ),
)

/** A role by a name that the ring does not have. */
type Naming = readonly [
  role: string,
  set: Setting,
  take: (scene: Scene, name: never) => unknown,
  allowed: string,
]

const NAMES: readonly Naming[] = [
  ['consumer', untouched, ({ ring }, name) => ring.consumer(name), oneOf('work', 'after')],
  ['consumer beside a pool', crowd.untouched, ({ ring }, name) => ring.consumer(name), oneOf('after')],
  ['producer beside another', crowd.untouched, ({ ring }, name) => ring.producer(name), oneOf('a', 'b')],
  ['pool', crowd.untouched, ({ ring }, name) => ring.pool(name), oneOf('jobs')],
  [
    'pool of a ring without one',
    untouched,
    ({ ring }, name) => ring.pool(name),
    'one of this ring, which has none',
  ],
]

const NAMING: readonly Misuse[] = NAMES.flatMap(([role, set, take, allowed]) =>
  ['nobody', '', 'toString', '__proto__', undefined, null, 0].map((name) => {
    const act = (scene: Scene) => take(scene, untyped(name))
    return row(`the ${role} named ${shown(name)}`, set, act, argument(name, allowed))
  }),
)

/** A role that another method returns. */
const CONFUSING: readonly Misuse[] = [
  row(
    'the consumer named as a pool',
    crowd.untouched,
    ({ ring }) => ring.consumer('jobs'),
    argument('jobs', oneOf('after')),
  ),
  row(
    'the pool named as a consumer',
    crowd.untouched,
    ({ ring }) => ring.pool('after'),
    argument('after', oneOf('jobs')),
  ),
  row(
    'the producer named as a consumer',
    crowd.untouched,
    ({ ring }) => ring.producer('after'),
    argument('after', oneOf('a', 'b')),
  ),
  // Only undefined omits the name.
  ...['nobody', '', 'toString', null, 0].map((name) =>
    row(
      `the only producer named ${shown(name)}`,
      untouched,
      ({ ring }) => ring.producer(untyped(name)),
      argument(name, oneOf('producer')),
    ),
  ),
  row(
    'the producer named by its options',
    untouched,
    ({ ring }) => ring.producer(untyped({ pause: 0 })),
    argument(OBJECT, oneOf('producer')),
  ),
]

const PAUSING: readonly Misuse[] = [-1, Number.NaN, Number.POSITIVE_INFINITY, 'long'].flatMap((given) => {
  const refusal = argument(given, 'an integer from 0')
  const pause = untyped(given)
  const roles: readonly (readonly [string, Setting, (scene: Scene) => unknown])[] = [
    ['a producer', untouched, ({ ring }) => ring.producer(undefined, { pause })],
    ['a consumer', untouched, ({ ring }) => ring.consumer('after', { pause })],
    ['one of two producers', crowd.untouched, ({ ring }) => ring.producer('b', { pause })],
    ['a worker', crowd.untouched, ({ ring }) => ring.pool('jobs', { pause })],
  ]
  return roles.map(([role, set, take]) => row(`${role} with pause ${shown(given)}`, set, take, refusal))
})

const TAKEN = {
  error: 'RoleError',
  code: 'ERR_RINGPROOF_ROLE_TAKEN',
  says: ['is already taken'],
} as const

const TAKING: readonly Misuse[] = [
  row('the producer, taken twice', taken, ({ ring }) => ring.producer(), TAKEN),
  row('a consumer, taken twice', taken, ({ ring }) => ring.consumer('work'), TAKEN),
  row(
    'the producer, taken again through the same handle',
    taken,
    ({ core, ring }) => core.attachRing(ring.handle).producer(),
    TAKEN,
  ),
  row(
    'a consumer, taken again through a copy of the handle',
    taken,
    ({ core, ring }) => core.attachRing(structuredClone(ring.handle)).consumer('after'),
    TAKEN,
  ),
  row('the producer, taken again by its name', taken, ({ ring }) => ring.producer('producer'), TAKEN),
  row('the first of two producers, taken twice', crowd.taken, ({ ring }) => ring.producer('a'), TAKEN),
  row('the second of two producers, taken twice', crowd.taken, ({ ring }) => ring.producer('b'), TAKEN),
  row(
    'one of two producers, taken again through a copy of the handle',
    crowd.taken,
    ({ core, ring }) => core.attachRing(structuredClone(ring.handle)).producer('b'),
    TAKEN,
  ),
]

function noHandle(says: readonly string[]): Refusal {
  return { error: 'HandleError', code: 'ERR_RINGPROOF_HANDLE', says }
}

const NO_HANDLES: readonly Misuse[] = [undefined, null, 5, 'handle', true].map((handle) => {
  const act = ({ core }: Scene) => core.attachRing(untyped(handle))
  return row(`attachRing of ${shown(handle)}`, untouched, act, noHandle(told(handle, 'the handle of a ring')))
})

const VERSIONS: readonly Misuse[] = [0, 3, 5, '4', undefined].map((version) => {
  const refusal = noHandle(told(version, '4'))
  return row(
    `attachRing of layout ${shown(version)}`,
    untouched,
    attaching(() => ({ ringproof: version })),
    refusal,
  )
})

/** The size of the memory of a ring with one producer and two consumers that are not pools. */
const BYTES = layoutOf({ size: SIZE, start: START, producers: 1, pools: [false, false] }).bytes

const LENGTH = `The byte length of the buffer must be ${BYTES}. Received `
const SHARED = 'The buffer of the handle must be a SharedArrayBuffer; pass it as it is, '

const BUFFERS: readonly (readonly [string, (buffer: SharedArrayBuffer) => unknown, says: string])[] = [
  ['a smaller buffer', ({ byteLength }) => new SharedArrayBuffer(byteLength - 4), `${LENGTH}${BYTES - 4}`],
  ['a larger buffer', ({ byteLength }) => new SharedArrayBuffer(byteLength + 4), `${LENGTH}${BYTES + 4}`],
  ['a buffer of six bytes', () => new SharedArrayBuffer(6), `${LENGTH}6`],
  ['an ArrayBuffer', ({ byteLength }) => new ArrayBuffer(byteLength), SHARED],
  ['a view of its buffer', (buffer) => new Int32Array(buffer), SHARED],
  ['no buffer', () => undefined, SHARED],
]

const BUFFERING: readonly Misuse[] = BUFFERS.map(([what, instead, says]) => {
  const act = attaching(({ buffer }) => ({ buffer: instead(buffer) }))
  return row(`attachRing with ${what}`, untouched, act, noHandle([says]))
})

const OPTIONS: readonly Misuse[] = [
  row(
    'attachRing of size 6',
    untouched,
    attaching(() => ({ size: 6 })),
    argument(6, POWERS),
  ),
  row(
    'attachRing from a fraction on',
    untouched,
    attaching(() => ({ start: 0.5 })),
    argument(0.5, STARTS),
  ),
  row(
    'attachRing without a start',
    untouched,
    attaching(() => ({ start: undefined })),
    argument(undefined, STARTS),
  ),
  row(
    'attachRing without consumers',
    untouched,
    attaching(() => ({ consumers: undefined })),
    argument(undefined, COUNTS),
  ),
  row(
    'attachRing without producers',
    untouched,
    attaching(() => ({ producers: undefined })),
    argument(undefined, NAMES_OF_PRODUCERS),
  ),
  row(
    'attachRing without pools',
    untouched,
    attaching(() => ({ pools: undefined })),
    argument(undefined, "an array of some of 'work', 'after', each once"),
  ),
  row(
    'attachRing with a consumer that follows an unknown one',
    untouched,
    attaching(() => ({ consumers: { work: ['nobody'], after: [] } })),
    argument('nobody', "an array of some of 'after', each once"),
  ),
]

/** Calls that may wait, and the options by which they time out. */
const LIMITED: readonly (readonly [string, Setting, (scene: Scene, options: never) => unknown])[] = [
  ['claim with room', taken, ({ producer }, options) => producer.claim(1, options)],
  ['claim of one of two producers', crowd.taken, ({ producer }, options) => producer.claim(1, options)],
  ['consume with events', published, (scene, options) => scene.consumer('work').consume(nothing, 1, options)],
  ['consume without events', taken, (scene, options) => scene.consumer('work').consume(nothing, 1, options)],
  [
    'consume of a worker with events',
    holding,
    (scene, options) => scene.worker('jobs').consume(nothing, 1, options),
  ],
  [
    'consume of a worker without events',
    crowd.taken,
    (scene, options) => scene.worker('jobs').consume(nothing, 1, options),
  ],
]

const TIMING: readonly Misuse[] = LIMITED.flatMap(([what, set, act]) => [
  ...[-1, Number.NaN, Number.NEGATIVE_INFINITY, '5', null].map((timeout) => {
    const refusal = argument(timeout, 'a number of milliseconds from 0, or Infinity')
    return row(
      `${what}, with a time-out of ${shown(timeout)}`,
      set,
      (scene) => act(scene, untyped({ timeout })),
      refusal,
    )
  }),
  ...[null, 5, 'signal', {}].map((signal) => {
    const refusal = argument(
      signal instanceof Object ? OBJECT : signal,
      'left to claimAsync(), consumeAsync() and takeAsync(): a thread that blocks would not observe it',
    )
    return row(
      `${what}, with ${shown(signal)} for a signal`,
      set,
      (scene) => act(scene, untyped({ signal })),
      refusal,
    )
  }),
])

const SPINNING: readonly Misuse[] = [-1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 'long', null].flatMap(
  (given) => {
    const refusal = argument(given, 'an integer from 0, or Infinity')
    const spins = untyped(given)
    const roles: readonly (readonly [string, Setting, (scene: Scene) => unknown])[] = [
      ['a producer', untouched, ({ ring }) => ring.producer(undefined, { spins })],
      ['a consumer', untouched, ({ ring }) => ring.consumer('after', { spins })],
      ['a successor', taken, ({ ring }) => ring.takeOver('after', { spins })],
      ['one of two producers', crowd.untouched, ({ ring }) => ring.producer('b', { spins })],
      ['a worker', crowd.untouched, ({ ring }) => ring.pool('jobs', { spins })],
    ]
    return roles.map(([role, set, take]) => row(`${role} with ${shown(given)} spins`, set, take, refusal))
  },
)

const itself = (...roles: readonly string[]): Refusal => ({
  error: 'WaitError',
  code: 'ERR_RINGPROOF_WAIT',
  says: [
    `claim() would wait for this thread itself, as ${roles.join(' and ')}; use tryClaim(), claimAsync() or a timeout`,
  ],
})

const forItself = (...roles: readonly string[]): Refusal => ({
  error: 'WaitError',
  code: 'ERR_RINGPROOF_WAIT',
  says: [
    `consume() would wait for this thread itself, as ${roles.join(' and ')}; use poll(), consumeAsync() or a timeout`,
  ],
})

/** No other thread could make room. */
const full = ({ taken }: Settings): Setting => {
  return (core) => taken(core).claim(SIZE).publish(SIZE)
}

const CROWDED: Setting = (core) => full(crowd)(core).hold(1, 'jobs')

const WAITING_FOR_ITSELF: readonly Misuse[] = [
  row(
    'claim of a full ring by the thread that drains it',
    full(alone),
    ({ producer }) => producer.claim(),
    itself('consumer "work"', 'consumer "after"'),
  ),
  row(
    'claim of a full ring by a handler',
    full(alone),
    (scene) => scene.consumer('work').poll(() => void scene.producer.claim()),
    itself('consumer "work"', 'consumer "after"'),
  ),
  row(
    'claim of a full ring of two producers by the thread that drains it',
    full(crowd),
    ({ producer }) => producer.claim(),
    itself('consumer "after"', 'a worker of "jobs"'),
  ),
  row(
    'claim of a full ring of two producers by the handler of a worker',
    CROWDED,
    (scene) => scene.worker('jobs').poll(() => void scene.producer.claim()),
    itself('consumer "after"', 'a worker of "jobs"'),
  ),
  row(
    'consume by the thread that publishes',
    alone.taken,
    (scene) => scene.consumer('work').consume(() => {}),
    forItself('producer "producer"'),
  ),
  row(
    'consume by the worker of a thread that publishes',
    crowd.taken,
    (scene) => scene.worker('jobs').consume(() => {}),
    forItself('producer "a"', 'producer "b"'),
  ),
  row(
    'consume of what the same thread has not handled upstream',
    full(alone),
    (scene) => scene.consumer('after').consume(() => {}),
    forItself('consumer "work"'),
  ),
]

const ENDING: readonly Misuse[] = [
  row('close of a ring with one producer through the ring', taken, ({ ring }) => ring.close(), {
    error: 'StateError',
    code: 'ERR_RINGPROOF_STATE',
    says: ['ring.close() is for rings with several producers; here call producer.close()'],
  }),
  ...([alone, crowd] as const).map((settings, s) =>
    row(
      `leave with 2 claimed, by ${s === 0 ? 'the only producer' : 'one of two producers'}`,
      settings.claimed(2),
      ({ producer }) => producer.leave(),
      {
        error: 'StateError',
        code: 'ERR_RINGPROOF_STATE',
        says: [`Cannot leave ${held(2)}`],
      },
    ),
  ),
]

const FAILING: readonly Misuse[] = ['nobody', '', null, undefined, 0].flatMap((name) => [
  row(
    `the death of producer ${shown(name)}`,
    crowd.taken,
    ({ ring }) => ring.fail({ producers: [untyped(name)] }),
    argument(name, oneOf('a', 'b')),
  ),
  row(
    `the death of consumer ${shown(name)}`,
    crowd.taken,
    ({ ring }) => ring.fail({ producers: ['a'], consumers: [untyped(name)] }),
    argument(name, oneOf('jobs', 'after')),
  ),
  row(
    `the take-over of ${shown(name)}`,
    crowd.taken,
    ({ ring }) => ring.takeOver(untyped(name)),
    argument(name, oneOf('after')),
  ),
])

/** All misuses. */
export const MISUSES: readonly Misuse[] = [
  ...[...SIZES, ...STARTING, ...COUNTING, ...FOLLOWING],
  ...[...PRODUCING, ...CROWDING, ...POOLING],
  ...[...CLAIMING, ...PUBLISHING],
  ...[...LIMITING, ...NESTING, ...HANDLING],
  ...[...TIMING, ...SPINNING, ...WAITING_FOR_ITSELF, ...ENDING, ...FAILING],
  ...[...NAMING, ...CONFUSING, ...PAUSING, ...TAKING],
  ...[...NO_HANDLES, ...VERSIONS, ...BUFFERING, ...OPTIONS, ...NEAR_MISSES],
]
