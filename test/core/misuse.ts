// What callers can do wrong, as data: which error each gets, and what that says.
import type { Core } from '../../model-tests/stepper/load.ts'
import type { ErrorCode, Handler, RingHandle } from '../../src/core/index.ts'
import { attempt, type Name, type Outcome, Scene, SIZE, START, said } from './scene.ts'

export type ErrorName =
  | 'ArgumentError'
  | 'ClaimError'
  | 'PublishError'
  | 'HandleError'
  | 'RoleError'
  | 'HandlerError'

/** One thing that a caller can do wrong. */
export interface Misuse {
  /** What was called, in words. */
  readonly what: string
  /** Sets a ring up, does it, and tells what came of it. */
  readonly call: (core: Core) => Outcome
  readonly error: ErrorName
  readonly code: ErrorCode
  /** What the message must hold: what was given and what is allowed. */
  readonly says: readonly string[]
}

type Setting = (core: Core) => Scene
type Refusal = Pick<Misuse, 'error' | 'code' | 'says'>

const MAX = Number.MAX_SAFE_INTEGER

const untouched: Setting = (core) => new Scene(core)
const taken: Setting = (core) => new Scene(core).takeRoles()
const published: Setting = (core) => taken(core).claim(2).publish(2)
const claimed =
  (n: number): Setting =>
  (core) =>
    taken(core).claim(n)
const from =
  (start: number): Setting =>
  (core) =>
    new Scene(core, start).takeRoles()

/**
 * Checks that `core` refuses the misuse as the table says, and that nothing has changed by it: no word of the
 * ring, nor what the legal calls after it do. Null if so, else a sentence; it never waits, not
 * even for a `core` that would.
 */
export function checkMisuse(core: Core, misuse: Misuse): string | null {
  const problem = problemOf(core, misuse)
  return problem && `${misuse.what}: ${problem}`
}

function problemOf(core: Core, misuse: Misuse): string | null {
  const outcome = outcomeOf(core, misuse)
  if (typeof outcome === 'string') return `can't be set up: ${outcome}`
  if (!outcome.refusal) return 'is not refused'
  const wrong = wrongWith(core, misuse, outcome.refusal.error)
  if (wrong) return `${wrong}, thrown was ${said(outcome.refusal.error)}`
  if (outcome.changed) return `is refused, but has changed ${outcome.changed}`
  return outcome.broken && `is refused, but then a legal call fails: ${outcome.broken}`
}

function outcomeOf(core: Core, misuse: Misuse): Outcome | string {
  try {
    return misuse.call(core)
  } catch (error) {
    return said(error)
  }
}

function wrongWith(core: Core, { error, code, says }: Misuse, thrown: unknown): string | null {
  if (!(thrown instanceof core.RingproofError && thrown instanceof core[error]))
    return `has to throw ${error}`
  if (thrown.name !== error) return `the name has to be ${error} instead of ${thrown.name}`
  if (thrown.code !== code) return `the code has to be ${code} instead of ${thrown.code}`
  const { message, given, allowed } = thrown
  if (!message.endsWith(`: given ${given}, allowed: ${allowed}`))
    return 'the message has to end with its parts'
  const missing = says.find((part) => !message.includes(part))
  return missing === undefined ? null : `the message has to say '${missing}'`
}

/** For JavaScript, which passes what TypeScript would not. */
function untyped(value: unknown): never {
  return value as never
}

const nothing: Handler = () => {}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `'${value}'`
    : Array.isArray(value)
      ? JSON.stringify(value)
      : String(value)
}

