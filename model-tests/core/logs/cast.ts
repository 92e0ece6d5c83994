// The threads and words of a configuration, in the form of a tour's head.
import { readModel } from '../states/reading.ts'
import { numbersOf } from '../states/states.ts'
import { NO_TOUR, type TourHead } from '../tour.ts'
import { CONFIGURATIONS, type Configuration, constantsOf } from './configurations.ts'
import { UnknownConfigurationError } from './errors.ts'

/** A thread's kind and number in the spec. */
export interface Role {
  readonly kind: 'producer' | 'consumer' | 'worker' | 'closer' | 'supervisor'
  readonly number: number
  readonly mortal: boolean
}

/** A configuration with its threads and words. */
export interface Cast {
  readonly configuration: Configuration
  readonly head: TourHead
  /** in the order of the head's threads */
  readonly roles: readonly Role[]
  /** the growth of each word per sequence, and the modulus of the spec's words */
  readonly factors: readonly number[]
  readonly modulus: number
}

/** Words that exist even if no thread parks or closes: spinning threads load them. */
const ALWAYS = [
  ['epoch published', 0],
  ['epoch consumed', 0],
  ['final', 2],
] as const

export function castOf(configuration: Configuration): Cast {
  const constants = constantsOf(configuration)
  const { head } = readModel(configuration.name, constants)
  const known = head.words.map((name, w) => [name, head.factors?.[w] ?? 1] as const)
  const words = [...known.filter(([name]) => ALWAYS.every(([other]) => other !== name)), ...ALWAYS]
  const factors = words.map(([, factor]) => factor)
  return {
    configuration,
    head: { ...NO_TOUR, ...head, words: words.map(([name]) => name), factors },
    roles: rolesOf(configuration),
    factors,
    modulus: Number(constants.get('Modulus')),
  }
}

function rolesOf(configuration: Configuration): Role[] {
  const constants = constantsOf(configuration)
  const pools = numbersOf(constants.get('Pools'))
  const roles = (kind: Role['kind'], name: string): Role[] =>
    numbersOf(constants.get(name)).map((number) => ({
      kind,
      number,
      mortal: dies(configuration, kind, number),
    }))
  return [
    ...roles('producer', 'Producers'),
    ...roles('consumer', 'Consumers').filter(({ number }) => !pools.includes(number)),
    ...roles('worker', 'Workers'),
    ...roles('closer', 'Closers'),
    ...roles('supervisor', 'Supervisors'),
  ]
}

function dies({ constants }: Configuration, kind: Role['kind'], number: number): boolean {
  const name = kind === 'producer' ? kind : 'reader'
  return constants.MayCrash?.includes(`<<"${name}", ${number}>>`) ?? false
}

/**
 * The cast of the configuration of that name.
 *
 * @throws {UnknownConfigurationError} if there is none
 */
export function castNamed(name: string): Cast {
  const found = CONFIGURATIONS.find((each) => each.name === name)
  if (found) return castOf(found)
  throw new UnknownConfigurationError(
    name,
    CONFIGURATIONS.map((each) => each.name),
  )
}
