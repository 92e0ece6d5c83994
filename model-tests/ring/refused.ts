// Arguments that `supervise` refuses, as data: what it is given, and the text of its error.
import type { Situation } from './situations.ts'
import { Fake, type Stage } from './stage.ts'

/** A wrong value for the roles. */
interface Wrong {
  readonly what: string
  readonly roles: unknown
  readonly says: string
}

const ROLES = 'The roles must be an object with some of producers, consumers, pools. Received'
const EITHER = 'of the roles must be an array of names, or an object with an action for each. Received'
const POOLS = 'The pools of the roles must be an array of names. Received'
const PRODUCER = "The name of a producer must be one of 'a', 'b'. Received"
const CONSUMER = "The name of a consumer must be one of 'work', 'other'. Received"
const OPTIONS_OF = 'The options must be an object with some of onDeath. Received'

const WRONG: readonly Wrong[] = [
  {
    what: 'no roles',
    roles: undefined,
    says: `${ROLES} undefined`,
  },
  { what: 'null for the roles', roles: null, says: `${ROLES} null` },
  { what: 'a name for the roles', roles: 'a', says: `${ROLES} 'a'` },
  { what: 'an array of roles', roles: ['a'], says: `${ROLES} [ 'a' ]` },
  {
    what: 'a role by another name',
    roles: { producers: ['a'], producer: ['a'] },
    says: "The kind of role must be one of 'producers', 'consumers', 'pools'. Received 'producer'",
  },
  ...['producer', 'consumer'].flatMap((part) => [
    {
      what: `a name for each ${part}`,
      roles: { [`${part}s`]: 'a' },
      says: `The ${part}s ${EITHER} 'a'`,
    },
    {
      what: `null for each ${part}`,
      roles: { [`${part}s`]: null },
      says: `The ${part}s ${EITHER} null`,
    },
    {
      what: `a number for each ${part}`,
      roles: { [`${part}s`]: 2 },
      says: `The ${part}s ${EITHER} 2`,
    },
    {
      what: `a flag for each ${part}`,
      roles: { [`${part}s`]: false },
      says: `The ${part}s ${EITHER} false`,
    },
  ]),
  {
    what: 'a name for each pool',
    roles: { pools: 'jobs' },
    says: `${POOLS} 'jobs'`,
  },
  {
    what: 'null for each pool',
    roles: { pools: null },
    says: `${POOLS} null`,
  },
  {
    what: 'a number for each pool',
    roles: { pools: 0 },
    says: `${POOLS} 0`,
  },
  {
    what: 'policies for pools',
    roles: { pools: { jobs: 'fail' } },
    says: `${POOLS} an instance of Object`,
  },
  {
    what: 'a producer that the ring does not have',
    roles: { producers: ['a', 'c'] },
    says: `${PRODUCER} 'c'`,
  },
  {
    what: 'a producer that the ring does not have, with a policy',
    roles: { producers: { a: 'fail', work: 'fail' } },
    says: `${PRODUCER} 'work'`,
  },
  {
    what: 'a consumer that the ring does not have',
    roles: { consumers: ['work', 'nobody'] },
    says: `${CONSUMER} 'nobody'`,
  },
  {
    what: 'a number in an array of consumers',
    roles: { consumers: [0] },
    says: `${CONSUMER} 0`,
  },
  {
    what: 'a pool in an array of consumers',
    roles: { consumers: ['jobs'] },
    says: `${CONSUMER} 'jobs'`,
  },
  {
    what: 'a pool that the ring does not have',
    roles: { pools: ['jobs', 'other'] },
    says: "The name of a pool must be one of 'jobs'. Received 'other'",
  },
  {
    what: 'a producer that the ring does not have, reported before its unknown policy',
    roles: { producers: { c: 'gone' } },
    says: `${PRODUCER} 'c'`,
  },
  {
    what: 'a consumer that the ring does not have, reported before its unknown policy',
    roles: { consumers: { nobody: 'gone' } },
    says: `${CONSUMER} 'nobody'`,
  },
  {
    what: 'a producer with an unknown policy',
    roles: { producers: { a: 'fail', b: 'gone' } },
    says: `The action when producer "b" dies must be one of 'fail', 'vacate'. Received 'gone'`,
  },
  {
    what: 'a producer with the policy of consumers',
    roles: { producers: { a: 'discard' } },
    says: `The action when producer "a" dies must be one of 'fail', 'vacate'. Received 'discard'`,
  },
  {
    what: 'a consumer with an unknown policy',
    roles: { consumers: { other: 'vacate', work: 'gone' } },
    says: `The action when consumer "work" dies must be one of 'fail', 'discard', 'vacate'. Received 'gone'`,
  },
]

/** Wrong values for the options. */
const OPTIONS: readonly (readonly [what: string, options: unknown, says: string])[] = [
  [
    'an option by another name',
    { ondeath: () => {} },
    "The name of an option must be one of 'onDeath'. Received 'ondeath'",
  ],
  ['null for the options', null, `${OPTIONS_OF} null`],
  ['a number for the options', 5, `${OPTIONS_OF} 5`],
  ['an array for the options', ['onDeath'], `${OPTIONS_OF} [ 'onDeath' ]`],
]

/** Wrong values for the worker. */
const WORKERS: readonly (readonly [what: string, worker: unknown, shown: string])[] = [
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 7, '7'],
  ['an object with a thread id and no exit event', { threadId: 1 }, 'an instance of Object'],
]

const CODE = 'ERR_RINGPROOF_ARGUMENT'

/** Two producers, two consumers and a pool. */
function ringOf({ core }: Stage) {
  const consumers = { work: [], other: [], jobs: [] }
  return core.createRing<string, string>({ size: 4, producers: ['a', 'b'], consumers, pools: ['jobs'] })
}

type Given = readonly [worker: unknown, roles: unknown, options?: unknown]

/** The code and message of its error, and how many listeners are left. */
function refused(stage: Stage, given: (thread: Fake) => Given): unknown {
  const thread = new Fake()
  const [worker, roles, options] = given(thread) as [Fake, never, never?]
  try {
    stage.among.supervise(ringOf(stage), worker, roles, options).done.catch(() => {})
    return 'is accepted'
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    return [code, message, thread.listeners]
  }
}

/** All refusals. */
export const REFUSED: readonly Situation[] = [
  ...WRONG.map(({ what, roles, says }) => ({
    what: `supervise refuses ${what}`,
    expected: [CODE, says, 0],
    play: (stage: Stage) => refused(stage, (thread) => [thread, roles]),
  })),
  ...OPTIONS.map(([what, options, says]) => ({
    what: `supervise refuses ${what}`,
    expected: [CODE, says, 0],
    play: (stage: Stage) => refused(stage, (thread) => [thread, {}, options]),
  })),
  ...WORKERS.map(([what, worker, shown]) => ({
    what: `supervise refuses ${what} for a worker`,
    expected: [CODE, `The "worker" argument must be a Worker of node:worker_threads. Received ${shown}`, 0],
    play: (stage: Stage) => refused(stage, () => [worker, {}]),
  })),
]
