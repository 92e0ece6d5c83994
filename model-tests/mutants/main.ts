// Some of the mutants only, on samples of the small tours that are kept: what `verify` does, narrow.
import { Command, CommanderError } from 'commander'
import { readModels } from '../../spec/tlc/models.ts'
import { withFolder } from '../../spec/tlc/temporary.ts'
import type { MutantClaim } from '../report/claims.ts'
import { tallies } from '../report/wording.ts'
import { readTour, SPEC } from '../tour/files.ts'
import { checkMutant } from './check.ts'
import { checkMade, excuseOf, mutantsOf, mutatedFiles, mutatedFilesOfRing } from './made.ts'
import { checkPair, excuseOfPair, samplePairs } from './pairs.ts'
import { readSamples, writeSample } from './samples.ts'
import { MUTANTS } from './table.ts'
import type { Sample } from './trial.ts'

const program = new Command('mutants')
  .description(
    'Tries mutants of some files: those with a name, those by rule, and pairs of edits drawn by a seed.',
  )
  .option('--only <files...>', 'of these files only: Consumer.ts, ring/monitor.ts')
  .option('--named', 'only those with a name')
  .option('--pairs <n>', 'so many pairs of edits', '50')
  .option('--seed <n>', 'draws the pairs', '1')
  .exitOverride()

interface Flags {
  readonly only?: readonly string[]
  readonly named?: true
  readonly pairs: string
  readonly seed: string
}

/** Larger ones take longer to be read than they notice more. */
const MOST_STATES = 3000

async function sampled(folder: string): Promise<Sample[]> {
  const models = (await readModels(SPEC)).filter(
    ({ tour, distinct }) => tour && (distinct ?? 0) <= MOST_STATES,
  )
  for (const { name } of models) {
    const text = await readTour(name)
    if (text !== null) await writeSample(text, folder).catch(leftOut)
  }
  return await readSamples(folder)
}

/** A tour that is older than the source notices nothing: whoever reads this has to make it anew. */
function leftOut(error: unknown): void {
  process.stdout.write(`left out: ${error instanceof Error ? error.message : error}\n`)
}

async function* tried({ only, named, pairs, seed }: Flags, samples: readonly Sample[]) {
  const isWanted = ({ file }: { readonly file: string }): boolean => !only || only.includes(file)
  for (const mutant of MUTANTS.filter(isWanted)) yield await checkMutant(mutant, [], samples)
  if (named) return
  const files = [...(await mutatedFiles()), ...(await mutatedFilesOfRing())].filter((file) =>
    isWanted({ file }),
  )
  for (const mutant of (await Promise.all(files.map(mutantsOf))).flat())
    if (excuseOf(mutant) === null) yield await checkMade(mutant, samples)
  for (const pair of await samplePairs(files, Number(pairs), Number(seed)))
    if (excuseOfPair(pair) === null) yield await checkPair(pair, samples)
}

async function main(args: readonly string[]): Promise<number> {
  const flags = program.parse(args, { from: 'user' }).opts<Flags>()
  Error.stackTraceLimit = 0
  const claims: MutantClaim[] = []
  const samples = await withFolder(sampled)
  for await (const claim of tried(flags, samples)) {
    claims.push(claim)
    const { file, name, check, from, to, killedBy } = claim
    if (killedBy === null) process.stdout.write(`survived: ${file}, ${name} (${check}): ${from} → ${to}\n`)
  }
  for (const { check, killed } of tallies(claims)) process.stdout.write(`${check}: ${killed} killed\n`)
  return claims.every(({ killedBy }) => killedBy !== null) ? 0 : 1
}

// Mutants are warned of all sorts of things.
process.removeAllListeners('warning')

try {
  // A mutant may have left timers or waits behind.
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
