import type { AtomicOp } from '../stepper/yields.ts'

/** How the accesses on one ring are written down: words by name, values relative to its start. */
export interface Naming {
  /** The names of the words, and where they lie. */
  readonly words: readonly string[]
  readonly places: readonly number[]
  readonly start: number
}

/** Writes an access down as tours do: `load cursor = 3`, `store gate c1 := 4`, `add cursor 2 = 5`. */
export function describeAccess(
  naming: Naming,
  op: AtomicOp,
  index: number,
  operands: readonly number[],
  result: number,
): string {
  const word = naming.words[naming.places.indexOf(index)] ?? `the word at ${index}`
  const given = operands.map((value) => relative(naming.start, value)).join(', ')
  return op === 'store'
    ? `store ${word} := ${given}`
    : `${op} ${word}${given && ` ${given}`} = ${relative(naming.start, result)}`
}

/** What a word holds, relative to the start; words wrap, so this is the nearest that it can mean. */
export function relative(start: number, word: number): number {
  return ((word | 0) - (start | 0)) | 0
}
