// Has TLC decide whether logs are behaviours of their spec: all logs of one configuration in one run.
import { copyFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { runJava } from '../../../spec/tlc/jvm.ts'
import { withFolder } from '../../../spec/tlc/temporary.ts'
import { parseValue, type Value } from '../../../spec/tlc/values.ts'
import { CORE } from '../files.ts'
import type { Cast } from './cast.ts'
import { NotAnsweredError } from './errors.ts'
import type { Line, Log } from './log.ts'

export interface Tools {
  readonly java: string
  readonly jar: string
}

/** A divergence: the first line that the spec cannot take, and its state before that line. */
export interface Parting {
  /** from 0 */
  readonly line: number
  /** the private state of that line's thread */
  readonly own: Readonly<Record<string, Value>>
  /** the words, in the order of the head */
  readonly words: readonly number[]
}

/** Null if the log was followed to its end. */
export type Verdict = Parting | null

/** A log to follow; `explained` asks for the divergence in the first run, for logs that may well have one. */
export interface Asked extends Pick<Log, 'lines'> {
  readonly explained: boolean
}

/**
 * Follows logs of one configuration from the initial state to their ends.
 *
 * @throws {NotAnsweredError} if TLC does not decide each of them
 */
export async function followLogs(cast: Cast, logs: readonly Asked[], tools: Tools): Promise<Verdict[]> {
  const verdicts = await followed(cast, logs, tools)
  const unexplained = logs.filter((_, log) => verdicts[log] === undefined)
  if (unexplained.length === 0) return verdicts.map((verdict) => verdict ?? null)
  const asked = unexplained.map(({ lines }) => ({ lines, explained: true }))
  const explained = await followed(cast, asked, tools)
  return verdicts.map((verdict) => {
    const answer = verdict === undefined ? explained.shift() : verdict
    if (answer === undefined)
      throw new NotAnsweredError(cast.configuration.name, 'one log has no verdict', '')
    return answer
  })
}

/** Gives undefined for a log that cannot be followed and was not to be explained. */
async function followed(cast: Cast, logs: readonly Asked[], tools: Tools): Promise<(Verdict | undefined)[]> {
  return await withFolder(async (folder) => {
    await writeModules(cast, logs, folder)
    const { exit, how, output } = await runJava(
      { java: tools.java, flags: flagsOf(tools, folder), cwd: folder },
      {},
    )
    if (exit !== 0) throw new NotAnsweredError(cast.configuration.name, how, output)
    const verdicts = verdictsIn(output, logs.length)
    if (statesIn(output) < statesOf(logs, verdicts))
      throw new NotAnsweredError(cast.configuration.name, 'lines were left out', output)
    return verdicts
  })
}

async function writeModules(cast: Cast, logs: readonly Asked[], folder: string): Promise<void> {
  for (const module of ['Following', `Following${cast.configuration.spec}`]) {
    await copyFile(join(import.meta.dirname, `${module}.tla`), join(folder, `${module}.tla`))
  }
  await writeFile(join(folder, 'Logged.tla'), moduleOf(cast, logs))
  await writeFile(join(folder, 'Logged.cfg'), configOf(cast))
}

function flagsOf({ jar }: Tools, folder: string): string[] {
  const library = [CORE, folder].join(delimiter)
  return [
    ...['-XX:-UsePerfData', '-Duser.language=en', '-Dfile.encoding=UTF-8', '-XX:+UseSerialGC'],
    // These runs are too short for the optimizing compiler to pay; parsing a log nests deeply.
    ...['-XX:TieredStopAtLevel=1', '-Xss64m'],
    ...[`-Djava.io.tmpdir=${folder}`, `-DTLA-Library=${library}`, '-cp', jar, 'tlc2.TLC'],
    ...['-workers', '1', '-fp', '0', '-checkpoint', '0', '-metadir', join(folder, 'meta')],
    ...['-config', 'Logged.cfg', 'Logged.tla'],
  ]
}

function moduleOf({ configuration: { spec, constants }, roles }: Cast, logs: readonly Asked[]): string {
  const explained = logs.flatMap((log, number) => (log.explained ? [number + 1] : []))
  const given = {
    ...constants,
    Logs: `<<${logs.map((_, number) => `Log${number + 1}`).join(', ')}>>`,
    Explained: `{${explained.join(', ')}}`,
  }
  return [
    '---- MODULE Logged ----',
    `EXTENDS Following${spec}`,
    ...logs.map(({ lines }, number) => `Log${number + 1} == ${showLines(lines, roles)}`),
    ...Object.entries(given).map(([name, value]) => `Given${name} == ${value}`),
    '====\n',
  ].join('\n')
}

function showLines(lines: readonly Line[], roles: Cast['roles']): string {
  return `<<\n${lines.map((line) => showLine(line, roles)).join(',\n')}\n>>`
}

/** In the form that Following.tla reads. */
function showLine(
  { thread, action, word, before, after, expected, told, answer }: Line,
  roles: Cast['roles'],
): string {
  const { kind = '', number = 0 } = roles[thread] ?? {}
  const seen = [word + 1, before ?? -1, after, expected ?? -1, told].join(',')
  return `<<"${kind}",${number},"${action}",${seen},${answer ? 'TRUE' : 'FALSE'}>>`
}

function configOf({ configuration: { constants } }: Cast): string {
  const given = [...Object.keys(constants), 'Logs', 'Explained'].map((name) => `  ${name} <- Given${name}`)
  return ['INIT FollowInit', 'NEXT FollowNext', 'CHECK_DEADLOCK FALSE', 'CONSTANTS', ...given, ''].join('\n')
}

function statesIn(output: string): number {
  return Number(/ (\d+) distinct states found, /.exec(output)?.[1] ?? 0)
}

/** The states TLC must have found: each line that was taken leads to a new one, and each log has an initial one. */
function statesOf(logs: readonly Asked[], verdicts: readonly (Verdict | undefined)[]): number {
  return logs.reduce((sum, { lines }, log) => {
    const verdict = verdicts[log]
    return verdict === undefined ? sum : sum + 1 + (verdict?.line ?? lines.length)
  }, 0)
}

/** Several behaviours may fit a log: one that reaches its end is enough, else the furthest divergence counts. */
function verdictsIn(output: string, logs: number): (Verdict | undefined)[] {
  const told = [...output.matchAll(/^"<<\\"(FOLLOWED|PARTED)\\".*$/gm)].map(([text]) =>
    parseValue(JSON.parse(text)),
  )
  return Array.from({ length: logs }, (_, log) => verdictOf(told as Value[][], log + 1))
}

function verdictOf(told: readonly (readonly Value[])[], log: number): Verdict | undefined {
  const here = told.filter(([, number]) => number === log)
  if (here.some(([what]) => what === 'FOLLOWED')) return null
  const [furthest] = here.map(partingOf).sort((a, b) => b.line - a.line)
  return furthest
}

function partingOf([, , line, own, words]: readonly Value[]): Parting {
  return {
    line: Number(line) - 1,
    own: own as Parting['own'],
    words: (words as readonly Value[]).map(Number),
  }
}
