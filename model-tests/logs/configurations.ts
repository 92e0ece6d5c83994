// The rings whose free runs are followed. Sizes are not bounded by what TLC can explore: only one path is followed.
import { parseValue } from '../../spec/tlc/values.ts'
import type { Constants } from '../core/config.ts'

/** A ring, who is on it and what they do: constants of a spec, as TLA+ writes them. */
export interface Configuration {
  readonly name: string
  readonly says: string
  readonly spec: 'SingleProducer' | 'MultiProducer'
  readonly constants: Readonly<Record<string, string>>
}

/** More than any log has sequences, so that no two of them are one word. */
const M = 2 ** 16

const NOBODY = {
  Pools: '{}',
  Workers: '{}',
  Parks: 'FALSE',
  Spins: '0',
  Epochs: '0',
  Timed: 'FALSE',
  Closers: '{}',
  Supervisors: '{}',
  Mortals: '{}',
}

/** The last limit is above the ring's size: nobody looks at more slots than there are, whatever is asked for. */
const FREELY = {
  M: `${M}`,
  Claims: '{1, 2, 3}',
  Limits: '{1, 3, 8, 20}',
  Waits: '{TRUE, FALSE}',
  Throws: 'TRUE',
}

const SINGLE = { ...NOBODY, ...FREELY, Size: '8', Producers: '{1}', Habits: '{"parts"}' }
const MULTI = { ...NOBODY, ...FREELY, Size: '8', Habits: '{"claim", "try", "parts"}' }
const ONE = { Consumers: '{1}', Upstream: '<<{}>>' }
const MORTAL = { Supervisors: '{98}', Mortals: '{<<"producer", 1>>, <<"reader", 1>>}' }
/** Whoever follows them ends behind them. */
const MORTAL_CHAIN = { ...MORTAL, Mortals: '{<<"producer", 1>>, <<"reader", 1>>, <<"reader", 2>>}' }
/** As few slots as there can be for somebody to wait for all the time. */
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

/** The first consumer is the pool. */
function pooled(workers: string): Configuration['constants'] {
  return { Pools: '{1}', Workers: workers }
}

export const CONFIGURATIONS: readonly Configuration[] = [
  single('single', 'one producer, one consumer', ONE),
  single('ahead', 'one producer that claims what it has not published, one consumer', {
    ...ONE,
    Habits: '{"parts", "ahead"}',
  }),
  single('follower', 'one producer, two consumers that see everything, and one that follows both', {
    ...consumers('{}', '{}', '{1, 2}'),
    Claims: '{1, 2, 5, 8}',
  }),
  single('pool', 'one producer, a pool of three workers, and one who follows it', {
    ...consumers('{}', '{1}'),
    ...pooled('{11, 12, 13}'),
  }),
  single('parking', 'one producer and one consumer, who park as soon as they lack something', {
    ...ONE,
    ...PARKED,
    ...TIGHT,
  }),
  single('spinning', 'one producer and two consumers, who look twice before they park', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...TIGHT,
    Spins: '2',
  }),
  single('timed', 'calls that park and may be given up', {
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
  single('death', 'a producer or a consumer that dies, and who tells of it', {
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...MORTAL,
  }),
  single(
    'failing',
    'a producer, two consumers and one who follows both, some of whom die; calls may be given up',
    {
      ...consumers('{}', '{1}', '{1, 2}'),
      ...PARKED,
      ...MORTAL_CHAIN,
      Spins: '2',
      Timed: 'TRUE',
    },
  ),
  multi('multi', 'three producers, two consumers', { ...producers(3), ...consumers('{}', '{}') }),
  multi('four', 'four producers on sixteen slots, a consumer and one who follows it', {
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
  multi('multi-parking', 'two producers and two consumers, who park as soon as they lack something', {
    ...producers(2),
    ...consumers('{}', '{1}'),
    ...PARKED,
    ...TIGHT,
  }),
  multi('multi-timed', 'two producers and a pool of two, who park and may give up', {
    ...producers(2),
    ...ONE,
    ...pooled('{11, 12}'),
    ...PARKED,
    ...TIGHT,
    Timed: 'TRUE',
    Habits: '{"claim", "timed", "parts"}',
  }),
  multi('multi-closing', 'two producers, a pool of two and a consumer; somebody closes', {
    ...producers(2),
    ...consumers('{}', '{}'),
    ...pooled('{11, 12}'),
    ...PARKED,
    Closers: '{99}',
  }),
  multi(
    'multi-death',
    'two producers, a pool of two and a consumer, some of whom may die; somebody tells of it',
    {
      ...producers(2),
      ...consumers('{}', '{}'),
      ...pooled('{11, 12}'),
      ...PARKED,
      Supervisors: '{98}',
      Mortals: '{<<"producer", 1>>, <<"reader", 2>>, <<"reader", 11>>}',
    },
  ),
  multi('multi-failing', 'two producers and three consumers, one behind the other, some of whom die', {
    ...producers(2),
    ...consumers('{}', '{1}', '{2}'),
    ...PARKED,
    ...MORTAL_CHAIN,
  }),
]

/** The constants as values. */
export function constantsOf({ constants }: Configuration): Constants {
  return new Map(Object.entries(constants).map(([name, text]) => [name, parseValue(text)]))
}
