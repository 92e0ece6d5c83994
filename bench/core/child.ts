// Runs each sample in a fresh process: none inherits what V8 learned or collected in another.
import { type ChildProcess, fork } from 'node:child_process'
import { type Build, folderOf } from './build.ts'
import { BenchError } from './errors.ts'
import { encodeTask, type Kind, type Result, type Task } from './samples/task.ts'

/** The milliseconds a sample may take beyond its planned time; most take less than a second. */
const LIMIT = 30_000

/** One measurement: its name, and the task of its process. */
export interface Sample<K extends Kind> {
  readonly name: string
  readonly kind: K
  readonly task: Task<K>
  /** the planned time, if it is long */
  readonly milliseconds?: number
  /** the build it runs on; by default the built package */
  readonly build?: Build
}

/**
 * Runs a sample in a process of its own; resolves when that has ended.
 *
 * @param interrupt kills the process and ends the run
 * @throws {BenchError} if it fails or takes too long, with what it wrote to stderr
 */
export async function runSample<K extends Kind>(
  sample: Sample<K>,
  interrupt: AbortSignal,
): Promise<Result<K>> {
  const milliseconds = LIMIT + (sample.milliseconds ?? 0)
  const limit = AbortSignal.timeout(milliseconds)
  const child = start(sample, AbortSignal.any([interrupt, limit]))
  const heard = await listen(child)
  interrupt.throwIfAborted()
  if (child.exitCode === 0 && heard.result !== undefined) return heard.result as Result<K>
  const late = `not done after ${milliseconds / 1000} s; is the machine busy?`
  const dead = `its process ended with ${child.exitCode ?? child.signalCode}`
  throw new BenchError(`${sample.name}: ${limit.aborted ? late : dead}\n${heard.stderr}`)
}

/** Without flags of this process: a sample needs no TypeScript loader. */
function start({ kind, task, build }: Sample<Kind>, signal: AbortSignal): ChildProcess {
  return fork(`${folderOf(build)}run.js`, [kind, encodeTask(task)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    signal,
  })
}

/**
 * Collects a process's output until it has ended. An `error` event says that it was killed, not that it has ended.
 */
function listen(child: ChildProcess): Promise<Heard> {
  const heard: Heard = { result: undefined, stderr: '' }
  child.on('message', (message) => {
    heard.result = message
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    heard.stderr += text
  })
  return new Promise((resolve) => {
    child.on('error', () => {}).once('close', () => resolve(heard))
  })
}

interface Heard {
  result: unknown
  stderr: string
}
