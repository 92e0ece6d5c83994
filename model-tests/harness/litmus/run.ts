// Runs one program on threads of its own; each kind of program says which threads it needs.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { OutcomesError } from './errors.ts'
import type { Common } from './program.ts'
import type { Answer, Counts, Task } from './task.ts'

/** Threads without progress for this long have stalled; broken ones sooner, once they have made progress. */
const STILL_MS = 10_000
const BROKEN_STILL_MS = 1000
const LOOK_MS = 50
/** The most that a program may take beyond its patience. */
const GRACE_MS = 30_000

export interface RunOptions {
  /** the bundled thread, see `bundle` */
  readonly text: string
  readonly seed: number
  /** the number of runs, fewer if they take too long */
  readonly times: number
  readonly signal?: AbortSignal
}

/** The threads that programs need. */
export interface Threads<Given extends Common> {
  readonly many: (program: Given) => number
  /** @param together whether each thread has a core of its own */
  readonly setUp: (program: Given, together: boolean) => Setup
}

/** What the threads of one run share, and how their answer is found. */
export interface Setup {
  readonly memory: unknown
  /** the thread that counts; the others need not have ended */
  readonly counting: number
  /** whether it is recorded before which runs all threads were known to run */
  readonly meets: boolean
  /** for threads that may all fall asleep */
  readonly progress?: Progress
}

/** A count that grows as long as the threads make progress, and what was seen if it no longer does. */
export interface Progress {
  readonly done: SharedArrayBuffer
  readonly stalled: (done: number) => Counts
}

/** The result of a program. */
export interface Seen {
  readonly counts: Counts
  readonly runs: number
  /** the runs before which all threads were known to run; `null` if that was not recorded */
  readonly met: number | null
  readonly seconds: number
}

/** The time for a program in ms, and the patience for outcomes that must be seen, or may be. */
const LIMIT_MS = 1000
const BROKEN_PATIENCE_MS = 45_000
const PATIENCE_MS = 2000

/** The outcomes a program is run for: forbidden ones if it is broken, interesting ones otherwise. */
export function wantedOf({ outcomes, broken }: Common): string[] {
  const grade = broken ? 'forbidden' : 'interesting'
  return Object.entries(outcomes).flatMap(([name, outcome]) => (outcome.grade === grade ? [name] : []))
}

/**
 * Runs a program; leaves no thread.
 *
 * @throws {OutcomesError} if a thread dies or is late, or if the signal is aborted
 */
export async function run<Given extends Common>(
  program: Given,
  threads: Threads<Given>,
  options: RunOptions,
): Promise<Seen> {
  const begun = performance.now()
  const many = threads.many(program)
  const together = many <= availableParallelism()
  const setup = threads.setUp(program, together)
  const tasks = tasksOf(program, many, together, setup, options)
  const workers = tasks.map((task) => new Worker(options.text, { eval: true, workerData: task }))
  const over = new AbortController()
  try {
    const others = otherEnds(program, setup, tasks[0]!, options.signal, over.signal)
    const answer = await Promise.race([answerOf(program, setup, workers), ...others])
    return seenOf(setup, tasks, answer, (performance.now() - begun) / 1000)
  } finally {
    over.abort()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** A broken program runs until its outcome is seen anyway, so it needs fewer runs. */
const OF_BROKEN = 10

function tasksOf(
  program: Common,
  threads: number,
  together: boolean,
  { memory }: Setup,
  options: RunOptions,
): Task[] {
  const { seed } = options
  const times = program.broken ? Math.ceil(options.times / OF_BROKEN) : options.times
  const patience = program.broken ? BROKEN_PATIENCE_MS : PATIENCE_MS
  const given = { program: program.name, memory, seed, times, limit: LIMIT_MS, patience, pinned: together }
  const wanted = wantedOf(program)
  return Array.from({ length: threads }, (_, thread) => ({ ...given, thread, wanted }))
}

/** The ways in which a run ends without an answer; `over` cancels them. */
function otherEnds(
  program: Common,
  { progress }: Setup,
  { patience }: Task,
  signal: AbortSignal | undefined,
  over: AbortSignal,
): Promise<Answer>[] {
  return [
    ...(progress ? [standstill(program, progress, over)] : []),
    ...(signal ? [interrupted(signal, over)] : []),
    tooLate(program, patience, over),
  ]
}

/** One thread counts; the others need not have ended. */
function answerOf(program: Common, { counting }: Setup, workers: readonly Worker[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const died = (why: unknown) => reject(threadError(program, `has died: ${why}`))
    for (const worker of workers) worker.once('error', died)
    workers[counting]?.once('message', resolve).once('exit', (code) => died(`exit code ${code}`))
  })
}

function threadError({ name }: Common, what: string): OutcomesError {
  return new OutcomesError('ERR_OUTCOMES_THREAD', `${name}: a thread ${what}`)
}

/** Answers if the threads stall, since all of them sleep. */
function standstill(program: Common, { done, stalled }: Progress, over: AbortSignal): Promise<Answer> {
  const handled = new Int32Array(done)
  let [last, since] = [0, performance.now()]
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const whole = Atomics.load(handled, 0)
      if (whole !== last) [last, since] = [whole, performance.now()]
      const most = program.broken && whole > 0 ? BROKEN_STILL_MS : STILL_MS
      if (performance.now() - since > most) resolve({ counts: stalled(whole), met: 0 })
    }, LOOK_MS)
    over.addEventListener('abort', () => clearInterval(timer))
  })
}

function tooLate(program: Common, patience: number, over: AbortSignal): Promise<never> {
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

function seenOf({ meets }: Setup, tasks: readonly Task[], { counts, met }: Answer, seconds: number): Seen {
  const known = tasks.every(({ pinned }) => pinned) && meets
  const runs = Object.values(counts).reduce((sum, many) => sum + many, 0)
  return { counts, runs, met: known ? met : null, seconds }
}
