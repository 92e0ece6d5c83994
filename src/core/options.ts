// What a ring may be made from, checked once: each error says what was given and what is allowed.
import { ArgumentError } from './errors.ts'
import { MAX_PRODUCERS } from './words.ts'

/** A word covers more than four rings: spec/core/models/MCSingleProducer.tla. */
const MAX_SIZE = 2 ** 28
/** Half a word must exceed twice the ring and all that producers hold: spec/core/models/MCMultiProducer.tla. */
const MAX_CLAIMED = 2 ** 30
const MAX_CONSUMERS = 1024

/** The options of a ring, from whoever. */
export type Unchecked = Readonly<Record<'size' | 'producers' | 'consumers' | 'pools' | 'start', unknown>>

/** @throws {ArgumentError} if one of them is out of its range */
export function checkOptions({ size, producers, consumers, pools, start }: Unchecked): void {
  if (!isInteger(size, 1, MAX_SIZE) || (size & (size - 1)) !== 0) {
    throw new ArgumentError('size of a ring', size, 'a power of two from 1 to 2^28')
  }
  if (!isInteger(start, 0)) throw new ArgumentError('start of a ring', start, 'an integer from 0 to 2^53 - 1')
  checkProducers(producers, size)
  checkConsumers(consumers)
  checkNames('pools', pools, Object.keys(Object(consumers)))
}

export function isInteger(value: unknown, from: number, to = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to
}

function checkProducers(producers: unknown, size: number): void {
  const many = Array.isArray(producers) ? producers.length : 0
  const strings = many > 0 && many <= MAX_PRODUCERS && [...(producers as unknown[])].every(isName)
  if (!strings || new Set(producers as unknown[]).size < many) {
    throw new ArgumentError('producers', producers, `an array of 1 … ${MAX_PRODUCERS} names, each once`)
  }
  if ((many + 1) * size < MAX_CLAIMED) return
  const most = 2 ** Math.floor(Math.log2((MAX_CLAIMED - 1) / (many + 1)))
  throw new ArgumentError(`size of a ring with ${many} producers`, size, `a power of two from 1 to ${most}`)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function checkConsumers(consumers: unknown): void {
  const isObject = typeof consumers === 'object' && consumers !== null
  const named: [string, unknown][] = isObject ? Object.entries(consumers) : []
  const isList = Array.isArray(consumers)
  if (isList || !isInteger(named.length, 1, MAX_CONSUMERS)) {
    const given = isObject && !isList ? named.length : consumers
    const allowed = `1 … ${MAX_CONSUMERS} of them, as { name: [whom it follows] }`
    throw new ArgumentError('consumers', given, allowed)
  }
  const names = named.map(([name]) => name)
  for (const [name, follows] of named) {
    const others = names.filter((other) => other !== name)
    checkNames(`whom consumer ${name} follows`, follows, others, names)
  }
}

/** An array of some of these names; of those that are `known` some may be wrong for another reason, which is said elsewhere. */
function checkNames(
  what: string,
  given: unknown,
  names: readonly string[],
  known: readonly unknown[] = names,
): void {
  const those: readonly unknown[] = Array.isArray(given) ? given : [given]
  const wrong = those.findIndex((name, i) => !known.includes(name) || those.indexOf(name) !== i)
  if (wrong < 0 && those === given) return
  const allowed = names.length > 0 ? `an array of ${names.join(', ')}, each once` : 'an empty array'
  throw new ArgumentError(what, wrong < 0 ? given : those[wrong], allowed)
}

/** @throws {ArgumentError} if options are no object, or one of them has a name that means nothing here */
export function checkKeys(whose: string, given: unknown, allowed: readonly string[]): void {
  const names = allowed.join(', ')
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ArgumentError(`options of ${whose}`, given, `an object with some of ${names}`)
  }
  const wrong = Object.keys(given).find((key) => !allowed.includes(key))
  if (wrong !== undefined) throw new ArgumentError(`name of an option of ${whose}`, wrong, names)
}
