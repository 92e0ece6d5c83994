// Jobs on the other threads: one after another, as threads become free.
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** What can be asked for, and what is answered, by the kind of the job. */
export type JobsOf<Kinds> = {
  readonly [kind in keyof Kinds]: { readonly ask: unknown; readonly answer: unknown }
}

/** No job takes so long; a bug that makes the source spin for ever ends here. */
export const PATIENCE_MS = 600_000

/** A job did not end. */
export class JobHung extends Error {}

/** Threads that do jobs, one each at a time; close it in the end. */
export class Pool<Jobs extends JobsOf<Jobs>> {
  readonly #script: URL
  readonly #idle: Worker[] = []
  readonly #waiting: ((worker: Worker) => void)[] = []
  #room = availableParallelism()

  /** @param script what each thread runs: it answers `{ kind, ask }` with `{ answer }` or `{ error }` */
  constructor(script: URL) {
    this.#script = script
  }

  /**
   * Does a job as soon as a thread is free.
   *
   * @throws {JobHung} if it takes longer than ten minutes
   * @throws {Error} if the job or its thread fails
   */
  async do<Kind extends keyof Jobs & string>(
    kind: Kind,
    ask: Jobs[Kind]['ask'],
  ): Promise<Jobs[Kind]['answer']> {
    const worker = await this.#worker()
    try {
      const answer = await answerOf(worker, kind, ask)
      this.#free(worker)
      return answer
    } catch (error) {
      await worker.terminate()
      this.#free(this.#start())
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()))
  }

  async #worker(): Promise<Worker> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#room > 0) {
      this.#room--
      return this.#start()
    }
    return await new Promise((resolve) => this.#waiting.push(resolve))
  }

  #free(worker: Worker): void {
    const next = this.#waiting.shift()
    if (next) next(worker)
    else this.#idle.push(worker)
  }

  #start(): Worker {
    return new Worker(this.#script)
  }
}

async function answerOf(worker: Worker, kind: string, ask: unknown): Promise<unknown> {
  const over = new AbortController()
  const patience = setTimeout(() => over.abort(), PATIENCE_MS)
  worker.postMessage({ kind, ask })
  try {
    const [{ answer, error }] = await once(worker, 'message', { signal: over.signal })
    if (error !== undefined) throw new Error(error)
    return answer
  } catch (error) {
    if (over.signal.aborted) throw new JobHung(`${kind}: no answer for ${PATIENCE_MS / 1000} s`)
    throw error
  } finally {
    clearTimeout(patience)
  }
}
