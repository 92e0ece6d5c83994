// Worker threads for tests: started once, asked many times, and never the cause of a test that hangs.
import { Worker } from 'node:worker_threads'

const LIMIT_MS = 20_000

/** Workers that all run one module, which answers each message posted to it with one message. */
export class Crew<Task, Answer> {
  readonly #workers: readonly Worker[]
  readonly #limit: number

  /** @param module beside this file; it finds `given` in its `workerData` */
  constructor(module: string, size: number, given: object = {}, limit = LIMIT_MS) {
    const file = new URL('./worker.mjs', import.meta.url)
    const workerData = { ...given, module }
    this.#limit = limit
    this.#workers = Array.from({ length: size }, () => new Worker(file, { workerData }))
    // One that dies between two tasks is found dead at the next.
    for (const worker of this.#workers) worker.on('error', () => {})
  }

  /**
   * Gives each worker its task and waits for all answers.
   *
   * @throws {Error} if a worker dies, with its reason, or if an answer is missing after the limit
   */
  async run(tasks: readonly Task[]): Promise<Answer[]> {
    const end = new AbortController()
    try {
      const answers = tasks.map((task, t) => ask<Answer>(this.#workers[t], task, end.signal))
      return await Promise.race([Promise.all(answers), tooLate(this.#limit, end.signal)])
    } finally {
      end.abort()
    }
  }

  /** Terminates all workers, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}

function ask<Answer>(worker: Worker | undefined, task: unknown, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (!worker || worker.threadId < 0) return reject(new Error('a worker is not there'))
    const died = (why: unknown) => reject(new Error(`a worker died: ${reasonOf(why)}`))
    worker.once('message', resolve).once('error', died).once('exit', died)
    signal.addEventListener('abort', () => {
      worker.off('message', resolve).off('error', died).off('exit', died)
    })
    worker.postMessage(task)
  })
}

function reasonOf(why: unknown): string {
  if (typeof why === 'number') return `exit code ${why}`
  return why instanceof Error ? `${why.name}: ${why.message}` : String(why)
}

function tooLate(ms: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`a worker has not answered within ${ms} ms`)), ms)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })
}
