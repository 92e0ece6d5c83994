import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import picocolors from 'picocolors'
import { compare, type Result, slowness } from './compare.ts'
import { readSources } from './definition.ts'
import { DumpOfManyError, TlcError } from './errors.ts'
import { findJar, findJava } from './jar.ts'
import { type Model, readModels, selectModels, TIERS } from './models.ts'
import { updatePins } from './pins.ts'
import { runModels } from './pool.ts'
import { liveReporter, plainReporter, type Screen } from './progress.ts'
import {
  type Case,
  type Colors,
  evidence,
  type Looks,
  listModels,
  resultInFull,
  resultTable,
} from './show.ts'

/** Exit codes: as pinned, not as pinned, could not run. */
export const AS_PINNED = 0
export const NOT_AS_PINNED = 1
export const CANNOT_RUN = 2

/** What the command has around it. */
export interface Surroundings {
  /** The folder of models.json. */
  readonly specDir: string
  readonly env: NodeJS.ProcessEnv
  readonly out: Screen
  readonly err: Screen
  readonly colors: boolean
}

interface Flags {
  readonly list?: true
  readonly all?: true
  readonly update?: true
  readonly dump?: string
  readonly full?: true
  readonly jobs?: number
}

/**
 * Runs the command line `tlc [names…]`.
 * @param args what stands after the command's name.
 * @returns the exit code; what is foreseen to go wrong becomes a line on `err`.
 */
export async function command(args: readonly string[], around: Surroundings): Promise<number> {
  let exit = AS_PINNED
  const program = define(around).action(async (names: string[], flags: Flags) => {
    exit = await run(names, flags, around)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exit
  } catch (error) {
    return explain(error, around.err)
  }
}

const DESCRIPTION =
  'Checks the models of spec/models.json with TLC, and compares what comes of them with what is pinned.'
const NAMES = 'models; the quick ones unless given. Of a single one the counterexample is shown'
const ROWS = `
A counterexample is a row for each step: its number, the thread, the action, and
what it changed. Shared words and other threads come first, by their names:
words.cursor 0 → 1, words.marks + {<<"gate", 1>>}. The thread's own fields come
last, without its name: pc Idle → LoadCursor. A row ↺ 8 leads back to state 8.`

function define({ out, err }: Surroundings): Command {
  return new Command('tlc')
    .description(DESCRIPTION)
    .argument('[names...]', NAMES)
    .option('--list', 'list the models and what each shows')
    .option('--all', 'the slow models as well, which take minutes')
    .option('--full', "TLC's own text, all of it, with every state of the counterexample")
    .option('--dump <file>', 'write the state graph of a single model, in dot format')
    .option('--update', 'pin the counts that TLC finds, of the models whose verdict is as expected')
    .option('--jobs <n>', 'how many models at a time (default: as many as there are cores)', positive)
    .addHelpText('after', ROWS)
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
}

function positive(given: string): number {
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: 1 to 9999.')
}

function explain(error: unknown, err: Screen): number {
  // Commander has written its own line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? AS_PINNED : CANNOT_RUN
  if (!(error instanceof TlcError)) throw error
  err.write(`tlc: ${error.message}\n`)
  return CANNOT_RUN
}

async function run(names: readonly string[], flags: Flags, around: Surroundings): Promise<number> {
  const colors = picocolors.createColors(around.colors)
  const looks = { colors, columns: around.out.columns ?? 120, full: flags.full ?? false }
  const models = selectModels(
    await readModels(around.specDir),
    names,
    flags.list || flags.all ? TIERS : ['quick'],
  )
  if (flags.list) {
    around.out.write(`${listModels(models, colors)}\n`)
    return AS_PINNED
  }
  if (flags.dump !== undefined && models.length !== 1) throw new DumpOfManyError(models.length)
  const results = await check(models, flags, around, colors)
  const [only] = names.length === 1 ? results : []
  const text = only ? resultInFull(await toCase(only, around), looks) : await summary(results, around, looks)
  around.out.write(`${text}\n`)
  if (flags.dump !== undefined) around.out.write(`${dumped(flags.dump)}\n`)
  return flags.update ? await update(results, around) : judge(results, around.out)
}

async function check(models: Model[], flags: Flags, around: Surroundings, colors: Colors): Promise<Result[]> {
  const { env, specDir, out } = around
  const java = await findJava({ env })
  const jar = await findJar({ env })
  const { onEvent, stop } = (out.isTTY ? liveReporter : plainReporter)(out, models.length, colors)
  const jobs = flags.jobs === undefined ? {} : { jobs: flags.jobs }
  try {
    return await runModels(models, { java, jar, specDir, onEvent, dumpOf: () => flags.dump, ...jobs })
  } finally {
    stop()
  }
}

function dumped(file: string): string {
  return existsSync(file)
    ? `The state graph is in ${file}`
    : 'TLC computed no states: there is no state graph'
}

async function summary(results: readonly Result[], around: Surroundings, looks: Looks): Promise<string> {
  const unexpected = results.filter(({ model, outcome }) => outcome.verdict !== model.expected)
  const cases = await Promise.all(unexpected.map((result) => toCase(result, around)))
  const reasons = cases.flatMap((shown) => [
    looks.colors.bold(`${shown.model.name}: ${shown.model.says}`),
    ...evidence(shown, looks),
  ])
  return [...reasons, resultTable(results, looks.colors)].join('\n')
}

async function toCase(result: Result, { specDir }: Surroundings): Promise<Case> {
  const { model, outcome } = result
  const sources = await readSources(outcome.output, specDir)
  return { ...result, context: { sources, config: await readFile(join(specDir, model.config), 'utf8') } }
}

async function update(results: readonly Result[], { specDir, out }: Surroundings): Promise<number> {
  const changes = await updatePins(specDir, results)
  for (const change of changes) out.write(`${change}\n`)
  out.write(`spec/models.json: ${changes.length === 0 ? 'nothing to update' : `${changes.length} updated`}\n`)
  return judge(
    results.filter(({ model, outcome }) => outcome.verdict !== model.expected),
    out,
  )
}

function judge(results: readonly Result[], out: Screen): number {
  const differences = results.flatMap(({ model, outcome }) => compare(model, outcome))
  for (const difference of differences) out.write(`${difference}\n`)
  for (const slow of results.map(slowness)) if (slow) out.write(`${slow}\n`)
  return differences.length === 0 ? AS_PINNED : NOT_AS_PINNED
}
