// npm run verify: every check, quick or all; npm run check -- NAME: one, with its own options.
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { TlcError } from '../spec/tlc/errors.ts'
import { TIERS } from '../spec/tlc/models.ts'
import type { Check } from './checks/check.ts'
import { CHECKS } from './checks/list.ts'
import { integer } from './checks/options.ts'
import { type Asked, runChecks } from './checks/run.ts'
import { OutcomesError } from './core/litmus/index.ts'
import { LogError } from './core/logs/errors.ts'
import { SpecMutantError } from './core/spec-mutants/index.ts'
import { allHold, type Run } from './report/claim.ts'
import { runTable, writeReport } from './report/index.ts'

/** Exit codes: all claims hold, some do not, could not run, interrupted. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2
const INTERRUPTED = 130

const COVERAGE = join(import.meta.dirname, '../coverage')

const end = new AbortController()
process.once('SIGINT', () => end.abort())
const screen = process.stdout
const usual = { screen, signal: end.signal, isUpdate: false } as const

interface VerifyFlags {
  readonly all?: boolean
  readonly update?: boolean
  readonly only?: readonly string[]
  readonly seed: number
}

const program = new Command('npm run check --').exitOverride()
program
  .command('verify')
  .description(
    'Checks every claim: the specs with TLC, the source against them, and that the checks notice bugs.',
  )
  .option('--all', 'everything there is; otherwise what a newcomer waits for')
  .option('--only <models...>', 'only these models, and their edges')
  .option('--update', 'pin what TLC finds and store the tours, after a change of the specs that was meant')
  .option('--seed <n>', 'repeats what another run drew at random', integer(), drawn())
  .action(async ({ all = false, only, update = false, seed }: VerifyFlags) => {
    const checks = CHECKS.filter(({ name, tier }) =>
      only ? ['models', 'threads'].includes(name) : all || tier === 'quick',
    )
    const part = only ? 'only' : all ? 'everything' : 'quick'
    const tiers = all ? TIERS : (['quick'] as const)
    const run = await finish({
      ...usual,
      checks,
      part,
      names: only,
      tiers,
      seed,
      isWhole: all,
      isUpdate: update,
    })
    await writeReport(run, COVERAGE)
  })
for (const check of CHECKS) addCommand(check)

/** `npm run check -- NAME`: on its own, a check does all that it can. */
function addCommand(check: Check): void {
  const command = program.command(check.name).description(check.says)
  if (check.takes) command.argument('[names...]', `only these ${check.takes}`)
  for (const option of check.options ?? []) command.addOption(option)
  command.option('--seed <n>', 'repeats what another run drew at random', integer(), drawn())
  command.action(async (...given: readonly unknown[]) => {
    const { seed, ...flags } = command.opts<{ seed: number }>()
    const names = check.takes && Array.isArray(given[0]) && given[0].length > 0 ? given[0] : undefined
    screen.write(`seed ${seed}\n`)
    const asked = { checks: [check], part: 'only', names, tiers: TIERS, seed, isWhole: true, flags } as const
    await finish({ ...usual, ...asked })
  })
}

function drawn(): number {
  return Math.floor(Math.random() * 2 ** 30)
}

async function finish(asked: Asked): Promise<Run> {
  const run = await runChecks(asked)
  screen.write(`${runTable(run)}\n`)
  process.exitCode = end.signal.aborted ? INTERRUPTED : allHold(run) ? HOLD : FAIL
  return run
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? HOLD : CANNOT_RUN
  const isKnown = [TlcError, LogError, OutcomesError, SpecMutantError].some((known) => error instanceof known)
  if (!isKnown) throw error
  process.stderr.write(`${(error as Error).message}\n`)
  return end.signal.aborted ? INTERRUPTED : CANNOT_RUN
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}
