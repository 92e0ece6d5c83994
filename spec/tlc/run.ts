import { access, constants, copyFile, mkdir, rm } from 'node:fs/promises'
import { basename, delimiter, dirname, join } from 'node:path'
import { AbortedError, DumpUnwritableError, said } from './errors.ts'
import { moduleFolders, specFiles } from './files.ts'
import { type Command, type Ended, type Progress, runJava } from './jvm.ts'
import type { Model } from './models.ts'
import { withFolder } from './temporary.ts'
import { type Counterexample, parseTrace } from './trace.ts'
import { type Verdict, verdictOf } from './verdict.ts'

export type { Progress } from './jvm.ts'

/** What TLC said about a model. */
export type Outcome = Told & (Judged | Broken)

interface Judged {
  readonly verdict: Verdict
}

/** Nothing that is foreseen: it equals no expectation. */
interface Broken {
  readonly verdict: 'broke'
  /** What happened, in a clause. */
  readonly why: string
}

interface Told {
  /** Distinct states found, or null where TLC gives none. */
  readonly distinct: number | null
  /** The depth of the search, in states, or null where TLC gives none: so it is after a liveness violation. */
  readonly depth: number | null
  /** States generated, that is edges and initial states, or null where TLC gives none. */
  readonly generated: number | null
  /** How long the JVM ran. */
  readonly seconds: number
  /** TLC's own text, of both streams. */
  readonly output: string
  readonly counterexample: Counterexample | null
}

/** What `runModel` needs. */
export interface RunOptions {
  /** The TLA+ tools, as `findJar` gives them. */
  readonly jar: string
  /** The command that starts Java, as `findJava` gives it. */
  readonly java: string
  /** The folder to which the model's paths are relative. Nothing is written there. */
  readonly specDir: string
  /** The file to be given the state graph; not written where TLC didn't get as far as computing states. */
  readonly dump?: string
  readonly onProgress?: (progress: Progress) => void
  /** Stops the run. */
  readonly signal?: AbortSignal
}

/**
 * Runs TLC on one model, in a JVM of its own and on a copy of the specs, and says what came of it.
 * @throws AbortedError when `signal` stops it.
 * @throws DumpUnwritableError when the graph can't be written to `dump`.
 */
export async function runModel(model: Model, options: RunOptions): Promise<Outcome> {
  const { dump, signal, specDir } = options
  if (signal?.aborted) throw new AbortedError(model.name)
  if (dump !== undefined) await makeWay(dump)
  return await withFolder(async (folder) => {
    const copy = join(folder, 'spec')
    const library = await copySpecs(specDir, copy)
    const ended = await runJava(commandFor(model, folder, library, options), options)
    if (signal?.aborted) throw new AbortedError(model.name)
    if (dump !== undefined) await keepDump(join(folder, 'graph.dot'), dump, ended)
    return judge({ ...ended, output: ended.output.replaceAll(copy, specDir) })
  })
}

/** Copies the specs, so that whatever TLC leaves beside them (some leave trace specs) is not in the source tree. */
async function copySpecs(specDir: string, to: string): Promise<string> {
  const files = await specFiles(specDir)
  for (const file of files) {
    await mkdir(dirname(join(to, file)), { recursive: true })
    await copyFile(join(specDir, file), join(to, file))
  }
  const folders = moduleFolders(files).map((folder) => join(to, folder))
  return folders.join(delimiter)
}

const JVM = ['-XX:-UsePerfData', '-Duser.language=en', '-Dfile.encoding=UTF-8']

/** Short runs end before the better compiler pays. */
const SHORT = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const LONG = ['-XX:+UseParallelGC']
const SECONDS_OF_LONG = 5

function commandFor(model: Model, folder: string, library: string, { jar, java, dump }: RunOptions): Command {
  const places = [`-Djava.io.tmpdir=${folder}`, `-DTLA-Library=${library}`, '-cp', jar]
  // One worker and a fixed fingerprint function make counts, traces and dumps the same in every run; so does
  // checking liveness once, at the end, and not whenever TLC finds the time.
  const tlc = ['tlc2.TLC', '-workers', '1', '-fp', '0', '-lncheck', 'final', '-checkpoint', '0']
  const graph = dump === undefined ? [] : ['-dump', 'dot,actionlabels', join(folder, 'graph.dot')]
  const config = ['-metadir', join(folder, 'meta'), '-config', join(folder, 'spec', model.config)]
  const flags = [
    ...JVM,
    ...(model.seconds > SECONDS_OF_LONG ? LONG : SHORT),
    ...places,
    ...tlc,
    ...graph,
    ...config,
    basename(model.module),
  ]
  return { java, flags, cwd: join(folder, 'spec', dirname(model.module)) }
}

/** Finds out now whether the dump can be written, not when TLC has been at work for an hour. */
async function makeWay(dump: string): Promise<void> {
  try {
    await access(dirname(dump), constants.W_OK)
    // Lest an older graph is taken for this run's where TLC gives none.
    await rm(dump, { force: true })
  } catch (error) {
    throw new DumpUnwritableError(dump, said(error))
  }
}

async function keepDump(from: string, to: string, { output }: Ended): Promise<void> {
  if (!output.includes('Computing initial states')) return
  await copyFile(from, to).catch((error: unknown) => {
    throw new DumpUnwritableError(to, said(error))
  })
}

function judge({ exit, how, output, seconds }: Ended): Outcome {
  const counts = countsIn(output)
  const told = { ...counts, seconds, output, counterexample: parseTrace(output) }
  const verdict = verdictOf(exit, output)
  if (verdict === null) return { ...told, verdict: 'broke', why: how }
  // A pass without all states counted would be a pass of nothing.
  const partial =
    verdict === 'passes' && (counts.distinct === null || !output.includes(', 0 states left on queue.'))
  return partial
    ? { ...told, verdict: 'broke', why: 'it says it passes, with states left' }
    : { ...told, verdict }
}

function countsIn(output: string): Pick<Told, 'distinct' | 'depth' | 'generated'> {
  const states = /^(\d+) states generated, (\d+) distinct states found, \d+ states left on queue\.$/m.exec(
    output,
  )
  const depth = /depth of the complete state graph search is (\d+)\./.exec(output)
  return { distinct: count(states?.[2]), depth: count(depth?.[1]), generated: count(states?.[1]) }
}

function count(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits)
}
