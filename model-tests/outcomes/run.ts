// One program on threads of its own, from their start to their end.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { OutcomesError } from './errors.ts'
import { lanesMemory } from './lanes.ts'
import { type Program, threadsOf } from './program.ts'
import { ringMemory } from './rings.ts'
import type { Answer, Counts, Task } from './task.ts'

/** A ring in which nothing moves for so long stands still; less for one that is meant to, once it has moved. */
const STILL_MS = 10_000
const BROKEN_STILL_MS = 1000
const LOOK_MS = 50
/** Beyond its patience nothing takes so long. */
const GRACE_MS = 30_000

export interface RunOptions {
  /** Of the threads: see `bundle`. */
  readonly text: string
  readonly seed: number
  /** Runs, unless the time is up before. */
  readonly times: number
  readonly signal?: AbortSignal
}

/** What came of a program. */
export interface Seen {
  readonly counts: Counts
  readonly runs: number
  /** Of these, those before which the threads were known to run at once; `null` where that is not looked for. */
  readonly met: number | null
  readonly seconds: number
}

/** Milliseconds for a program, and how long those go on that look for something that has to be seen, or may be. */
const LIMIT_MS = 1000
const BROKEN_PATIENCE_MS = 45_000
const PATIENCE_MS = 2000

/** What a program is run for: what is wrong with a broken one, or what is interesting. */
export function wantedOf({ outcomes, broken }: Program): string[] {
  const grade = broken ? 'forbidden' : 'interesting'
  return Object.entries(outcomes).flatMap(([name, outcome]) => (outcome.grade === grade ? [name] : []))
}

/**
 * Runs a program; leaves no thread.
 *
 * @throws {OutcomesError} if a thread dies or is not done in time, or if the signal is aborted
 */
export async function run(program: Program, options: RunOptions): Promise<Seen> {
  const begun = performance.now()
  const tasks = tasksOf(program, options)
  const workers = tasks.map((task) => new Worker(options.text, { eval: true, workerData: task }))
  const over = new AbortController()
  try {
    const others = otherEnds(program, tasks[0]!, options.signal, over.signal)
    const answer = await Promise.race([answerOf(program, workers), ...others])
    return seenOf(program, tasks, answer, (performance.now() - begun) / 1000)
  } finally {
    over.abort()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** One that is broken goes on until that is seen: it need not be run as often. */
const OF_BROKEN = 10

function tasksOf(program: Program, options: RunOptions): Task[] {
  const { seed } = options
  const times = program.broken ? Math.ceil(options.times / OF_BROKEN) : options.times
  const threads = threadsOf(program)
  const together = threads <= availableParallelism()
  const memory = program.kind === 'lanes' ? lanesMemory(program, together) : ringMemory(program)
  const patience = program.broken ? BROKEN_PATIENCE_MS : PATIENCE_MS
  const given = { program: program.name, memory, seed, times, limit: LIMIT_MS, patience, pinned: together }
  const wanted = wantedOf(program)
  return Array.from({ length: threads }, (_, thread) => ({ ...given, thread, wanted }))
}

/** How a run ends without an answer of its threads; `over` ends the watch. */
function otherEnds(
  program: Program,
  { memory, patience }: Task,
  signal: AbortSignal | undefined,
  over: AbortSignal,
): Promise<Answer>[] {
  return [
    ...(memory.kind === 'ring' ? [standstill(program, memory.progress, over)] : []),
    ...(signal ? [interrupted(signal, over)] : []),
    tooLate(program, patience, over),
  ]
}

/** One thread counts; whether the others have ended does not matter then. */
function answerOf(program: Program, workers: readonly Worker[]): Promise<Answer> {
  const counting = program.kind === 'lanes' ? 0 : workers.length - 1
  return new Promise((resolve, reject) => {
    const died = (why: unknown) => reject(threadError(program, `has died: ${why}`))
    for (const worker of workers) worker.once('error', died)
    workers[counting]?.once('message', resolve).once('exit', (code) => died(`exit code ${code}`))
  })
}

function threadError({ name }: Program, what: string): OutcomesError {
  return new OutcomesError('ERR_OUTCOMES_THREAD', `${name}: a thread ${what}`)
}

/** Answers for threads that sleep. */
function standstill(program: Program, progress: SharedArrayBuffer, over: AbortSignal): Promise<Answer> {
  const handled = new Int32Array(progress)
  let [last, since] = [0, performance.now()]
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const whole = Atomics.load(handled, 0)
      if (whole !== last) [last, since] = [whole, performance.now()]
      const most = program.broken && whole > 0 ? BROKEN_STILL_MS : STILL_MS
      if (performance.now() - since > most) resolve({ counts: { whole, 'waited for in vain': 1 }, met: 0 })
    }, LOOK_MS)
    over.addEventListener('abort', () => clearInterval(timer))
  })
}

function tooLate(program: Program, patience: number, over: AbortSignal): Promise<never> {
  const most = patience + GRACE_MS
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(threadError(program, `has not answered within ${most} ms`)), most)
    over.addEventListener('abort', () => clearTimeout(timer))
  })
}

function interrupted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new OutcomesError('ERR_OUTCOMES_INTERRUPTED', 'interrupted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { signal: over })
  })
}

function seenOf(program: Program, tasks: readonly Task[], { counts, met }: Answer, seconds: number): Seen {
  const known = tasks.every(({ pinned }) => pinned) && program.kind === 'lanes'
  const runs = Object.values(counts).reduce((sum, many) => sum + many, 0)
  return { counts, runs, met: known ? met : null, seconds }
}