/** What an error says that was given, where that is no value as it is written. */
class Shown {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

function literal(given: unknown): string {
  return typeof given === 'string' ? JSON.stringify(given) : String(given)
}

function told(given: unknown, allowed: string): string[] {
  return [`given ${given instanceof Shown ? given.text : literal(given)}, allowed: ${allowed}`]
}

function argument(given: unknown, allowed: string): Refusal {
  return { error: 'ArgumentError', code: 'ERR_RINGPROOF_ARGUMENT', says: told(given, allowed) }
}

function row(what: string, set: Setting, act: (scene: Scene) => unknown, refusal: Refusal): Misuse {
  return { what, call: attempt(set, act), ...refusal }
}

const POWERS = 'a power of two from 1 to 2^29'
const STARTS = 'an integer from 0 to 2^53 - 1'
const COUNTS = '1 … 1024 of them, as { name: [whom it follows] }'

const SIZES: readonly Misuse[] = [0, 3, 6, -4, 1.5, Number.NaN, 2 ** 31, '8'].map((size) => {
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
  ['an empty array as consumers', [], 0],
  ['1025 consumers', Object.fromEntries(Array.from({ length: 1025 }, (_, c) => [`c${c}`, []])), 1025],
]

const COUNTING: readonly Misuse[] = NO_CONSUMERS.map(([what, consumers, count]) => {
  const act = ({ core }: Scene) => core.createRing({ size: 4, consumers: untyped(consumers) })
  return row(`createRing with ${what}`, untouched, act, argument(count, COUNTS))
})

const [FIRST, SECOND] = ['an empty array', 'an array of a, each once']

const FOLLOWS: readonly (readonly [string, object, unknown, string])[] = [
  ['that follows a stranger', { a: [], b: ['c'] }, 'c', SECOND],
  ['that follows itself', { a: [], b: ['b'] }, 'b', SECOND],
  ['that comes first and follows itself', { a: ['a'] }, 'a', FIRST],
  ['that follows a later one', { a: ['b'], b: [] }, 'b', FIRST],
  ['that follows the same one twice', { a: [], b: ['a', 'a'] }, 'a', SECOND],
  ['that follows a name outside of an array', { a: [], b: 'a' }, 'a', SECOND],
  ['that follows null', { a: [], b: null }, null, SECOND],
  ['that follows undefined', { a: [], b: undefined }, undefined, SECOND],
  ['that follows an object', { a: [], b: { a: [] } }, new Shown('[object Object]'), SECOND],
  ['that follows undefined in an array', { a: [], b: [undefined] }, undefined, SECOND],
  ['that follows a name in an array in an array', { a: [], b: [['a']] }, new Shown('[a]'), SECOND],
  ['that follows a number in an array', { 1: [], 2: [1] }, 1, 'an array of 1, each once'],
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

const CLAIMS: readonly Claiming[] = [
  {
    where: 'an empty ring',
    set: taken,
    given: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, SIZE + 1, '1', null],
    allowed: `1 … ${SIZE}`,
  },
  { where: 'a ring with 3 claimed', set: claimed(3), given: [2, 0], allowed: '1 … 1' },
  {
    where: 'a ring with 1 of 2 published',
    set: (core) => claimed(2)(core).publish(1),
    given: [4],
    allowed: '1 … 3',
  },
  { where: 'a ring with all claimed', set: claimed(4), given: [1, 0], allowed: 'none while 4 are claimed' },
  { where: 'a ring that has 2 sequences left', set: from(MAX - 1), given: [3], allowed: '1 … 2' },
  {
    where: 'a ring with 1 of 2 sequences left',
    set: (core) =>
      from(MAX - 1)(core)
        .claim(1)
        .publish(1),
    given: [2],
    allowed: '1 … 1',
  },
  {
    where: 'a ring without sequences',
    set: (core) => from(MAX)(core).claim(1).publish(1),
    given: [1],
    allowed: 'none',
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

const NOTHING = 'nothing is claimed'
const THREE = `from ${START} up to ${START} … ${START + 2}`
const SECOND_ON = `from ${START + 1} up to ${START + 1} … ${START + 2}`

const oneOfThree: Setting = (core) => claimed(3)(core).publish(1)

type Publishing = readonly [
  what: string,
  set: Setting,
  first: unknown,
  last: unknown,
  code: 'NOT_CLAIMED' | 'ALREADY_PUBLISHED' | 'OUT_OF_ORDER' | 'ARGUMENT',
  allowed: string,
]

const PUBLISHES: readonly Publishing[] = [
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
  ['without a last sequence', claimed(3), START, undefined, 'ARGUMENT', THREE],
  [
    'more than there are sequences',
    (core) => from(MAX)(core).claim(1),
    MAX,
    MAX + 1,
    'NOT_CLAIMED',
    `… ${MAX}`,
  ],
]

const PUBLISHING: readonly Misuse[] = PUBLISHES.map(([what, set, first, last, code, allowed]) => {
  const says = [`given ${literal(first)} … ${literal(last)}, allowed: `, allowed]
  const refusal = { error: 'PublishError', code: `ERR_RINGPROOF_${code}`, says } as const
  const act = ({ producer }: Scene) => producer.publish(untyped(first), untyped(last))
  return row(`publish ${what}`, set, act, refusal)
})

const LIMITS = [0, -1, 1.5, Number.NaN, '1', null, Number.NEGATIVE_INFINITY]

const LIMITING: readonly Misuse[] = LIMITS.flatMap((limit) =>
  (['poll', 'consume'] as const).map((method) => {
    const act = (scene: Scene) => scene.consumer('work')[method](nothing, untyped(limit))
    return row(
      `${method} with limit ${shown(limit)}`,
      published,
      act,
      argument(limit, 'an integer from 1, or Infinity'),
    )
  }),
)

const REENTRANT = {
  error: 'HandlerError',
  code: 'ERR_RINGPROOF_REENTRANT',
  says: told(new Shown('a call from its own handler'), 'calls after it has returned'),
} as const

const ASYNCHRONOUS = {
  error: 'HandlerError',
  code: 'ERR_RINGPROOF_ASYNC_HANDLER',
  says: told(new Shown('one that returns a promise'), 'one that is done with the event when it returns'),
} as const

const METHODS = ['poll', 'consume'] as const

const NESTING: readonly Misuse[] = METHODS.flatMap((outer) =>
  METHODS.map((inner) => {
    const act = (scene: Scene) => {
      const consumer = scene.consumer('work')
      return consumer[outer](() => void consumer[inner](nothing))
    }
    return row(`${inner} from the handler of its own ${outer}`, published, act, REENTRANT)
  }),
)

const HANDLING: readonly Misuse[] = METHODS.flatMap((method) => [
  row(
    `${method} with an async handler`,
    published,
    (scene) => scene.consumer('work')[method](untyped(async () => {})),
    ASYNCHRONOUS,
  ),
  row(
    `${method} with a handler that returns a promise`,
    published,
    (scene) => scene.consumer('work')[method](untyped(() => Promise.resolve())),
    ASYNCHRONOUS,
  ),
  row(
    `${method} with a handler that is no function`,
    published,
    (scene) => scene.consumer('work')[method](untyped(undefined)),
    argument(undefined, 'a function'),
  ),
])

const NAMING: readonly Misuse[] = ['nobody', '', 'toString', '__proto__', undefined, 0].map((name) => {
  const act = ({ ring }: Scene) => ring.consumer(untyped(name))
  return row(`the consumer named ${shown(name)}`, untouched, act, argument(name, 'work, after'))
})

const PAUSING: readonly Misuse[] = [-1, Number.NaN, Number.POSITIVE_INFINITY, 'long'].flatMap((pause) => {
  const refusal = argument(pause, 'an integer from 0')
  const producer = ({ ring }: Scene) => ring.producer({ pause: untyped(pause) })
  const consumer = ({ ring }: Scene) => ring.consumer('after', { pause: untyped(pause) })
  return [
    row(`a producer with pause ${shown(pause)}`, untouched, producer, refusal),
    row(`a consumer with pause ${shown(pause)}`, untouched, consumer, refusal),
  ]
})

const TAKEN = {
  error: 'RoleError',
  code: 'ERR_RINGPROOF_ROLE_TAKEN',
  says: told(new Shown('a second time'), 'once per ring, on one thread'),
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
]

/** The handle of the scene with some of it replaced. */
function attaching(change: (handle: RingHandle<Name>) => object): (scene: Scene) => unknown {
  return ({ core, ring }) => core.attachRing(untyped({ ...ring.handle, ...change(ring.handle) }))
}

function noHandle(says: readonly string[]): Refusal {
  return { error: 'HandleError', code: 'ERR_RINGPROOF_HANDLE', says }
}

const NO_HANDLES: readonly Misuse[] = [undefined, null, 5, 'handle', true].map((handle) => {
  const act = ({ core }: Scene) => core.attachRing(untyped(handle))
  return row(`attachRing of ${shown(handle)}`, untouched, act, noHandle(told(handle, 'the handle of a ring')))
})

const VERSIONS: readonly Misuse[] = [0, 2, '1', undefined].map((version) => {
  const refusal = noHandle(told(version, '1'))
  return row(
    `attachRing of layout ${shown(version)}`,
    untouched,
    attaching(() => ({ ringproof: version })),
    refusal,
  )
})

const BYTES = 384

const BUFFERS: readonly (readonly [string, (buffer: SharedArrayBuffer) => unknown])[] = [
  ['a smaller buffer', ({ byteLength }) => new SharedArrayBuffer(byteLength - 4)],
  ['a larger buffer', ({ byteLength }) => new SharedArrayBuffer(byteLength + 4)],
  ['an ArrayBuffer', ({ byteLength }) => new ArrayBuffer(byteLength)],
  ['a view of its buffer', (buffer) => new Int32Array(buffer)],
  ['no buffer', () => undefined],
]

const BUFFERING: readonly Misuse[] = BUFFERS.map(([what, instead]) => {
  const act = attaching(({ buffer }) => ({ buffer: instead(buffer) }))
  const says = ['bytes of the buffer', `allowed: a SharedArrayBuffer of ${BYTES}`]
  return row(`attachRing with ${what}`, untouched, act, noHandle(says))
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
    'attachRing with a consumer that follows a stranger',
    untouched,
    attaching(() => ({ consumers: { work: ['nobody'], after: [] } })),
    argument('nobody', FIRST),
  ),
]

/** Everything that is refused. */
export const MISUSES: readonly Misuse[] = [
  ...[...SIZES, ...STARTING, ...COUNTING, ...FOLLOWING],
  ...[...CLAIMING, ...PUBLISHING],
  ...[...LIMITING, ...NESTING, ...HANDLING],
  ...[...NAMING, ...PAUSING, ...TAKING],
  ...[...NO_HANDLES, ...VERSIONS, ...BUFFERING, ...OPTIONS],
]
