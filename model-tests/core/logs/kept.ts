// Stores logs that are not behaviours in files: threads run freely, so a seed cannot reproduce them.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { SPEC } from '../files.ts'
import { OPS } from './actions.ts'
import { type Cast, castNamed } from './cast.ts'
import { NoLogError } from './errors.ts'
import type { Line, Log } from './log.ts'

const FOLDER = join(SPEC, '../coverage/logs')

/** The first line of a file; each of the others is a line of the log. */
interface Head extends Pick<Log, 'seed' | 'start' | 'failure'> {
  readonly configuration: string
}

/** Stores a log; returns the file. */
export async function keepLog(log: Log, folder = FOLDER): Promise<string> {
  const { cast, seed, start, failure, lines } = log
  const configuration = cast.configuration.name
  const head: Head = { configuration, seed, start, failure }
  const file = join(folder, `${configuration}-${seed}.jsonl`)
  await mkdir(folder, { recursive: true })
  await writeFile(file, [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return file
}

/** The command that follows a stored log again. */
export function replayOf(file: string): string {
  return `npm run check -- logs --replay ${relative(process.cwd(), file)}`
}

/**
 * Reads a stored log.
 *
 * @throws {NoLogError} if the file is not a log
 * @throws {UnknownConfigurationError} if its configuration no longer exists
 */
export async function readKept(file: string): Promise<Log> {
  const [head, ...lines] = await rowsOf(file)
  if (!isHead(head)) throw new NoLogError(file, 'line 1 names no configuration')
  const cast = castNamed(head.configuration)
  const wrong = lines.findIndex((line) => !isLine(line, cast))
  if (wrong >= 0) throw new NoLogError(file, `line ${wrong + 2} is not a line of a log`)
  const { seed, start, failure } = head
  return { cast, seed, start, failure, lines: lines as Line[] }
}

async function rowsOf(file: string): Promise<unknown[]> {
  try {
    const text = await readFile(file, 'utf8')
    return text.split('\n').flatMap((row): unknown[] => (row === '' ? [] : [JSON.parse(row)]))
  } catch (error) {
    throw new NoLogError(file, error instanceof Error ? error.message : String(error))
  }
}

type Fields = Readonly<Record<string, unknown>>

function isFields(given: unknown): given is Fields {
  return typeof given === 'object' && given !== null
}

function isHead(given: unknown): given is Head {
  if (!isFields(given)) return false
  const { configuration, seed, start, failure } = given
  const isSaid = failure === null || typeof failure === 'string'
  return typeof configuration === 'string' && Number.isInteger(seed) && Number.isInteger(start) && isSaid
}

function isLine(given: unknown, { roles, head }: Cast): given is Line {
  if (!isFields(given)) return false
  const { thread, action, op, word, before, after, expected, told, answer } = given
  const isThere = isIndex(thread, roles.length) && isIndex(Number(word) + 1, head.words.length + 1)
  const isNamed = typeof action === 'string' && /^\w+$/.test(action)
  const isAccess = op === null || OPS.some((each) => each === op)
  const isWhole = [before ?? 0, after, expected ?? 0, told].every(Number.isInteger)
  return isThere && isNamed && isAccess && isWhole && typeof answer === 'boolean'
}

function isIndex(given: unknown, below: number): boolean {
  return Number.isInteger(given) && Number(given) >= 0 && Number(given) < below
}
