import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { OutcomeClaim } from '../report/claims.ts'
import { outcomeLine } from '../report/wording.ts'
import { OutcomesError, runOutcomes, TIMES } from './index.ts'
import { outcomesTable } from './table.ts'

/** Exit codes: passed, failed, could not run, interrupted. */
const HOLD = 0
const FAIL = 1
const CANNOT_RUN = 2
const INTERRUPTED = 130

interface Options {
  readonly only?: readonly string[]
  readonly times: number
  readonly seed: number
}

const program = new Command('outcomes')
  .description(
    'Runs litmus tests on real threads: no forbidden outcome may be seen, but each broken program must show one.',
  )
  .option('--only <programs...>', 'only these programs, and their broken versions')
  .option('--times <n>', 'runs of each program, fewer if it takes too long', times, TIMES)
  .option('--seed <n>', 'repeats the delays of another run', natural, Math.floor(Math.random() * 2 ** 31))
  .exitOverride()

function natural(given: string): number {
  if (/^\d{1,10}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 0, of at most 10 digits.')
}

function times(given: string): number {
  if (natural(given) > 0) return Number(given)
  throw new InvalidArgumentError('Allowed: an integer from 1, of at most 10 digits.')
}

const CLEAR = '\r\x1b[2K'

/** Reports a program: on a terminal in a line that is overwritten, elsewhere in a line each. */
function show(claim?: OutcomeClaim): void {
  const line = claim ? outcomeLine(claim) : ''
  if (process.stderr.isTTY) process.stderr.write(CLEAR + line.slice(0, process.stderr.columns - 1))
  else if (claim) process.stderr.write(`${line}\n`)
}

async function main(args: readonly string[]): Promise<number> {
  const end = new AbortController()
  process.once('SIGINT', () => end.abort())
  try {
    const options = program.parse(args, { from: 'user' }).opts<Options>()
    const claims = await runOutcomes({ ...options, signal: end.signal, onProgram: show })
    show()
    process.stdout.write(`${outcomesTable(claims)}\n`)
    return claims.table.every(({ failure }) => failure === null) ? HOLD : FAIL
  } catch (error) {
    return explain(error)
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? HOLD : CANNOT_RUN
  if (!(error instanceof OutcomesError)) throw error
  process.stderr.write(`outcomes: ${error.message}\n`)
  return error.code === 'ERR_OUTCOMES_INTERRUPTED' ? INTERRUPTED : CANNOT_RUN
}

process.exitCode = await main(process.argv.slice(2))
