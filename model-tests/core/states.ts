// What all readings of states have in common: TLC's values as plain fields, and words as the sequences they stand for.
import type { Value } from '../../spec/tlc/values.ts'
import { type Own, SEQUENCES } from '../tour/tour.ts'
import type { Constants } from './config.ts'

/** A record of the spec, by name. */
export type Fields = Readonly<Record<string, Value>>

/** What a slot holds that was never written, or half. */
const TORN = -1

/** What a word of a model holds: its value and at what it wraps. */
export interface Held {
  readonly value: number
  readonly modulus: number
}

/** The number nearest to `before` that a word stands for. */
export function near(before: number, { value, modulus }: Held): number {
  return before + ahead(value, before, modulus)
}

/** The spec's `Ahead`: from -modulus/2 up to, but without, modulus/2. */
export function ahead(a: number, b: number, modulus: number): number {
  const difference = (((a - b) % modulus) + modulus) % modulus
  return 2 * difference < modulus ? difference : difference - modulus
}

/** TLC prints a function over 1, 2, … as a tuple and any other as a function: in the order of their arguments. */
export function asArray(value: Value | undefined): Value[] {
  if (value instanceof Map)
    return [...value].sort(([a], [b]) => Number(a) - Number(b)).map(([, result]) => result)
  return Array.isArray(value) || value instanceof Set ? [...value] : []
}

export function numbersOf(value: Value | undefined): number[] {
  return asArray(value).map(Number)
}

/** The values of a constant that is a set. */
export function membersOf(constants: Constants, name: string): Value[] {
  return asArray(constants.get(name))
}

/** What slots hold, as sequences near `position`; null if never written, or half written. */
export function slotsNear(slots: readonly number[], position: number, modulus: number): (number | null)[] {
  return slots.map((value) => (value === TORN ? null : near(position, { value, modulus })))
}

/** What the source has no name for: its place in the code. */
const PLACES: ReadonlySet<string> = new Set([
  ...['pc', 'checking', 'unread', 'claims', 'wait', 'wakes'],
  ...['at', 'closed'],
])

/** Where a thread waits: its turn has begun, and its look has not. */
const WAITS: ReadonlySet<unknown> = new Set(['LoadEpoch', 'LoadOwner', 'Mark', 'Sleep'])

export function waitsAt({ pc }: Fields): boolean {
  return WAITS.has(pc)
}

/** A thread leaves, or wakes others, at the end of its call: what the call was is forgotten by the model. */
export function wakesAt({ pc }: Fields): boolean {
  return pc === 'Leave' || pc === 'Bump' || pc === 'Notify'
}

/** The marks of a state, by what carries them: `gate 1`, `cursor 0`. */
export function marksOf(words: Fields): ReadonlySet<string> {
  return new Set(asArray(words.marks).map((place) => asArray(place).join(' ')))
}

/** What a thread keeps to itself, as a tour says it: sequences by `sequence`, all else as it is. */
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

/** Some of what a thread keeps to itself. */
export function pick(own: Own, names: readonly string[]): Own {
  return Object.fromEntries(Object.entries(own).filter(([name]) => names.includes(name)))
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, plain) === JSON.stringify(b, plain)
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...value] : value
}
