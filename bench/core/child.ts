// A fresh process for each sample: no sample inherits what V8 learned or collected in another.
import { type ChildProcess, fork } from 'node:child_process'
import { type Build, folderOf } from './build.ts'
import { BenchError } from './errors.ts'
import { encodeTask, type Kind, type Result, type Task } from './samples/task.ts'

/** Milliseconds that a sample may take beyond those that it is meant to; most take less than one second. */
const LIMIT = 30_000

/** One measurement: what it is called, and what its process is asked to do. */
export interface Sample<K extends Kind> {
  readonly name: string
  readonly kind: K
  readonly task: Task<K>
  /** Milliseconds that it is meant to take, if that is long. */
  readonly milliseconds?: number
  /** Which build it runs: with the built package, unless told. */
  readonly build?: Build
}

/**
 * Runs a sample in a process of its own, and returns when that has ended.
 *
 * @param interrupt ends the process at once, and the run with it
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
  const late = `not done after ${milliseconds / 1000} s; is the machine busy with others?`
  const dead = `its process ended with ${child.exitCode ?? child.signalCode}`
  throw new BenchError(`${sample.name}: ${limit.aborted ? late : dead}\n${heard.stderr}`)
}

/** Its own flags only: the loader that runs this file has no business in a sample. */
function start({ kind, task, build }: Sample<Kind>, signal: AbortSignal): ChildProcess {
  return fork(`${folderOf(build)}run.js`, [kind, encodeTask(task)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    signal,
  })
}

/** Gathers what a process says until it has ended; being killed is an `error`, but not yet the end. */
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
