import { isTuple, ModelValue, printValue, type State, type TlaRecord, type Value } from './values.ts'

/** One place of a state that differs from the state before. */
export interface Change {
  /** From the variable inwards: names of fields, indices from 1, and arguments as TLA+ prints them. */
  readonly path: readonly Key[]
  /** What became of it: `0 → 1`, or `- {3} + {"closed"}` where a set, a function or the end of a sequence differs. */
  readonly says: string
}

/** A step of a path: a record's field, or the argument of a function or sequence. */
export type Key = { readonly field: string } | { readonly argument: string }

/**
 * What differs between two states, down to the smallest parts that both have: fields of records, values of
 * functions, elements of sequences of the same length.
 */
export function changesBetween(before: State, after: State): Change[] {
  return Object.entries(after).flatMap(([variable, value]) =>
    changesOf(before[variable], value, [{ field: variable }]),
  )
}

/** What a state is, in parts that are short: `pc`, and `Idle`. */
export function leavesOf(state: State): Change[] {
  return Object.entries(state).flatMap(([variable, value]) => leaves(value, [{ field: variable }]))
}

/** A path as TLA+ writes it: `words.gate[2]`. */
export function printPath(path: readonly Key[]): string {
  return path
    .map((key, index) => ('argument' in key ? `[${key.argument}]` : `${index > 0 ? '.' : ''}${key.field}`))
    .join('')
}

/** A value as it stands alone: a string that looks like a name needs no quotes there. */
export function printAlone(value: Value): string {
  return typeof value === 'string' && /^(?!(TRUE|FALSE)$)[A-Za-z_]\w*$/.test(value)
    ? value
    : printValue(value)
}

type Path = readonly Key[]

function changesOf(before: Value | undefined, after: Value, path: Path): Change[] {
  if (before === undefined) return [{ path, says: `+ ${printAlone(after)}` }]
  if (printValue(before) === printValue(after)) return []
  if (before instanceof Set && after instanceof Set) return setChanges(before, after, path)
  if (isTuple(before) && isTuple(after)) return sequenceChanges(before, after, path)
  const [one, other] = [partsOf(before), partsOf(after)]
  const alike = one !== null && other !== null && one.kind === other.kind
  return alike ? partChanges(one, other, path) : [whole(before, after, path)]
}

function whole(before: Value, after: Value, path: Path): Change {
  return { path, says: `${printAlone(before)} → ${printAlone(after)}` }
}

function setChanges(before: ReadonlySet<Value>, after: ReadonlySet<Value>, path: Path): Change[] {
  const [lost, gained] = [without(before, after), without(after, before)]
  return exchange(path, lost.size > 0 && printValue(lost), gained.size > 0 && printValue(gained))
}

/** What is lost and what is gained, in one change; none where neither is. */
function exchange(path: Path, lost: string | false, gained: string | false): Change[] {
  const says = [lost && `- ${lost}`, gained && `+ ${gained}`].filter((part) => part !== false)
  return says.length > 0 ? [{ path, says: says.join(' ') }] : []
}

function without(some: ReadonlySet<Value>, others: ReadonlySet<Value>): ReadonlySet<Value> {
  const printed = new Set([...others].map(printValue))
  return new Set([...some].filter((value) => !printed.has(printValue(value))))
}

interface Part {
  readonly key: Key
  readonly value: Value
}

/** What a composite value is made of, in its own order. */
interface Parts {
  readonly kind: 'record' | 'function'
  readonly parts: readonly Part[]
}

/** Null for a value that has no parts, and for a set, whose elements have no place. A sequence is a function. */
function partsOf(value: Value): Parts | null {
  if (typeof value !== 'object' || value instanceof ModelValue || value instanceof Set) return null
  if (value instanceof Map) return { kind: 'function', parts: [...value].map(argumentPart) }
  if (isTuple(value))
    return { kind: 'function', parts: value.map((element, index) => argumentPart([index + 1, element])) }
  const fields = Object.entries(value as TlaRecord)
  return { kind: 'record', parts: fields.map(([field, part]) => ({ key: { field }, value: part })) }
}

function argumentPart([argument, value]: readonly [Value, Value]): Part {
  return { key: { argument: printValue(argument) }, value }
}

function nameOf(key: Key): string {
  return 'field' in key ? key.field : key.argument
}

/** The changes of corresponding parts; what only one of two functions or records has is gained or lost. */
function partChanges(before: Parts, after: Parts, path: Path): Change[] {
  const old = new Map(before.parts.map(({ key, value }) => [nameOf(key), value]))
  const left = new Set(after.parts.map(({ key }) => nameOf(key)))
  const lost = before.parts.filter(({ key }) => !left.has(nameOf(key)))
  const gained = after.parts.filter(({ key }) => !old.has(nameOf(key)))
  const kept = after.parts.filter(({ key }) => old.has(nameOf(key)))
  return [
    ...kept.flatMap(({ key, value }) => changesOf(old.get(nameOf(key)), value, [...path, key])),
    ...exchange(path, lost.length > 0 && printParts(lost), gained.length > 0 && printParts(gained)),
  ]
}

function printParts(parts: readonly Part[]): string {
  const fields = parts.flatMap(({ key, value }) => ('field' in key ? [[key.field, value] as const] : []))
  if (fields.length > 0) return printValue(Object.fromEntries(fields))
  return `(${parts.map(({ key, value }) => `${nameOf(key)} :> ${printValue(value)}`).join(' @@ ')})`
}

/** A short sequence all of which changes is one thing, say a word and its index; of longer ones each element is. */
function sequenceChanges(before: readonly Value[], after: readonly Value[], path: Path): Change[] {
  if (before.length !== after.length) return [lengthChange(before, after, path)]
  const changed = after.filter((value, index) => !isSame(value, before[index]))
  if (changed.length > 1 && changed.length === after.length && isShort(before) && isShort(after))
    return [whole(before, after, path)]
  return after.flatMap((value, index) =>
    changesOf(before[index], value, [...path, { argument: `${index + 1}` }]),
  )
}

/** Of a sequence that grows or shrinks at its end, that end. */
function lengthChange(before: readonly Value[], after: readonly Value[], path: Path): Change {
  const kept = Math.min(before.length, after.length)
  const isPrefix = before.slice(0, kept).every((value, index) => isSame(value, after[index]))
  if (!isPrefix || kept === 0) return whole(before, after, path)
  const rest = (before.length > kept ? before : after).slice(kept)
  return { path, says: `${before.length > kept ? '-' : '+'} ${printValue(rest)}` }
}

function isSame(one: Value, other: Value | undefined): boolean {
  return other !== undefined && printValue(one) === printValue(other)
}

/** Sets and short values stay whole; a record, a sequence or a function that is longer is taken apart. */
function leaves(value: Value, path: Path): Change[] {
  const composite = partsOf(value)
  if (!composite || composite.parts.length === 0 || isShort(value)) return [{ path, says: printAlone(value) }]
  return composite.parts.flatMap(({ key, value: part }) => leaves(part, [...path, key]))
}

/** In characters: a shorter value is easier to read in one piece. */
const SHORT = 30

function isShort(value: Value): boolean {
  return printValue(value).length <= SHORT
}
