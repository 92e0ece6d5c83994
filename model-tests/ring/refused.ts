// Arguments that `supervise` refuses, as data: what it is given, and the text of its error.
import type { Situation } from './situations.ts'
import { Fake, type Stage } from './stage.ts'

/** A wrong value for the roles. */
interface Wrong {
  readonly what: string
  readonly roles: unknown
  readonly says: string
}

const ROLES = 'an object with some of producers, consumers, pools'
const ROLE = 'producers, consumers, pools'
const EITHER = 'an array of them, or an object with them'
const SINGLE = 'work, other'

const WRONG: readonly Wrong[] = [
  {
    what: 'no roles',
    roles: undefined,
    says: `options of roles: given undefined, allowed: ${ROLES}`,
  },
  { what: 'null for the roles', roles: null, says: `options of roles: given null, allowed: ${ROLES}` },
  { what: 'a name for the roles', roles: 'a', says: `options of roles: given "a", allowed: ${ROLES}` },
  { what: 'an array of roles', roles: ['a'], says: `options of roles: given [a], allowed: ${ROLES}` },
  {
    what: 'a role by another name',
    roles: { producers: ['a'], producer: ['a'] },
    says: `name of an option of roles: given "producer", allowed: ${ROLE}`,
  },
  ...['producer', 'consumer'].flatMap((part) => [
    {
      what: `a name for each ${part}`,
      roles: { [`${part}s`]: 'a' },
      says: `names of each ${part}: given "a", allowed: ${EITHER}`,
    },
    {
      what: `null for each ${part}`,
      roles: { [`${part}s`]: null },
      says: `names of each ${part}: given null, allowed: ${EITHER}`,
    },
    {
      what: `a number for each ${part}`,
      roles: { [`${part}s`]: 2 },
      says: `names of each ${part}: given 2, allowed: ${EITHER}`,
    },
    {
      what: `a flag for each ${part}`,
      roles: { [`${part}s`]: false },
      says: `names of each ${part}: given false, allowed: ${EITHER}`,
    },
  ]),
  {
    what: 'a name for each pool',
    roles: { pools: 'jobs' },
    says: 'names of each pool: given "jobs", allowed: an array of them',
  },
  {
    what: 'null for each pool',
    roles: { pools: null },
    says: 'names of each pool: given null, allowed: an array of them',
  },
  {
    what: 'a number for each pool',
    roles: { pools: 0 },
    says: 'names of each pool: given 0, allowed: an array of them',
  },
  {
    what: 'policies for pools',
    roles: { pools: { jobs: 'fail' } },
    says: 'names of each pool: given [object Object], allowed: an array of them',
  },
  {
    what: 'a producer that the ring does not have',
    roles: { producers: ['a', 'c'] },
    says: 'name of a producer: given "c", allowed: a, b',
  },
  {
    what: 'a producer that the ring does not have, with a policy',
    roles: { producers: { a: 'fail', work: 'fail' } },
    says: 'name of a producer: given "work", allowed: a, b',
  },
  {
    what: 'a consumer that the ring does not have',
    roles: { consumers: ['work', 'nobody'] },
    says: `name of a consumer: given "nobody", allowed: ${SINGLE}`,
  },
  {
    what: 'a number in an array of consumers',
    roles: { consumers: [0] },
    says: `name of a consumer: given 0, allowed: ${SINGLE}`,
  },
  {
    what: 'a pool in an array of consumers',
    roles: { consumers: ['jobs'] },
    says: `name of a consumer: given "jobs", allowed: ${SINGLE}`,
  },
  {
    what: 'a pool that the ring does not have',
    roles: { pools: ['jobs', 'other'] },
    says: 'name of a pool: given "other", allowed: jobs',
  },
  {
    what: 'a producer that the ring does not have, reported before its unknown policy',
    roles: { producers: { c: 'gone' } },
    says: 'name of a producer: given "c", allowed: a, b',
  },
  {
    what: 'a consumer that the ring does not have, reported before its unknown policy',
    roles: { consumers: { nobody: 'gone' } },
    says: `name of a consumer: given "nobody", allowed: ${SINGLE}`,
  },
  {
    what: 'a producer with an unknown policy',
    roles: { producers: { a: 'fail', b: 'gone' } },
    says: 'when producer b is dead: given "gone", allowed: fail, vacate',
  },
  {
    what: 'a producer with the policy of consumers',
    roles: { producers: { a: 'discard' } },
    says: 'when producer a is dead: given "discard", allowed: fail, vacate',
  },
  {
    what: 'a consumer with an unknown policy',
    roles: { consumers: { other: 'vacate', work: 'gone' } },
    says: 'when consumer work is dead: given "gone", allowed: fail, discard, vacate',
  },
]

/** Wrong values for the options. */
const OPTIONS: readonly (readonly [what: string, options: unknown, says: string])[] = [
  [
    'an option by another name',
    { ondeath: () => {} },
    'name of an option of a supervision: given "ondeath", allowed: onDeath',
  ],
  [
    'null for the options',
    null,
    'options of a supervision: given null, allowed: an object with some of onDeath',
  ],
  [
    'a number for the options',
    5,
    'options of a supervision: given 5, allowed: an object with some of onDeath',
  ],
  [
    'an array for the options',
    ['onDeath'],
    'options of a supervision: given [onDeath], allowed: an object with some of onDeath',
  ],
]

/** Wrong values for the worker. */
const WORKERS: readonly (readonly [what: string, worker: unknown, shown: string])[] = [
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 7, '7'],
  ['an object with a thread id and no exit event', { threadId: 1 }, '[object Object]'],
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
    expected: [CODE, `worker: given ${shown}, allowed: a Worker of node:worker_threads`, 0],
    play: (stage: Stage) => refused(stage, () => [worker, {}]),
  })),
]
