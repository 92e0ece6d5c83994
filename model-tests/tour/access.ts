import type { AtomicOp } from '../stepper/yields.ts'

/** How the accesses on one ring are written down: words by name, values relative to its start. */
export interface Naming {
  /** The names of the words, and where they lie. */
  readonly words: readonly string[]
  readonly places: readonly number[]
  /** What each word would hold if all that is relative to the start were 0. */
  readonly origins: readonly number[]
}

/** What words hold at the start of a ring, if they grow by these factors with each sequence. */
export function originsOf(
  words: readonly string[],
  factors: readonly number[] | undefined,
  start: number,
): number[] {
  return words.map((_, w) => start * (factors?.[w] ?? 1))
}

/** Their operands are counts or bits, no sequences. */
const RAW: ReadonlySet<AtomicOp> = new Set(['add', 'sub', 'or', 'and', 'xor'])

/** Writes an access down as tours do: `load cursor = 3`, `store gate c1 := 4`, `add cursor 2 = 5`. */
export function describeAccess(
  { words, places, origins }: Naming,
  op: AtomicOp,
  index: number,
  operands: readonly number[],
  result: number,
): string {
  const at = places.indexOf(index)
  const word = words[at] ?? `the word at ${index}`
  const origin = origins[at] ?? 0
  const given = operands.map((value) => (RAW.has(op) ? value : relative(origin, value))).join(', ')
  if (op === 'notify') return `notify ${word}`
  if (op === 'wait' || op === 'waitAsync')
    return `wait ${word} ${given} = ${result === 1 ? 'sleeps' : 'goes on'}`
  return op === 'store'
    ? `store ${word} := ${given}`
    : `${op} ${word}${given && ` ${given}`} = ${relative(origin, result)}`
}

/** What a word holds, relative to its origin; words wrap, so this is the nearest that it can mean. */
export function relative(origin: number, word: number): number {
  return ((word | 0) - (origin | 0)) | 0
}

/** What a thread that sees a word turned back by `turned` passes on, and what it gets for it. */
export function turnedBack(
  op: AtomicOp,
  turned: number,
  operands: readonly number[],
  perform: (operands: readonly number[]) => number,
): { readonly operands: readonly number[]; readonly result: number; readonly seen: number } {
  const given = RAW.has(op) ? operands : operands.map((value) => (value + turned) | 0)
  const result = perform(given)
  return { operands: given, result, seen: (result - turned) | 0 }
}
