// Counts within pages that are written by hand: a phrase each, in which only the numbers change.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Counts, countedModels, countsOf, type MutantCounts, mutantCounts } from './counts.ts'

const ROOT = join(import.meta.dirname, '..')

type All = Counts & MutantCounts

/** The phrases of each page, with the numbers as they are now. */
const PHRASES: Readonly<Record<string, (counts: All) => readonly string[]>> = {
  'README.md': ({ passing, broken, queries, edges, toured, mutants, made, harmless }) => [
    `${passing} models, every interleaving; ${broken} broken ones fail`,
    `${queries} queries to Z3`,
    `all ${edges} edges of ${toured} models`,
    `${mutants} mutants by hand, ${made} by rule; ${harmless} survive`,
  ],
  'spec/WHY.md': ({ queries }) => [`proof: ${queries} of ${queries} queries`],
}

export const PAGES = Object.keys(PHRASES)

/**
 * The text of a page with its numbers as they are now.
 *
 * @throws {Error} if a phrase is not on the page, whatever its numbers
 */
export async function withCounts(page: string, text: string): Promise<string> {
  const counts = { ...(await countsOf(await countedModels())), ...(await mutantCounts()) }
  return (PHRASES[page]?.(counts) ?? []).reduce((counted, phrase) => {
    const pattern = new RegExp(phrase.replace(/\d[\d,]*/g, '\\d[\\d,]*'))
    if (!pattern.test(counted)) throw new Error(`${page} has no phrase like "${phrase}"`)
    return counted.replace(pattern, phrase)
  }, text)
}

export async function writeCounts(): Promise<void> {
  for (const page of PAGES) {
    const text = await readFile(join(ROOT, page), 'utf8')
    await writeFile(join(ROOT, page), await withCounts(page, text))
  }
}
