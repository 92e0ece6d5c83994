// Samples of tours in a folder: written where the tours are at hand, read where mutants are tried.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { printTour } from '../../harness/tour/format.ts'
import { startsOf } from '../../harness/tour/starts.ts'
import { parseHead, parseTour } from '../tour.ts'
import { mutatedFiles } from './made.ts'
import { cut, reachOf } from './reach.ts'
import type { Sample } from './trial.ts'

/** The most lines of a sample. */
const LINES = 6000

const ENDING = '.sample.json'

/**
 * Stores a sample of a tour, given as text, and its reach; throws as `reachOf` does.
 *
 * Scripts are taken at even distances, from the first to the last.
 */
export async function writeSample(text: string, folder: string): Promise<void> {
  const { model, count } = parseHead(text)
  const every = Math.ceil(count.lines / LINES)
  const sample = cut(
    parseTour(text, (script) => script % every === 0),
    LINES,
  )
  const [start = 0] = startsOf(sample)
  const reach = [...(await reachOf(sample, await mutatedFiles(), start))]
  await writeFile(join(folder, `${model}${ENDING}`), JSON.stringify({ text: printTour(sample), reach }))
}

/** Reads the samples of a folder. */
export async function readSamples(folder: string): Promise<Sample[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ENDING)).sort()
  return await Promise.all(
    files.map(async (file) => {
      const { text, reach } = JSON.parse(await readFile(join(folder, file), 'utf8'))
      return { tour: parseTour(text), reach: new Map(reach) }
    }),
  )
}
