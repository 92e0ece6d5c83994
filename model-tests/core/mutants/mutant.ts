import { readFile } from 'node:fs/promises'
import { sourcePath, WATCHERS } from '../load.ts'
import { type Place, placeOf } from './reach.ts'

/**
 * The check that must notice a mutant: tours on the stepper, single calls that no tour covers, random programs on the
 * stepper, the table of misuses, the arithmetic of sequences, or the situations of what watches a ring.
 */
export type Check = 'tours' | 'calls' | 'programs' | 'misuse' | 'sequences' | 'situations'

/** One place of a file, and its replacement. */
export interface Edit {
  /** The file's name in src/core, `Consumer.ts`; in src/ring as `ring/Ring.ts`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A named mutant: one edit of the source, or several. */
export interface Mutant extends Edit {
  readonly name: string
  readonly check: Check
  /** Further edits that belong to it, in the same file or others. */
  readonly also?: readonly Edit[]
}

/** A mutant whose text does not occur exactly once in the source, so that nobody knows what it would change. */
export class LostMutant extends Error {
  readonly code = 'LOST_MUTANT'

  constructor(name: string, { file, from }: Edit, times: number) {
    const path = file.startsWith('ring/') ? file : `core/${file}`
    super(`mutant "${name}": its text must occur once in src/${path}, and occurs ${times} times: ${from}`)
  }
}

/** Splits texts by file into those that `loadCore` takes and those of `WATCHERS`. */
export function partedTexts(texts: Readonly<Record<string, string>>) {
  const those = (watch: boolean) => Object.entries(texts).filter(([file]) => WATCHERS.has(file) === watch)
  return { core: Object.fromEntries(those(false)), watching: Object.fromEntries(those(true)) }
}

/**
 * The texts of all its files with the mutant in them.
 *
 * @throws {LostMutant} if a text to be replaced does not occur exactly once
 */
export async function mutate(mutant: Mutant): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const edit of [mutant, ...(mutant.also ?? [])]) {
    const parts = (texts[edit.file] ?? (await readFile(sourcePath(edit.file), 'utf8'))).split(edit.from)
    if (parts.length !== 2) throw new LostMutant(mutant.name, edit, parts.length - 1)
    texts[edit.file] = parts.join(edit.to)
  }
  return texts
}

/** The statement that its (first) edit is in. */
export async function placeIn({ file, from }: Edit): Promise<Place | null> {
  const source = await readFile(sourcePath(file), 'utf8')
  return placeOf(file, source, source.indexOf(from))
}
