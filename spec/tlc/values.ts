import { MalformedValueError } from './errors.ts'

/** A value of TLC's. Sets keep the order in which TLC prints them, which is its own canonical one. */
export type Value =
  | number
  | string
  | boolean
  | ModelValue
  | readonly Value[]
  | ReadonlySet<Value>
  | ReadonlyMap<Value, Value>
  | TlaRecord

/** A record, as a plain object. */
export interface TlaRecord {
  readonly [field: string]: Value
}

/** The values of a state's variables. */
export type State = Readonly<Record<string, Value>>

/** A constant that equals nothing but itself. There is one object a name, so `===` compares. */
export class ModelValue {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  private static readonly known = new Map<string, ModelValue>()

  /** The model value of that name. */
  static of(name: string): ModelValue {
    const known = ModelValue.known.get(name)
    if (known) return known
    const made = Object.freeze(new ModelValue(name))
    ModelValue.known.set(name, made)
    return made
  }

  toString(): string {
    return this.name
  }
}

// A value may be wrapped, but no continued line begins with a conjunction.
const CONJUNCT = '\n/\\ '

/**
 * Reads one value as TLC prints it.
 * @throws MalformedValueError when the text is anything else.
 */
export function parseValue(text: string): Value {
  const reader = new Reader(text)
  const value = reader.value()
  reader.end()
  return value
}

/**
 * Reads a state as TLC prints it, `/\ v = …` for each variable, or `v = …` where there is only one.
 * @throws MalformedValueError when the text is anything else.
 */
export function parseState(text: string): State {
  return Object.fromEntries(splitState(text).map(([variable, printed]) => [variable, parseValue(printed)]))
}

/** Splits a state as TLC prints it into its variables and their printed values. */
export function splitState(text: string): [variable: string, printed: string][] {
  const parts: [string, string][] = []
  let from = text.startsWith('/\\ ') ? 3 : 0
  while (from < text.length) {
    const next = text.indexOf(CONJUNCT, from)
    const to = next === -1 ? text.length : next
    const equals = text.indexOf(' = ', from)
    if (equals === -1 || equals > to) throw new MalformedValueError(text, from, 'a variable and its value')
    parts.push([text.slice(from, equals), text.slice(equals + 3, to)])
    from = next === -1 ? to : to + CONJUNCT.length
  }
  return parts
}

/**
 * Prints a value in TLA+, with the fields, elements and arguments in alphabetical order: TLC's own order of
 * strings is that in which it met them, and changes with every name that comes into a spec.
 */
export function printValue(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'number' || value instanceof ModelValue) return String(value)
  if (value instanceof Set) return `{${[...value].map(printValue).sort().join(', ')}}`
  if (value instanceof Map) return `(${printPairs([...value], printValue, ' :> ').join(' @@ ')})`
  if (isTuple(value)) return value.length === 0 ? '<<>>' : `<<${value.map(printValue).join(', ')}>>`
  return `[${printPairs(Object.entries(value), String, ' |-> ').join(', ')}]`
}

function printPairs<K>(pairs: [K, Value][], print: (key: K) => string, arrow: string): string[] {
  return pairs.map(([key, value]) => print(key) + arrow + printValue(value)).sort()
}

/** Tells whether a value is a sequence. Array.isArray alone doesn't narrow a readonly array. */
export function isTuple(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

const QUOTE = 0x22
const OPEN_PAREN = 0x28
const MINUS = 0x2d
const LESS = 0x3c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' }

class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  value(): Value {
    this.skipSpace()
    const code = this.text.charCodeAt(this.at)
    if (isDigit(code) || code === MINUS) return this.integer()
    if (code === QUOTE) return this.string()
    if (code === LESS) return this.tuple()
    if (code === OPEN_BRACE) return this.set()
    if (code === OPEN_BRACKET) return this.record()
    return code === OPEN_PAREN ? this.func() : this.named()
  }

  end(): void {
    this.skipSpace()
    if (this.at < this.text.length) this.refuse('the end')
  }

  private integer(): Value {
    const first = this.digits()
    // An interval is printed as such, where a set of integers could stand.
    return this.skipped('..') ? interval(first, this.digits()) : first
  }

  private digits(): number {
    const from = this.at
    if (this.text.charCodeAt(this.at) === MINUS) this.at += 1
    const digitsFrom = this.at
    while (isDigit(this.text.charCodeAt(this.at))) this.at += 1
    if (this.at === digitsFrom) this.refuse('a digit')
    return Number(this.text.slice(from, this.at))
  }

  private string(): string {
    const from = this.at + 1
    this.at = from
    while (this.text.charCodeAt(this.at) !== QUOTE) {
      if (this.at >= this.text.length) this.refuse('a closing quote')
      this.at += this.text.charCodeAt(this.at) === BACKSLASH ? 2 : 1
    }
    const inner = this.text.slice(from, this.at)
    this.at += 1
    return inner.includes('\\') ? unescaped(inner) : inner
  }

  private tuple(): Value[] {
    this.expect('<<')
    return this.list('>>', () => this.value())
  }

  private set(): Set<Value> {
    this.expect('{')
    return new Set(this.list('}', () => this.value()))
  }

  private record(): TlaRecord {
    this.expect('[')
    const fields = this.list(']', (): [string, Value] => {
      const field = this.word()
      this.expect('|->')
      return [field, this.value()]
    })
    return Object.fromEntries(fields)
  }

  private func(): Map<Value, Value> {
    this.expect('(')
    const map = new Map<Value, Value>()
    do {
      const key = this.value()
      this.expect(':>')
      map.set(key, this.value())
    } while (this.skipped('@@'))
    this.expect(')')
    return map
  }

  private named(): boolean | ModelValue {
    const word = this.word()
    return word === 'TRUE' ? true : word === 'FALSE' ? false : ModelValue.of(word)
  }

  private list<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    if (this.skipped(close)) return items
    do items.push(item())
    while (this.skipped(','))
    this.expect(close)
    return items
  }

  private word(): string {
    this.skipSpace()
    const from = this.at
    while (isWord(this.text.charCodeAt(this.at))) this.at += 1
    return this.at > from ? this.text.slice(from, this.at) : this.refuse('a value')
  }

  private skipped(token: string): boolean {
    this.skipSpace()
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }

  private expect(token: string): void {
    if (!this.skipped(token)) this.refuse(token)
  }

  private skipSpace(): void {
    while (this.text.charCodeAt(this.at) <= 0x20) this.at += 1
  }

  private refuse(wanted: string): never {
    throw new MalformedValueError(this.text, this.at, wanted)
  }
}

function unescaped(inner: string): string {
  return inner.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter)
}

function interval(first: number, last: number): Set<number> {
  const size = Math.max(0, last - first + 1)
  return new Set(Array.from({ length: size }, (_, offset) => first + offset))
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a)
}
