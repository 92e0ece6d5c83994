import { readFile } from 'node:fs/promises'
import { ringPath } from '../ring/load.ts'
import { corePath } from '../stepper/load.ts'
import { type Place, placeOf } from './reach.ts'

/**
 * Which check has to notice a bug: a tour on the stepper, one call for which there is no tour, random programs on the
 * stepper, the table of misuses, the arithmetic of sequences, or the situations of src/ring.
 */
export type Check = 'tours' | 'calls' | 'programs' | 'misuse' | 'sequences' | 'situations'

/** One place of a file, and what stands there instead. */
export interface Edit {
  /** The file in src/core; or in src/ring: `ring/monitor.ts`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A bug: one place of the source, or several. */
export interface Mutant extends Edit {
  readonly name: string
  readonly check: Check
  /** What else has to be changed for it, in the same file or another. */
  readonly also?: readonly Edit[]
}

/** A mutant whose text does not stand exactly once in the source: what it would break is not known any more. */
export class LostMutant extends Error {
  readonly code = 'LOST_MUTANT'

  constructor(name: string, { file, from }: Edit, times: number) {
    const path = isOfRing(file) ? file : `core/${file}`
    super(`mutant "${name}": its text stands ${times} times in src/${path}, allowed: once: ${from}`)
  }
}

/** Whether a file is of src/ring, and not of the core. */
export function isOfRing(file: string): boolean {
  return file.startsWith(RING)
}

const RING = 'ring/'

/** The path of a file that is mutated. */
export function pathOf(file: string): string {
  return isOfRing(file) ? ringPath(file.slice(RING.length)) : corePath(file)
}

/** Texts by file: those of the core, and those of src/ring by their names there. */
export function partedTexts(texts: Readonly<Record<string, string>>) {
  const those = (ofRing: boolean) => Object.entries(texts).filter(([file]) => isOfRing(file) === ofRing)
  return {
    core: Object.fromEntries(those(false)),
    ring: Object.fromEntries(those(true).map(([file, text]) => [file.slice(RING.length), text])),
  }
}

/**
 * The text of each of its files with the bug in it.
 *
 * @throws {LostMutant} if a text to be replaced does not stand there exactly once
 */
export async function mutate(mutant: Mutant): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const edit of [mutant, ...(mutant.also ?? [])]) {
    const parts = (texts[edit.file] ?? (await readFile(pathOf(edit.file), 'utf8'))).split(edit.from)
    if (parts.length !== 2) throw new LostMutant(mutant.name, edit, parts.length - 1)
    texts[edit.file] = parts.join(edit.to)
  }
  return texts
}

/** The statement in which it stands, or the first of its places. */
export async function placeIn({ file, from }: Edit): Promise<Place | null> {
  const source = await readFile(pathOf(file), 'utf8')
  return placeOf(file, source, source.indexOf(from))
}
