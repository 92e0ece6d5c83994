// The memory's description of its ring: a thread that attaches compares it with its handle.
import { HandleError } from '../core/errors.ts'
import { IDENTITY, LAYOUT } from '../core/layout.ts'

/** The letters RING, which no other memory is likely to have in this place. */
const MAGIC = 0x52_49_4e_47
/** Two words; the description follows them. */
const ID = IDENTITY + 1
const MADE_WITH = ID + 2

/** What the words of a ring were laid out for. */
export interface Made {
  readonly size: number
  readonly start: number
  readonly producers: readonly string[]
  readonly consumers: Readonly<Record<string, readonly string[]>>
  readonly pools: readonly string[]
  /** The consumers in the order of their words. */
  readonly order: readonly string[]
}

interface Saying {
  readonly field: string
  readonly given: unknown
  readonly word: number
}

/** Word by word: numbers as they are, the start in two halves, and for names their number and their hash. */
function sayingsOf({ size, start, producers, consumers, pools, order }: Made): readonly Saying[] {
  const follows = order.map((name) => [name, ...(consumers[name] ?? [])])
  const shared = order.filter((name) => pools.includes(name))
  return [
    { field: 'layout version', given: LAYOUT, word: LAYOUT },
    { field: 'size', given: size, word: size },
    { field: 'start', given: start, word: start | 0 },
    { field: 'start', given: start, word: Math.floor(start / 2 ** 32) },
    ...named('producers', producers, producers),
    ...named('consumers', follows.map(saidOf), follows),
    ...named('pools', shared, shared),
  ]
}

function named(field: string, given: readonly string[], hashed: readonly unknown[]): readonly Saying[] {
  return [hashed.length, hashOf(hashed)].map((word) => ({ field, given, word }))
}

function saidOf([name, ...follows]: readonly string[]): string {
  return follows.length > 0 ? `${name} behind ${follows.join(' and ')}` : `${name}`
}

/** FNV-1a of the code points of the JSON text. */
function hashOf(names: readonly unknown[]): number {
  let hash = 0x81_1c_9d_c5
  for (const character of JSON.stringify(names)) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01_00_01_93)
  }
  return hash | 0
}

/** Stores the description of a ring, before any other thread sees its memory, and draws its id. */
export function identify(words: Int32Array, made: Made): void {
  words[IDENTITY] = MAGIC
  words.set(drawn(), ID)
  words.set(
    sayingsOf(made).map(({ word }) => word),
    MADE_WITH,
  )
}

/** Whether this is the memory of a ring. */
export function isIdentified(words: Int32Array): boolean {
  return words[IDENTITY] === MAGIC
}

/** @throws {HandleError} that names the first field in which the memory differs */
export function checkIdentity(words: Int32Array, told: Made): void {
  for (const [s, { field, given, word }] of sayingsOf(told).entries()) {
    const made = words[MADE_WITH + s]
    if (made === word) continue
    const allowed = `what its memory was made with${field === 'size' ? `, ${made}` : ''}`
    throw new HandleError(`${field} of the handle`, given, allowed)
  }
}

/** The id of a ring's memory, the same on every thread: 16 hexadecimal digits. */
export function idOf(words: Int32Array): string {
  return [...words.subarray(ID, MADE_WITH)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The part of the host's `crypto` that is used, if there is one. */
interface Host {
  readonly crypto?: { getRandomValues(words: Int32Array): Int32Array }
}

/** 64 random bits, not all of them 0. */
function drawn(): Int32Array {
  const { crypto } = globalThis as Host
  const words = new Int32Array(MADE_WITH - ID)
  if (crypto) crypto.getRandomValues(words)
  else for (const w of words.keys()) words[w] = Math.random() * 2 ** 32
  return words.every((word) => word === 0) ? drawn() : words
}
