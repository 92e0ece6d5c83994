// Pairs of edits, by rule: where an order and a condition meet in one function, one edit can hide what the other
// breaks.
import { readFile } from 'node:fs/promises'
import { type Node, parseSync } from 'oxc-parser'
import type { Rule } from '../../harness/mutate/typescript.ts'
import { children, isFunction } from '../../harness/stepper/syntax.ts'
import type { MutantClaim, MutantEntry } from '../../report/claims.ts'
import { sourcePath } from '../load.ts'
import { EQUIVALENT_PAIRS } from './equivalents.ts'
import { hashOf } from './hash.ts'
import { keyOf, readKept } from './kept.ts'
import { excuseOf, type Made, mutantsOf, textsWith } from './made.ts'
import { type Sample, tryOut } from './trial.ts'

/** Two mutants of one function that do not overlap. */
export type Pair = readonly [Made, Made]

/** Rules that change the order of accesses, or whether they happen; and rules that change a condition. */
const ORDERS: ReadonlySet<Rule> = new Set<Rule>(['neighbours swapped', 'statement dropped', 'access doubled'])
const CONDITIONS: ReadonlySet<Rule> = new Set<Rule>([
  'condition negated',
  'comparison shifted',
  'operator changed',
])

/**
 * All pairs of a file that join two orders, or an order and a condition; neither of the two is an equivalent by itself.
 */
export async function pairsOf(file: string): Promise<Pair[]> {
  const functions = functionsOf(file, await readFile(sourcePath(file), 'utf8'))
  const made = (await mutantsOf(file)).filter((mutant) => excuseOf(mutant) === null)
  return made.flatMap((first, at) =>
    made
      .slice(at + 1)
      .filter((second) => meet(first, second) && isApart(first, second) && inOne(functions, first, second))
      .map((second): Pair => [first, second]),
  )
}

function meet({ rule: a }: Made, { rule: b }: Made): boolean {
  if (ORDERS.has(a)) return ORDERS.has(b) || CONDITIONS.has(b)
  return CONDITIONS.has(a) && ORDERS.has(b)
}

function isApart(a: Made, b: Made): boolean {
  return a.end <= b.start || b.end <= a.start
}

type Extent = Pick<Node, 'start' | 'end'>

function inOne(functions: readonly Extent[], a: Made, b: Made): boolean {
  const around = ({ start, end }: Made) => functions.findLast((f) => f.start <= start && end <= f.end)
  const found = around(a)
  return found !== undefined && found === around(b)
}

/** Outer functions before inner ones. */
function functionsOf(file: string, source: string): Extent[] {
  const found: Extent[] = []
  const visit = (node: Node): void => {
    if (isFunction(node)) found.push(node)
    for (const child of children(node)) visit(child)
  }
  visit(parseSync(file, source).program)
  return found.sort((a, b) => a.start - b.start)
}

/**
 * A sample of `many` pairs of these files, drawn by a seed: those with the least hashes, so that a change of one
 * function leaves the sample of all others as it is.
 */
export async function samplePairs(files: readonly string[], many: number, seed: number): Promise<Pair[]> {
  const all = (await Promise.all(files.map(pairsOf))).flat()
  const hashed = all.map((pair) => ({ pair, hash: hashOf(`${seed} ${nameOf(pair)}`) }))
  return hashed
    .sort((a, b) => a.hash - b.hash)
    .slice(0, many)
    .map(({ pair }) => pair)
}

/** The mutated lines of both. */
export function nameOf([a, b]: Pair): string {
  return `${a.file}: ${a.says} | ${b.says}`
}

/** Why no check can notice a pair; null if a check must. */
export function excuseOfPair(pair: Pair): string | null {
  return EQUIVALENT_PAIRS.find(({ of }) => of.includes(nameOf(pair)))?.why ?? null
}

/** The entry of a report before the pair is tried. */
export function entryOfPair([a, b]: Pair): MutantEntry {
  return {
    name: `lines ${a.line} and ${b.line}`,
    ...{ file: a.file, from: `${a.from} … ${b.from}`, to: `${a.to} … ${b.to}`, check: 'two edits' },
  }
}

/** Tries one pair. */
export async function checkPair(pair: Pair, samples: readonly Sample[]): Promise<MutantClaim> {
  const since = performance.now()
  const key = keyOf(nameOf(pair))
  const trial = await tryOut(await textsWith(pair), pair[0].place, samples, (await readKept())[key])
  return { ...entryOfPair(pair), ...trial, key, milliseconds: Math.round(performance.now() - since) }
}
