// Free runs: real worker threads on one ring, with every access logged in the order in which they happened.
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import * as words from '../../../src/core/layout.ts'
import { OWNER } from '../../../src/core/Roles.ts'
import { createRing, type RingHandle } from '../../../src/index.ts'
import { nameAccesses } from '../../harness/stepper/transform.ts'
import { bundle } from '../../harness/threads/bundle.ts'
import { SharedLog } from '../../harness/threads/recorder.ts'
import { startsOf } from '../../harness/tour/starts.ts'
import { ringOptions } from '../callers.ts'
import { byPath, sourcePath, TWINS } from '../load.ts'
import { actionsOf } from './actions.ts'
import type { Cast } from './cast.ts'
import { type LogError, RunHungError, ThreadFailedError } from './errors.ts'
import { type Log, readLog, type Written } from './log.ts'
import type { Part, Said } from './thread.ts'

/** The bundled source of a thread, which names each access, and the list of those names. */
export interface Threads {
  readonly text: string
  readonly actions: readonly string[]
}

/** Bundles the source of a thread; `texts` replace files of the core by name. */
export async function threadsOf(texts: Readonly<Record<string, string>> = {}): Promise<Threads> {
  const named = await Promise.all(
    [...TWINS].map(async (name): Promise<[string, string]> => {
      return [name, texts[name] ?? (await readFile(sourcePath(name), 'utf8'))]
    }),
  )
  const edited = named.map(([name, text]) => [name, nameAccesses(sourcePath(name), text)])
  const text = await bundle(new URL('./thread.ts', import.meta.url), byPath(Object.fromEntries(edited)))
  return { text, actions: actionsOf(named.map(([, source]) => source)) }
}

export interface RunOptions {
  readonly cast: Cast
  readonly threads: Threads
  readonly seed: number
  /** the largest number of lines */
  readonly lines: number
  readonly limit?: number
}

const LIMIT_MS = 30_000
/** the time left to threads once the run is called off */
const GRACE_MS = 1000

/**
 * Runs the threads until the log is full, all have ended, or one has failed.
 *
 * @throws {NotTotalError} if the logged order does not explain a value that a thread has seen
 */
export async function runFreely(options: RunOptions): Promise<Log> {
  const { cast, seed, threads } = options
  const starts = startsOf(cast.head)
  const start = starts[seed % starts.length] ?? 0
  const { handle } = createRing({ ...ringOptions(cast.head), start })
  const initial = wordsAtFirst(handle)
  const { entries, failure } = await new Run(options, handle).over()
  return readLog({ cast, seed, start, actions: threads.actions, initial, entries, failure }, words)
}

/** The words before the first line: every role is taken by then, and nothing has been accessed before. */
function wordsAtFirst({ buffer, size, producers, consumers, pools }: RingHandle): Int32Array {
  const held = new Int32Array(buffer.slice(0))
  const isPool = Object.keys(consumers).map((name) => pools.includes(name))
  const { gates } = words.layoutOf({ size, start: 0, producers: producers.length, pools: isPool })
  for (const gate of gates) held[words.ownerWordOf(gate)] = OWNER.taken
  return held
}

/** The threads of one run. */
class Run {
  readonly #options: RunOptions
  readonly #shared: SharedLog
  readonly #workers: readonly Worker[]
  #failure: LogError | null = null

  constructor(options: RunOptions, handle: RingHandle) {
    const { cast, lines, threads } = options
    const memory = SharedLog.memory(cast.roles.length, lines)
    this.#options = options
    this.#shared = new SharedLog(memory, cast.roles.length)
    this.#workers = partsOf(options, handle, memory).map((workerData) => {
      return new Worker(threads.text, { eval: true, workerData, execArgv: SILENTLY })
    })
  }

  async over(): Promise<Pick<Written, 'entries' | 'failure'>> {
    const limit = this.#options.limit ?? LIMIT_MS
    const timers = [
      setTimeout(() => this.#hung(limit), limit),
      setTimeout(() => this.#terminate(), limit + GRACE_MS),
    ]
    try {
      await Promise.all(this.#workers.map(async (worker, thread) => this.#hear(await saidBy(worker), thread)))
    } finally {
      for (const timer of timers) clearTimeout(timer)
      await this.#terminate()
    }
    return { entries: this.#shared.entries(), failure: this.#failure?.message ?? null }
  }

  #hung(limit: number): void {
    const { cast, seed } = this.#options
    this.#failure ??= new RunHungError(cast.configuration.name, seed, this.#shared.count, limit / 1000)
    this.#shared.end()
  }

  /** A failure ends the log for all threads. */
  #hear(said: Said, thread: number): void {
    if (said.kind === 'ended') return
    const { cast, seed } = this.#options
    const name = cast.head.threads[thread] ?? ''
    this.#failure ??= new ThreadFailedError(cast.configuration.name, name, seed, said.error)
    this.#shared.end()
  }

  async #terminate(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}

/** Runs may have more threads that never park than there are cores. */
const SILENTLY = ['--disable-warning=RINGPROOF_SPINNING']

function partsOf(
  { cast: { head, roles }, threads, seed, lines }: RunOptions,
  handle: RingHandle,
  record: SharedArrayBuffer,
): Part[] {
  const slots = new SharedArrayBuffer(head.size * Float64Array.BYTES_PER_ELEMENT)
  new Float64Array(slots).fill(Number.NaN)
  const open = Math.floor((lines * (30 + (seed % 60))) / 100)
  const deaths = Math.min(1 + (seed % 2), roles.filter(({ mortal }) => mortal).length)
  const common = { roles, head, handle, slots, record, actions: threads.actions, open, deaths }
  return roles.map((role, thread) => ({ ...common, role, thread, seed: seed * roles.length + thread }))
}

async function saidBy(worker: Worker): Promise<Said> {
  return await new Promise((resolve) => {
    worker.once('message', resolve)
    worker.once('error', (error) => resolve({ kind: 'failed', error: String(error) }))
    worker.once('exit', (code) =>
      resolve({ kind: 'failed', error: `the worker ended with exit code ${code}` }),
    )
  })
}
