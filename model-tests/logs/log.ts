// A log as TLC follows it: words by their place, values as the spec's words hold them.

import type { AtomicOp } from '../stepper/yields.ts'
import { originsOf, relative } from '../tour/access.ts'
import type { Laid } from '../tour/replay.ts'
import { placesOf } from '../tour/replay.ts'
import { OPS } from './actions.ts'
import type { Cast } from './cast.ts'
import { NotTotalError } from './errors.ts'
import { type Entry, VACATED } from './shared.ts'

/** One line: a step of one thread, and what it found and left in the word. */
export interface Line {
  readonly thread: number
  readonly action: string
  readonly op: AtomicOp | null
  /** Its place among the words of the head; -1 if no word was accessed. */
  readonly word: number
  /** What the word held; null where the access does not tell. */
  readonly before: number | null
  /** What it holds then. */
  readonly after: number
  /** What a compare-exchange or a wait expected there. */
  readonly expected: number | null
  readonly told: number
  readonly answer: boolean
}

/** What really happened, in one order. */
export interface Log {
  readonly cast: Cast
  readonly seed: number
  readonly start: number
  readonly lines: readonly Line[]
  /** Why it ends before it is full, if a thread has failed: the lines up to there may tell what went wrong. */
  readonly failure: string | null
}

/** How many lines are accesses; the others are callers' steps. */
export function accessesOf({ lines }: Pick<Log, 'lines'>): number {
  return lines.filter(({ op }) => op !== null).length
}

export interface Written {
  readonly cast: Cast
  readonly seed: number
  readonly start: number
  readonly actions: readonly string[]
  readonly initial: Int32Array
  readonly entries: readonly Entry[]
  readonly failure: string | null
}

/**
 * Reads what threads have written, and replays it on a memory of its own.
 *
 * @throws {NotTotalError} if that does not hold what the threads have seen
 */
export function readLog(written: Written, laid: Laid): Log {
  const { cast, seed, start, entries, failure } = written
  const reader = new Reader(written, laid)
  const lines = entries
    .filter(({ action }) => action !== VACATED)
    .map((entry, line) => reader.line(entry, line))
  return { cast, seed, start, lines, failure }
}

class Reader {
  readonly #written: Written
  readonly #places: readonly number[]
  readonly #origins: readonly number[]
  readonly #memory: Int32Array

  constructor(written: Written, laid: Laid) {
    const { head } = written.cast
    this.#written = written
    this.#places = placesOf(head, laid)
    this.#origins = originsOf(head.words, head.factors, written.start)
    this.#memory = written.initial.slice()
  }

  line(entry: Entry, number: number): Line {
    const { thread, told, answer } = entry
    const op = OPS[entry.op] ?? null
    const action = this.#written.actions[entry.action] ?? ''
    const common = { thread, action, told, answer: answer === 1 }
    return op === null
      ? { ...common, op, word: -1, before: null, after: 0, expected: null }
      : { ...common, op, ...this.#access(op, entry, number) }
  }

  #access(op: AtomicOp, entry: Entry, line: number): Pick<Line, 'word' | 'before' | 'after' | 'expected'> {
    const { index, first, result } = entry
    const word = this.#places.indexOf(index)
    const held = this.#memory[index] ?? 0
    if (op !== 'store' && op !== 'notify') this.#agrees(line, word, result, held)
    const after = AFTERWARDS[op]?.(held, entry) ?? held
    this.#memory[index] = after
    return {
      word,
      before: op === 'store' ? null : this.#valueAt(word, held),
      after: this.#valueAt(word, after),
      expected: op === 'compareExchange' || op === 'wait' ? this.#valueAt(word, first) : null,
    }
  }

  #agrees(line: number, word: number, seen: number, held: number): void {
    if (seen === held) return
    const { cast } = this.#written
    throw new NotTotalError(cast.configuration.name, line, cast.head.words[word] ?? '?', seen, held)
  }

  /** As the spec has it: from where the ring begins, modulo what its words wrap at. */
  #valueAt(word: number, held: number): number {
    const { factors, modulus } = this.#written.cast
    const value = relative(this.#origins[word] ?? 0, held)
    const wraps = modulus * (factors[word] ?? 0)
    return wraps === 0 ? value : ((value % wraps) + wraps) % wraps
  }
}

/** What a word holds after an access; those that are not here change nothing. */
const AFTERWARDS: Partial<Record<AtomicOp, (held: number, entry: Entry) => number>> = {
  store: (_, { first }) => first,
  exchange: (_, { first }) => first,
  add: (held, { first }) => (held + first) | 0,
  sub: (held, { first }) => (held - first) | 0,
  or: (held, { first }) => held | first,
  and: (held, { first }) => held & first,
  xor: (held, { first }) => held ^ first,
  compareExchange: (held, { first, second, result }) => (result === first ? second : held),
}
