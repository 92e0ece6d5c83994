import type { AtomicOp } from './yields.ts'

/** How the accesses on one ring are written: words by name, values relative to its start. */
export interface Naming {
  /** the names of the words, and their indices */
  readonly words: readonly string[]
  readonly places: readonly number[]
  /** what each word would hold if everything relative to the start were 0 */
  readonly origins: readonly number[]
}

/** What words hold at the start of a ring if they grow by these factors with each sequence. */
export function originsOf(
  words: readonly string[],
  factors: readonly number[] | undefined,
  start: number,
): number[] {
  return words.map((_, w) => start * (factors?.[w] ?? 1))
}

/** Their operands are counts or bits, not sequences. */
const RAW: ReadonlySet<AtomicOp> = new Set(['add', 'sub', 'or', 'and', 'xor'])

/** Writes an access in the format of tours: `load cursor = 3`, `store gate c1 := 4`, `add cursor 2 = 5`. */
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

/** A word's value relative to its origin; as words wrap, the nearest of the values it can stand for. */
export function relative(origin: number, word: number): number {
  return ((word | 0) - (origin | 0)) | 0
}

/** The operands, result and seen value of an access by a thread that sees the word set back by `turned`. */
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
