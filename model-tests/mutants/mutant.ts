import { readFile } from 'node:fs/promises'
import { corePath } from '../stepper/load.ts'
import { type Place, placeOf } from './reach.ts'

/**
 * Which check has to notice a bug: a tour on the stepper, one call for which there is no tour, random programs on the
 * stepper, the table of misuses, or the arithmetic of sequences.
 */
export type Check = 'tours' | 'calls' | 'programs' | 'misuse' | 'sequences'

/** A bug: one place of the source, and what stands there instead. */
export interface Mutant {
  readonly name: string
  /** The file in src/core. */
  readonly file: string
  readonly from: string
  readonly to: string
  readonly check: Check
}

/** A mutant whose text does not stand exactly once in the source: what it would break is not known any more. */
export class LostMutant extends Error {
  readonly code = 'LOST_MUTANT'

  constructor({ name, file, from }: Mutant, times: number) {
    super(`mutant "${name}": its text stands ${times} times in src/core/${file}, allowed: once: ${from}`)
  }
}

/**
 * The text of the file with the bug in it.
 *
 * @throws {LostMutant} if the text to be replaced does not stand there exactly once
 */
export async function mutate(mutant: Mutant): Promise<Record<string, string>> {
  const source = await readFile(corePath(mutant.file), 'utf8')
  const parts = source.split(mutant.from)
  if (parts.length !== 2) throw new LostMutant(mutant, parts.length - 1)
  return { [mutant.file]: parts.join(mutant.to) }
}

/** The statement in which it stands. */
export async function placeIn({ file, from }: Mutant): Promise<Place | null> {
  const source = await readFile(corePath(file), 'utf8')
  return placeOf(file, source, source.indexOf(from))
}
