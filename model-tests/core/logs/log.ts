// A log in the form TLC follows: words by index, values as the spec's words hold them.
import { originsOf, relative } from '../../harness/stepper/access.ts'
import type { AtomicOp } from '../../harness/stepper/yields.ts'
import { type Entry, VACATED } from '../../harness/threads/recorder.ts'
import type { Laid } from '../edges/replay.ts'
import { placesOf } from '../edges/replay.ts'
import { OPS } from './actions.ts'
import type { Cast } from './cast.ts'
import { NotTotalError } from './errors.ts'

/** One step of one thread, and the value it found and left in its word. */
export interface Line {
  readonly thread: number
  readonly action: string
  readonly op: AtomicOp | null
  /** the word's index in the head; -1 if the step is no access */
  readonly word: number
  /** the value before; null if the access does not return it */
  readonly before: number | null
  /** the value after */
  readonly after: number
  /** the value expected by a compare-exchange or a wait */
  readonly expected: number | null
  readonly told: number
  readonly answer: boolean
}

/** The steps of a free run in one order. */
export interface Log {
  readonly cast: Cast
  readonly seed: number
  readonly start: number
  readonly lines: readonly Line[]
  /** Why the log ends early, if a thread failed; its lines may show what went wrong. */
  readonly failure: string | null
}

/** The number of lines that are accesses, not steps of callers. */
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
 * Decodes what threads have written, and replays it on a separate memory.
 *
 * @throws {NotTotalError} if the replay does not explain a value that a thread has seen
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

  /** The value in the spec: relative to the start of the ring, modulo where the spec's words wrap. */
  #valueAt(word: number, held: number): number {
    const { factors, modulus } = this.#written.cast
    const value = relative(this.#origins[word] ?? 0, held)
    const wraps = modulus * (factors[word] ?? 0)
    return wraps === 0 ? value : ((value % wraps) + wraps) % wraps
  }
}

/** The value of a word after an access, for the operations that change it. */
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
