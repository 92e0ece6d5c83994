// Where each mutant was killed last: there it is tried first, so that a run is short.
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpecMutantClaim, SpecMutantClaims } from '../report/claims.ts'
import { isCompared } from './compared.ts'
import { nameOf } from './rules.ts'

/** For each model the names of mutants; those that stop TLC are tried by themselves. */
export interface Kept {
  readonly together: Readonly<Record<string, readonly string[]>>
  readonly alone: Readonly<Record<string, readonly string[]>>
  /** Those that only the comparison with the unbroken spec has noticed: each is of a kind that says why. */
  readonly compared: readonly string[]
}

/** What is to be kept of a run. */
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

/** Where mutants were killed last; a wrong entry costs time, nothing else. */
export function readKept(): Kept {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Kept
}

/** Keeps where mutants were killed. */
export async function writeKept(kept: Kept): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(kept, null, 2)}\n`)
}
