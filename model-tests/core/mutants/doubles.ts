// Mutants written by hand that a rule makes as well, character for character once both are formatted alike.
import { transform } from 'esbuild'
import { excuseOf, type Made, mutantsOf, mutatedFiles, mutatedWatchers, textWith } from './made.ts'
import { type Mutant, mutate } from './mutant.ts'

/** The named mutants of one edit that a rule makes as well; not where that one is excused, so that nobody tries it. */
export async function doublesAmong(mutants: readonly Mutant[]): Promise<Mutant[]> {
  const files = [...(await mutatedFiles()), ...mutatedWatchers()]
  const made = new Map<string, ReadonlySet<string>>()
  for (const file of files) made.set(file, await textsMade(file))
  const doubles: Mutant[] = []
  for (const mutant of mutants) {
    if (mutant.also) continue
    const text = await formatted((await mutate(mutant))[mutant.file] ?? '')
    if (made.get(mutant.file)?.has(text)) doubles.push(mutant)
  }
  return doubles
}

async function textsMade(file: string): Promise<ReadonlySet<string>> {
  const tried = (await mutantsOf(file)).filter((mutant) => excuseOf(mutant) === null)
  return new Set(await Promise.all(tried.map(formattedMade)))
}

async function formattedMade(mutant: Made): Promise<string> {
  return await formatted((await textWith(mutant))[mutant.file] ?? '')
}

/** Without comments, and in one form whatever the layout; a mutant that does not even parse stays as it is. */
async function formatted(source: string): Promise<string> {
  try {
    return (
      await transform(source, {
        loader: 'ts',
        minifyWhitespace: true,
        minifySyntax: true,
        logLevel: 'silent',
      })
    ).code
  } catch {
    return source
  }
}
