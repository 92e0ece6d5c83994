// Samples of tours in a folder: made by those who have the tours, read by those who try mutants.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTour, printTour } from '../tour/format.ts'
import { startsOf } from '../tour/starts.ts'
import type { Tour } from '../tour/tour.ts'
import { mutatedFiles } from './made.ts'
import { reachOf, sampled } from './reach.ts'
import type { Sample } from './trial.ts'

/** Lines of a sample. */
const LINES = 6000

const ENDING = '.sample.json'

/** Keeps a sample of a tour, and what it reaches; throws as `reachOf` does. */
export async function writeSample(tour: Tour, folder: string): Promise<void> {
  const sample = sampled(tour, LINES)
  const [start = 0] = startsOf(tour)
  const reach = [...(await reachOf(sample, await mutatedFiles(), start))]
  await writeFile(join(folder, `${tour.model}${ENDING}`), JSON.stringify({ text: printTour(sample), reach }))
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
