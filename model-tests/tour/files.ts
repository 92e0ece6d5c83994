import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packTour, unpackTour } from './format.ts'

/** The folder of the specs. */
export const SPEC = join(import.meta.dirname, '../../spec')

/** The file that keeps the tour of a model. */
export function tourFile(model: string): string {
  return join(SPEC, 'tours', `${model}.jsonl.br`)
}

/** The text of the tour that is kept, or null if there is none. */
export async function readTour(model: string): Promise<string | null> {
  try {
    return unpackTour(await readFile(tourFile(model)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Keeps the text of a tour. */
export async function writeTour(model: string, text: string): Promise<void> {
  await writeFile(tourFile(model), packTour(text))
}
