import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBrotliDecompress } from 'node:zlib'
import { packTour, unpackTour } from '../harness/tour/format.ts'

/** The folder of the specs. */
export const SPEC = join(import.meta.dirname, '../../spec')

/** The folder of the specs of the core. */
export const CORE = join(SPEC, 'core')

/** The folder of what TLC checks of them: the `MC` modules, and the configs. */
export const MODELS = join(CORE, 'models')

export function tourFile(model: string): string {
  return join(SPEC, 'tours', `${model}.jsonl.br`)
}

/** The text of the stored tour, or null if there is none. */
export async function readTour(model: string): Promise<string | null> {
  try {
    return unpackTour(await readFile(tourFile(model)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** The first line of a stored tour: only as much is unpacked. */
export async function readTourHead(model: string): Promise<string> {
  const unpacked = createReadStream(tourFile(model)).pipe(createBrotliDecompress())
  let text = ''
  for await (const chunk of unpacked.setEncoding('utf8')) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text
}

export async function writeTour(model: string, text: string): Promise<void> {
  await writeFile(tourFile(model), packTour(text))
}
