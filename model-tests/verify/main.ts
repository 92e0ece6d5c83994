import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { TlcError } from '../../spec/tlc/errors.ts'
import { TIERS } from '../../spec/tlc/models.ts'
import { claimsTable } from '../report/index.ts'
import { type VerifyOptions, verify } from './verify.ts'

/** Exit codes: all claims hold, some do not, could not run. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2

const program = new Command('verify')
  .description(
    'Checks every claim: the models with TLC, the source against the models, and that the checks notice bugs.',
  )
  .option('--only <models...>', 'only these models, no proof, no walks and no mutants')
  .option('--all', 'the big models as well, which take minutes')
  .addOption(
    new Option(
      '--tier <tier>',
      'only the models of a tier; of large no proof, no walks and no mutants',
    ).choices(TIERS),
  )
  .option(
    '--update',
    'pin what TLC finds and keep the tours it makes: after a change of the specs that was meant',
  )
  .option('--seed <n>', 'make the random walks of another run again, and the proof with its seed', seedOf)
  .exitOverride()

function seedOf(given: string): number {
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0.')
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = program.parse(args, { from: 'user' }).opts<VerifyOptions>()
    const claims = await verify(options, process.stdout)
    process.stdout.write(`${claimsTable(claims)}\n`)
    return claims.failures.length === 0 ? HOLD : FAIL
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? HOLD : CANNOT_RUN
  if (!(error instanceof TlcError)) throw error
  process.stderr.write(`verify: ${error.message}\n`)
  return CANNOT_RUN
}

process.exitCode = await main(process.argv.slice(2))
