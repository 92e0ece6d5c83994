// Where each mutant was last killed: it is tried there first, so that runs are short.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOf } from '../../harness/mutate/tla/rules.ts'
import type { SpecMutantClaim, SpecMutantClaims } from '../../report/claims.ts'
import { isCompared } from './compared.ts'

/** The names of mutants by model; those that make TLC fail are tried alone. */
export interface Kept {
  readonly together: Readonly<Record<string, readonly string[]>>
  readonly alone: Readonly<Record<string, readonly string[]>>
  /** Mutants that only the comparison with the original spec noticed: each is of a kind that says why. */
  readonly compared: readonly string[]
}

/** What a run leaves to be stored. */
export function keptOf({ table }: Pick<SpecMutantClaims, 'table'>): Kept {
  const those = (alone: boolean) => table.filter(({ killedBy }) => killedBy?.startsWith('TLC: ') === alone)
  const compared = table.filter(isCompared).map(nameOf).toSorted()
  return { together: byModel(those(false)), alone: byModel(those(true)), compared }
}

function byModel(rows: readonly SpecMutantClaim[]): Record<string, string[]> {
  const models = [...new Set(rows.map(({ model }) => model))].toSorted()
  return Object.fromEntries(
    models.map((model) => [
      model,
      rows
        .filter((row) => row.model === model)
        .map(nameOf)
        .toSorted(),
    ]),
  )
}

const FILE = join(import.meta.dirname, 'kept.json')

/** Reads where mutants were last killed; a wrong entry only costs time. */
export function readKept(): Kept {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Kept
}

/** Stores where mutants were killed. */
export async function writeKept(kept: Kept): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(kept, null, 2)}\n`)
}
