// Vectors: what the arithmetic of sequences and words comes to, computed with big integers and not by the source.

/** The name of a function, its arguments, and what it returns. */
export type Vector = readonly [name: string, ...numbers: number[]]

const MOST = Number.MAX_SAFE_INTEGER
/** Where a sequence, its lap, or a word that holds one of them reaches another number of bits. */
const POWERS = [15, 16, 28, 29, 30, 31, 32, 40, 52, 53]
const SEQUENCES = [
  ...[0, 1, 2, 3],
  ...POWERS.flatMap((power) => [-2, -1, 0, 1].map((more) => 2 ** power + more)),
].filter((sequence) => sequence <= MOST)
const SIZES = Array.from({ length: 29 }, (_, bits) => 2 ** bits)
const MARKS = [0, 1]
/** How far a word may be ahead of another one, or behind: with half the range of a word, half of these are wrong. */
const NEAR = [
  -(2 ** 30),
  -(2 ** 30) + 1,
  -(2 ** 29) - 1,
  -(2 ** 29),
  -1,
  0,
  1,
  2 ** 29 - 1,
  2 ** 29,
  2 ** 30 - 1,
]
const AFTER = [0, 1, 2 ** 29, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1]

/** Every vector, by function. */
export function allVectors(): Vector[] {
  return [
    ...SEQUENCES.map((sequence): Vector => ['wrap', sequence, wordOf(sequence)]),
    ...SEQUENCES.flatMap((sequence) => distances('ahead', sequence, NEAR)),
    ...SEQUENCES.flatMap((sequence) => distances('after', sequence, AFTER)),
    ...SEQUENCES.flatMap(unwrapped),
    ...SIZES.flatMap(slots),
  ]
}

/** The lowest 31 bits, doubled, in 32 bits with a sign. */
function wordOf(sequence: number): number {
  return Number(BigInt.asIntN(32, 2n * BigInt(sequence)))
}

function isSequence(sequence: number): boolean {
  return sequence >= 0 && sequence <= MOST
}

function distances(name: 'ahead' | 'after', sequence: number, far: readonly number[]): Vector[] {
  const others = far.filter((distance) => isSequence(sequence + distance))
  return others.flatMap((distance) =>
    MARKS.map((mark): Vector => [name, wordOf(sequence + distance) + mark, wordOf(sequence), distance]),
  )
}

function unwrapped(near: number): Vector[] {
  const sequences = NEAR.map((distance) => near + distance).filter(isSequence)
  return sequences.flatMap((sequence) =>
    MARKS.map((mark): Vector => ['unwrap', near, wordOf(sequence) + mark, sequence]),
  )
}

/** Where a sequence is in a ring of that size, and back from its slot and the word of its lap. */
function slots(size: number): Vector[] {
  return SEQUENCES.filter((_, at) => at % 3 === 0).flatMap((sequence): Vector[] => {
    const [slot, lap] = [Number(BigInt(sequence) % BigInt(size)), Number(BigInt(sequence) / BigInt(size))]
    return [
      ['slotOf', sequence, size, slot],
      ['lapOf', sequence, size, lap],
      ...MARKS.map((mark): Vector => ['sequenceAt', wordOf(lap) + mark, slot, size, wordOf(sequence)]),
    ]
  })
}

/** The functions under test, by the name that vectors call them. */
export type Arithmetic = Readonly<Record<string, (...numbers: number[]) => number>>

/** The first vector that a port's functions do not come to, as a sentence; null if there is none. */
export function wrongVector(vectors: readonly Vector[], functions: Arithmetic): string | null {
  for (const [name, ...numbers] of vectors) {
    const [due, given] = [numbers.at(-1), numbers.slice(0, -1)]
    const found = functions[name]?.(...given)
    if (found !== due) return `${name}(${given.join(', ')}) is ${found}, and must be ${due}`
  }
  return null
}
