// All mutants that the rules generate from src/core and src/ring.
import { readFile } from 'node:fs/promises'
import { type Change, changed, changesOf } from '../../harness/mutate/typescript.ts'
import type { MutantClaim, MutantEntry } from '../../report/claims.ts'
import { sourceNames, sourcePath, WATCHERS } from '../load.ts'
import { EQUIVALENTS } from './equivalents.ts'
import { keyOf, readKept } from './kept.ts'
import { type Place, placeOf } from './reach.ts'
import { type Sample, tryOut } from './trial.ts'

/** A change, the changed lines, and the statement it is in. */
export interface Made extends Change {
  /** The changed lines, joined into one; numbered if other changes give the same text. */
  readonly says: string
  readonly place: Place | null
}

/** All files of the core and the ring, except `WATCHERS` and those that only export or only hold types. */
export async function mutatedFiles(): Promise<string[]> {
  return (await sourceNames()).filter((name) => !OTHERS.has(name) && !WATCHERS.has(name)).sort()
}

const OTHERS: ReadonlySet<string> = new Set(['index.ts', 'Sequencer.ts', 'context.ts', 'ring/index.ts'])

/** The files that watch over a ring: `ring/monitor.ts`. */
export function mutatedWatchers(): string[] {
  return [...WATCHERS].sort()
}

/** The mutants of a file, in source order. */
export async function mutantsOf(file: string): Promise<Made[]> {
  const source = await readFile(sourcePath(file), 'utf8')
  const told = new Map<string, number>()
  return changesOf(file, source).map((change) => {
    const says = saysOf(source, change)
    const times = (told.get(says) ?? 0) + 1
    told.set(says, times)
    const place = placeOf(file, source, change.start)
    return { ...change, place, says: times === 1 ? says : `${says} (${times})` }
  })
}

/** The text of the file with the mutant in it. */
export async function textWith({ file, start, end, to }: Change): Promise<Record<string, string>> {
  return { [file]: changed(await readFile(sourcePath(file), 'utf8'), { start, end, to }) }
}

/** The entry of a report before the mutant is tried. */
export function entryOf({ line, file, from, to, rule }: Made): MutantEntry {
  return { name: `line ${line}`, file, from, to, check: rule }
}

/** Tries one generated mutant. */
export async function checkMade(mutant: Made, samples: readonly Sample[]): Promise<MutantClaim> {
  const since = performance.now()
  const key = keyOf(`${mutant.file} ${mutant.says}`)
  const trial = await tryOut(await textWith(mutant), mutant.place, samples, (await readKept())[key])
  return { ...entryOf(mutant), ...trial, key, milliseconds: Math.round(performance.now() - since) }
}

/**
 * Tries all of them in few builds: each build holds as many of the rest as don't overlap.
 *
 * @returns what is noticed, as a sentence; null if nothing is
 */
export async function wrongTogether(
  mutants: readonly Made[],
  samples: readonly Sample[],
): Promise<string | null> {
  let rest = mutants
  while (rest.length > 0) {
    const { apart, others } = separated(rest)
    const { killedBy } = await tryOut(await textsWith(apart), null, samples)
    if (killedBy) return killedBy
    rest = others
  }
  return null
}

/** Picks greedily, in source order, those that begin after the end of the one before. */
function separated(mutants: readonly Made[]) {
  const ends = new Map<string, number>()
  const apart: Made[] = []
  const others: Made[] = []
  for (const mutant of mutants) {
    const isFree = mutant.start >= (ends.get(mutant.file) ?? 0)
    if (isFree) ends.set(mutant.file, mutant.end)
    ;(isFree ? apart : others).push(mutant)
  }
  return { apart, others }
}

/** The texts of their files with all of these mutants in them; `mutants` must be in source order. */
export async function textsWith(mutants: readonly Made[]): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const mutant of mutants.toReversed()) {
    const { file } = mutant
    texts[file] = changed(texts[file] ?? (await readFile(sourcePath(file), 'utf8')), mutant)
  }
  return texts
}

/** From the start of its first line to the end of its last; for a line that is dropped, what it was. */
function saysOf(source: string, { start, end, from, to }: Change): string {
  const first = source.lastIndexOf('\n', start) + 1
  const last = source.indexOf('\n', end)
  const says = inOneLine(source.slice(first, start) + to + source.slice(end, last))
  return says === ';' ? `without ${inOneLine(from)}` : says
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Why no check can notice it; null if a check must. */
export function excuseOf({ file, says }: Pick<Made, 'file' | 'says'>): string | null {
  return EXCUSES.get(`${file} ${says}`) ?? null
}

/** Whether it changes nothing, rather than something that only tests outside of verify notice. */
export function isHarmless({ file, says }: Pick<Made, 'file' | 'says'>): boolean {
  return EQUIVALENTS.some(({ of, elsewhere }) => !elsewhere && of[file]?.includes(says))
}

const EXCUSES: ReadonlyMap<string, string> = new Map(
  EQUIVALENTS.flatMap(({ why, of }) =>
    Object.entries(of).flatMap(([file, lines]) =>
      lines.map((says): [string, string] => [`${file} ${says}`, why]),
    ),
  ),
)
