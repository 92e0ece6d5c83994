// Which look noticed each mutant last: it is taken first, so that runs are short.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOf } from './hash.ts'

/** The number of a look, by the hash of a mutant's name; a wrong entry only costs time. */
export type Kept = Readonly<Record<string, number>>

const FILE = join(import.meta.dirname, 'kept.json')
/** Digits and letters: the file is shorter with them. */
const RADIX = 36

/** The name of a mutant in the file: changes elsewhere leave it as it is. */
export function keyOf(name: string): string {
  return hashOf(name).toString(RADIX)
}

let kept: Promise<Kept> | undefined

/** Reads which look noticed each mutant last, once. */
export async function readKept(): Promise<Kept> {
  kept ??= readFile(FILE, 'utf8').then((text) => JSON.parse(text) as Kept)
  return await kept
}

/** Stores which look noticed each mutant. */
export async function writeKept(looks: Kept): Promise<void> {
  const lines = Object.entries(looks).map(([key, look]) => `  ${JSON.stringify(key)}: ${look}`)
  await writeFile(FILE, `{\n${lines.toSorted().join(',\n')}\n}\n`)
}
