// Shared by all readings: TLC's values as plain fields, and words as the sequences they stand for.
import type { Value } from '../../../spec/tlc/values.ts'
import type { Constants } from '../../harness/tla/config.ts'
import type { Own } from '../../harness/tour/tour.ts'
import { SEQUENCES } from '../tour.ts'

/** A record of the spec, by name. */
export type Fields = Readonly<Record<string, Value>>

/** The value of a slot that was never written, or half written. */
const TORN = -1

/** The value of a model's word, and where it wraps. */
export interface Held {
  readonly value: number
  readonly modulus: number
}

/** The number nearest to `before` that a word can stand for. */
export function near(before: number, { value, modulus }: Held): number {
  return before + ahead(value, before, modulus)
}

/** The spec's `Ahead`: from -modulus/2 (included) to modulus/2 (excluded). */
export function ahead(a: number, b: number, modulus: number): number {
  const difference = (((a - b) % modulus) + modulus) % modulus
  return 2 * difference < modulus ? difference : difference - modulus
}

/** The values of a function, in the order of its arguments. TLC prints one over 1, 2, … as a tuple. */
export function asArray(value: Value | undefined): Value[] {
  if (value instanceof Map)
    return [...value].sort(([a], [b]) => Number(a) - Number(b)).map(([, result]) => result)
  return Array.isArray(value) || value instanceof Set ? [...value] : []
}

export function numbersOf(value: Value | undefined): number[] {
  return asArray(value).map(Number)
}

export function membersOf(constants: Constants, name: string): Value[] {
  return asArray(constants.get(name))
}

/** The contents of slots as sequences near `position`; null if never written, or half written. */
export function slotsNear(slots: readonly number[], position: number, modulus: number): (number | null)[] {
  return slots.map((value) => (value === TORN ? null : near(position, { value, modulus })))
}

/** Fields without a counterpart in the source, where they are places in the code. */
const PLACES: ReadonlySet<string> = new Set([
  ...['pc', 'checking', 'unread', 'hasClaimed', 'wait', 'wakes'],
  ...['at', 'closed'],
])

/** Where a thread waits: before its next attempt. */
const WAITS: ReadonlySet<unknown> = new Set(['LoadEpoch', 'LoadOwner', 'Mark', 'Sleep'])

export function waitsAt({ pc }: Fields): boolean {
  return WAITS.has(pc)
}

/** Where a thread leaves, or wakes others: the model has already forgotten the call. */
export function wakesAt({ pc }: Fields): boolean {
  return pc === 'Leave' || pc === 'Bump' || pc === 'Notify'
}

/** The marks of a state, by the marked word: `gate 1`, `cursor 0`. */
export function marksOf(words: Fields): ReadonlySet<string> {
  return new Set(asArray(words.marks).map((place) => asArray(place).join(' ')))
}

/** The private state of a thread as a tour has it: sequences by `sequence`, all else unchanged. */
export function ownOf(fields: Fields, sequence: (word: number) => number): Record<string, Own[string]> {
  const own: Record<string, Own[string]> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (PLACES.has(name)) continue
    if (SEQUENCES.has(name))
      own[name] = typeof value === 'number' ? sequence(value) : numbersOf(value).map(sequence)
    else own[name] = typeof value === 'number' ? value : value === true
  }
  return own
}

export function pick(own: Own, names: readonly string[]): Own {
  return Object.fromEntries(Object.entries(own).filter(([name]) => names.includes(name)))
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, plain) === JSON.stringify(b, plain)
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...value] : value
}
