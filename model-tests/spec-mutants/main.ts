import { Command, CommanderError } from 'commander'
import { TlcError } from '../../spec/tlc/errors.ts'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import type { SpecMutantClaims } from '../report/claims.ts'
import { SpecMutantError } from './errors.ts'
import {
  checkSpecMutants,
  keptOf,
  type SpecMutantsProgress,
  specMutantsInFull,
  specMutantsTable,
  writeKept,
} from './index.ts'

/** Exit codes: all killed but the equivalents, not so, could not run. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2

const program = new Command('spec-mutants')
  .description(
    'Mutates each guard and each UNCHANGED of the specs, one at a time: a property or a count must notice.',
  )
  .option('--only <names...>', 'only these modules or definitions, listing every mutant')
  .option('--update', 'store where each was killed, to try it there first from then on')
  .exitOverride()

interface Flags {
  readonly only?: readonly string[]
  readonly update?: true
}

function show({ model, tried, killed, left }: SpecMutantsProgress): void {
  process.stderr.write(`${model}: ${killed} of ${tried} killed, ${left} left\n`)
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { only, update } = program.parse(args, { from: 'user' }).opts<Flags>()
    const tools = { java: await findJava(), jar: await findJar() }
    const claims = await checkSpecMutants({ tools, onProgress: show, ...(only ? { only } : {}) })
    if (only) process.stdout.write(`${specMutantsInFull(claims)}\n`)
    if (update && !only) await writeKept(keptOf(claims))
    return judge(claims)
  } catch (error) {
    return explain(error)
  }
}

function judge(claims: SpecMutantClaims): number {
  process.stdout.write(`${specMutantsTable(claims)}\n`)
  return claims.survivors.length + claims.wrong.length === 0 ? HOLD : FAIL
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? HOLD : CANNOT_RUN
  if (!(error instanceof TlcError || error instanceof SpecMutantError)) throw error
  process.stderr.write(`spec-mutants: ${error.message}\n`)
  return CANNOT_RUN
}

process.exitCode = await main(process.argv.slice(2))
