// The rings whose free runs are followed. They may be too large to explore: TLC follows one path only.
import { parseValue } from '../../../spec/tlc/values.ts'
import type { Constants } from '../../harness/tla/config.ts'

/** A ring, its threads and their callers: constants of a spec, as TLA+ writes them. */
export interface Configuration {
  readonly name: string
  readonly says: string
  readonly spec: 'SingleProducer' | 'MultiProducer'
  readonly constants: Readonly<Record<string, string>>
}

/** More than the sequences of any log, so that words do not wrap. */
const MODULUS = 2 ** 16

const NOBODY = {
  Pools: '{}',
  Workers: '{}',
  Parks: 'FALSE',
  Spins: '0',
  Epochs: '0',
  Timed: 'FALSE',
  Closers: '{}',
  Supervisors: '{}',
  MayCrash: '{}',
}

/** The last limit exceeds the ring's size: no call looks at more slots than there are. */
const FREELY = {
  Modulus: `${MODULUS}`,
  Claims: '{1, 2, 3}',
  Limits: '{1, 3, 8, 20}',
  Waits: '{TRUE, FALSE}',
  Throws: 'TRUE',
}

const SINGLE = { ...NOBODY, ...FREELY, Size: '8', Producers: '{1}', Habits: '{"parts"}' }
const MULTI = { ...NOBODY, ...FREELY, Size: '8', Habits: '{"claim", "try", "parts"}' }
const ONE = { Consumers: '{1}', Upstream: '<<{}>>' }
const MORTAL = { Supervisors: '{98}', MayCrash: '{<<"producer", 1>>, <<"reader", 1>>}' }
/** A chain of followers whose leaders may crash. */
const MORTAL_CHAIN = { ...MORTAL, MayCrash: '{<<"producer", 1>>, <<"reader", 1>>, <<"reader", 2>>}' }
/** So few slots that some thread waits nearly all the time. */
const TIGHT = { Size: '2', Claims: '{1, 2}', Limits: '{1, 2, 5}' }
const PARKED = { Parks: 'TRUE', Waits: '{TRUE}' }

function single(name: string, says: string, constants: Configuration['constants']): Configuration {
  return { name, says, spec: 'SingleProducer', constants: { ...SINGLE, ...constants } }
}

function multi(name: string, says: string, constants: Configuration['constants']): Configuration {
  return { name, says, spec: 'MultiProducer', constants: { ...MULTI, ...constants } }
}

function consumers(...upstream: readonly string[]): Configuration['constants'] {
  return { Consumers: `1..${upstream.length}`, Upstream: `<<${upstream.join(', ')}>>` }
}

function producers(many: number): Configuration['constants'] {
  return { Producers: `1..${many}` }
}

/** Makes the first consumer a pool. */
function pooled(workers: string): Configuration['constants'] {
  return { Pools: '{1}', Workers: workers }
}

export const CONFIGURATIONS: readonly Configuration[] = [
  single('single', 'one producer, one consumer', ONE),
  single('ahead', 'one producer that claims more before it has published, one consumer', {
    ...ONE,
    Habits: '{"parts", "ahead"}',
  }),
  single('follower', 'one producer, two consumers, and one that follows both', {
    ...consumers('{}', '{}', '{1, 2}'),
    Claims: '{1, 2, 5, 8}',
  }),
  single('pool', 'one producer, a pool of three workers, and a consumer that follows it', {
    ...consumers('{}', '{1}'),
    ...pooled('{11, 12, 13}'),
  }),
  single('parking', 'one producer and one consumer that park at once when blocked', {
    ...ONE,
    ...PARKED,
    ...TIGHT,
  }),
  single('spinning', 'one producer and two consumers that spin twice before they park', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...TIGHT,
    Spins: '2',
  }),
  single('timed', 'calls that park and may time out', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...TIGHT,
    Timed: 'TRUE',
  }),
  single('closing', 'a producer that closes its ring', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    Habits: '{"parts", "close"}',
  }),
  single('death', 'a producer and a consumer that may crash, and a supervisor', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...MORTAL,
  }),
  single(
    'failing',
    'a producer, two consumers and one that follows both; some crash, and calls may time out',
    {
      ...consumers('{}', '{1}', '{1, 2}'),
      ...PARKED,
      ...MORTAL_CHAIN,
      Spins: '2',
      Timed: 'TRUE',
    },
  ),
  multi('multi', 'three producers, two consumers', { ...producers(3), ...consumers('{}', '{}') }),
  multi('four', 'four producers on sixteen slots, a consumer and one that follows it', {
    ...producers(4),
    ...consumers('{}', '{1}'),
    Size: '16',
    Claims: '{1, 2, 5, 16}',
  }),
  multi('multi-pool', 'two producers, a pool of two workers, and a consumer beside it', {
    ...producers(2),
    ...consumers('{}', '{}'),
    ...pooled('{11, 12}'),
  }),
  multi('multi-parking', 'two producers and two consumers that park at once when blocked', {
    ...producers(2),
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...TIGHT,
  }),
  multi('multi-timed', 'two producers and a pool of two that park and may time out', {
    ...producers(2),
    ...ONE,
    ...pooled('{11, 12}'),
    ...PARKED,
    ...TIGHT,
    Timed: 'TRUE',
    Habits: '{"claim", "timed", "parts"}',
  }),
  multi('multi-closing', 'two producers, a pool of two and a consumer; a thread closes the ring', {
    ...producers(2),
    ...consumers('{}', '{}'),
    ...pooled('{11, 12}'),
    ...PARKED,
    Closers: '{99}',
  }),
  multi('multi-death', 'two producers, a pool of two and a consumer; some may crash; a supervisor', {
    ...producers(2),
    ...consumers('{}', '{}'),
    ...pooled('{11, 12}'),
    ...PARKED,
    Supervisors: '{98}',
    MayCrash: '{<<"producer", 1>>, <<"reader", 2>>, <<"reader", 11>>}',
  }),
  multi('multi-failing', 'two producers and a chain of three consumers; some crash', {
    ...producers(2),
    ...consumers('{}', '{1}', '{2}'),
    ...PARKED,
    ...MORTAL_CHAIN,
  }),
]

export function constantsOf({ constants }: Configuration): Constants {
  return new Map(Object.entries(constants).map(([name, text]) => [name, parseValue(text)]))
}
