// npm run conform -- [options] -- COMMAND: drives a port through the tours.
import { appendFileSync, writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { integer } from '../checks/options.ts'
import { conform } from './conform.ts'
import { PortError } from './errors.ts'
import { PARTS, type PartOfRing, SAYS } from './parts.ts'
import { sayDivergence, sayFollowed, saySummary } from './saying.ts'
import { isFor, type Stored, storedTours } from './tours.ts'

/** Exit codes: it conforms, it diverges, it cannot be driven. */
const CONFORMS = 0
const DIVERGES = 1
const CANNOT = 2

interface Flags {
  readonly parts: readonly PartOfRing[]
  readonly tours?: readonly string[]
  readonly starts?: readonly number[]
  readonly script?: number
  readonly patience: number
  readonly trace?: string
}

const parts = PARTS.map((part) => `  ${part.padEnd(8)} ${SAYS[part]}`).join('\n')
const program = new Command('npm run conform --')
  .description(
    'Drives a port through the tours: each step, and all that is enabled after it, must be the spec’s.',
  )
  .argument(
    '<command...>',
    'the port, which docs/driver.md describes: python3 model-tests/ports/python/port.py',
  )
  .option('--parts <parts>', 'what the port has, as single,follow,throws; all by default', partsIn, [
    ...PARTS,
  ])
  .option('--tours <models...>', 'only these tours')
  .option('--starts <sequences...>', 'only from these sequences, multiples of the size', numbers)
  .option('--script <n>', 'only this script of each tour', integer())
  .addOption(new Option('--patience <s>', 'how long an answer may take').default(10).argParser(integer(1)))
  .option('--trace <file>', 'keep the dialogue in this file')
  .addHelpText('after', `\nParts:\n${parts}`)
  .action(run)

function partsIn(text: string): PartOfRing[] {
  return text.split(',').map((name) => {
    const part = PARTS.find((each) => each === name)
    if (!part) throw new InvalidArgumentError(`there is no part '${name}': ${PARTS.join(', ')}`)
    return part
  })
}

function numbers(text: string, before: readonly number[] = []): number[] {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('must be a sequence')
  return [...before, value]
}

async function run([file = '', ...args]: string[], flags: Flags): Promise<void> {
  const tours = (await storedTours()).filter(isWanted(flags))
  const wrong = wrongIn(tours, flags)
  if (wrong) program.error(`error: ${wrong}`, { exitCode: CANNOT })
  try {
    const { starts, script: only, patience, trace } = flags
    const ported = { command: [file, ...args] as const, patience, onLine: trace ? traceTo(trace) : undefined }
    const onTour = (...told: Parameters<typeof sayFollowed>): void => console.log(sayFollowed(...told))
    const result = await conform({ tours, starts, only, onTour, ...ported })
    const heads = tours.map(({ head }) => head)
    const diverged = sayDivergence(result, heads, [file, ...args])
    if (diverged) console.log(diverged)
    else console.log(saySummary(result, tours, only))
    process.exitCode = diverged ? DIVERGES : CONFORMS
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    program.error(`${error.code}: ${error.message}`, { exitCode: CANNOT })
  }
}

/** What cannot be followed would be taken for something that passes. */
function wrongIn(
  tours: readonly Stored[],
  { tours: names = [], starts = [], script = 0 }: Flags,
): string | null {
  const missing = names.find((name) => !tours.some(({ head }) => head.model === name))
  if (missing) return `${missing} is not a tour, or needs other parts`
  if (tours.length === 0) return 'no tour is chosen'
  for (const { model, size, count } of tours.map(({ head }) => head)) {
    if (script >= count.scripts) return `${model} has only ${count.scripts} scripts, from 0`
    const start = starts.find((sequence) => sequence % size !== 0)
    if (start !== undefined) return `${model} starts at multiples of ${size} only, not at ${start}`
  }
  return null
}

function isWanted({ parts, tours }: Flags): (stored: Stored) => boolean {
  return (stored) => isFor(parts)(stored) && (!tours || tours.includes(stored.head.model))
}

function traceTo(file: string): (side: string, line: string) => void {
  writeFileSync(file, '')
  return (side, line) => appendFileSync(file, `${side} ${line}\n`)
}

await program.parseAsync()
