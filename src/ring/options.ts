// The options of a ring, checked once: each error says what was received and what is allowed.
import { ArgumentError, printedAll } from '../core/errors.ts'
import { MAX_PRODUCERS } from '../core/layout.ts'

/** What a ring is made from. */
export interface RingOptions<Name extends string, Producer extends string = string> {
  /** Slots: a power of two from 1 to 2^28; with p > 1 producers, less than 2^30 / (p + 1). */
  readonly size: number
  /** The names of the producers, from 1 to 31, each once; by default one, `producer`. */
  readonly producers?: readonly Producer[]
  /**
   * Each consumer by name, with the consumers that it follows, in any order; from 1 to 1024. None may follow itself,
   * even through others.
   */
  readonly consumers: Readonly<Record<Name, readonly NoInfer<Name>[]>>
  /** The consumers that are pools: each event is handled by one of any number of workers. By default none. */
  readonly pools?: readonly NoInfer<Name>[]
  /** The first sequence, from 0 up to 2^53 - 1: where an earlier ring ended, for example. By default 0. */
  readonly start?: number
}

/** A word covers more than four rings: spec/core/models/MCSingleProducer.tla. */
const MAX_SIZE = 2 ** 28
/** Half a word must exceed twice the ring and all that producers hold: spec/core/models/MCMultiProducer.tla. */
const MAX_CLAIMED = 2 ** 30
const MAX_CONSUMERS = 1024

/** The options of a ring, unchecked. */
export type Unchecked = Readonly<Record<'size' | 'producers' | 'consumers' | 'pools' | 'start', unknown>>

/** @throws {ArgumentError} if an option is out of range */
export function checkOptions({ size, producers, consumers, pools, start }: Unchecked): void {
  if (!isInteger(size, 1, MAX_SIZE) || (size & (size - 1)) !== 0) {
    throw new ArgumentError('"size" option', size, 'a power of two from 1 to 2^28')
  }
  if (!isInteger(start, 0)) throw new ArgumentError('"start" option', start, 'an integer from 0 to 2^53 - 1')
  checkProducers(producers, size)
  checkConsumers(consumers)
  checkNames('"pools" option', pools, Object.keys(Object(consumers)))
}

export function isInteger(value: unknown, from: number, to = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to
}

function checkProducers(producers: unknown, size: number): void {
  const many = Array.isArray(producers) ? producers.length : 0
  const strings = many > 0 && many <= MAX_PRODUCERS && [...(producers as unknown[])].every(isName)
  if (!strings || new Set(producers as unknown[]).size < many) {
    throw new ArgumentError(
      '"producers" option',
      producers,
      `an array of 1 to ${MAX_PRODUCERS} names, each once`,
    )
  }
  if ((many + 1) * size < MAX_CLAIMED) return
  const most = Math.floor(Math.log2((MAX_CLAIMED - 1) / (many + 1)))
  throw new ArgumentError('"size" option', size, `a power of two from 1 to 2^${most} with ${many} producers`)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function checkConsumers(consumers: unknown): void {
  const isObject = typeof consumers === 'object' && consumers !== null
  const named: [string, unknown][] = isObject ? Object.entries(consumers) : []
  const isList = Array.isArray(consumers)
  if (isList || !isInteger(named.length, 1, MAX_CONSUMERS)) {
    const allowed = `an object of 1 to ${MAX_CONSUMERS} consumers, { name: [those it follows] }`
    throw new ArgumentError('"consumers" option', isObject && !isList ? named.length : consumers, allowed)
  }
  const names = named.map(([name]) => name)
  for (const [name, follows] of named) {
    const others = names.filter((other) => other !== name)
    checkNames(`consumers that "${name}" follows`, follows, others, names)
  }
}

/** Accepts an array of some of these names. A wrong one that is `known` is reported elsewhere. */
function checkNames(
  what: string,
  given: unknown,
  names: readonly string[],
  known: readonly unknown[] = names,
): void {
  const those: readonly unknown[] = Array.isArray(given) ? given : [given]
  const wrong = those.findIndex((name, i) => !known.includes(name) || those.indexOf(name) !== i)
  if (wrong < 0 && those === given) return
  const allowed = names.length > 0 ? `an array of some of ${printedAll(names)}, each once` : 'an empty array'
  throw new ArgumentError(what, wrong < 0 ? given : those[wrong], allowed)
}
