import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { TlcError } from '../../spec/tlc/errors.ts'
import { findJar, findJava } from '../../spec/tlc/jar.ts'
import { thousands } from '../../spec/tlc/show.ts'
import type { LogClaim, LogClaims } from '../report/claims.ts'
import { CONFIGURATIONS } from './configurations.ts'
import { LogError } from './errors.ts'
import { checkLogs, followKept } from './index.ts'

/** Exit codes: every log is a behaviour; one is not; could not run. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2

const program = new Command('logs')
  .description('Lets threads run freely, logs every access, and has TLC follow the logs.')
  .option('--files <n>', 'the least number of logs', natural, 2 * CONFIGURATIONS.length)
  .option('--accesses <n>', 'the least number of atomic accesses in all logs', natural, 50_000)
  .option('--seed <n>', 'seeds what callers do; the scheduling stays free', natural)
  .option('--only <configuration>', `one of ${CONFIGURATIONS.map(({ name }) => name).join(', ')}`)
  .option('--replay <file>', 'follow only this stored log')
  .exitOverride()

interface Flags {
  readonly files: number
  readonly accesses: number
  readonly seed?: number
  readonly only?: string
  readonly replay?: string
}

function natural(given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0 to 999999999.')
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const {
      seed = Math.floor(Math.random() * 2 ** 30),
      replay,
      ...flags
    } = program.parse(args, { from: 'user' }).opts<Flags>()
    const tools = { java: await findJava(), jar: await findJar() }
    if (replay !== undefined) return explainKept(await followKept(replay, tools))
    console.log(`seed ${seed}`)
    return judge(await checkLogs({ ...flags, seed, tools, onClaim: show }))
  } catch (error) {
    return explain(error)
  }
}

function show({ configuration, files, lines, accesses, corrupted, rejected, failure }: LogClaim): void {
  const [some, all] = [lines, accesses].map(thousands)
  const wrong = `${rejected} of ${corrupted} corrupted ones rejected`
  console.log(`${configuration}: ${files} logs, ${some} lines, ${all} accesses, ${wrong}`)
  for (const line of failure ?? []) console.log(line)
}

function judge({ files, accesses, rejected, table }: LogClaims): number {
  const hold = table.every(({ failure }) => failure === null)
  const all = `${thousands(files)} logs, ${thousands(accesses)} accesses, no line left out`
  const wrong = `${thousands(rejected)} corrupted ones rejected`
  console.log(`${hold ? 'every' : 'not every'} log is a behaviour: ${all}; ${wrong}`)
  return hold ? HOLD : FAIL
}

function explainKept(parting: readonly string[] | null): number {
  for (const line of parting ?? ['the log is a behaviour']) console.log(line)
  return parting === null ? HOLD : FAIL
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? HOLD : CANNOT_RUN
  if (!(error instanceof TlcError || error instanceof LogError)) throw error
  process.stderr.write(`logs: ${error.message}\n`)
  return CANNOT_RUN
}

process.exitCode = await main(process.argv.slice(2))
