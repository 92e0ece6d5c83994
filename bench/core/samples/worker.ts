// The thread on the other side of a sample.
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { type Transferable, Worker } from 'node:worker_threads'

/** Starts the worker with the entry `name`, and waits until it is ready. */
export async function startWorker(
  name: string,
  workerData: unknown,
  transferList: Transferable[] = [],
): Promise<Worker> {
  const worker = new Worker(new URL(`./${name}.js`, import.meta.url), { workerData, transferList })
  await messageOf(worker)
  return worker
}

/** The next message of a worker. Its errors are thrown. */
export async function messageOf(worker: Worker): Promise<unknown> {
  const [message]: unknown[] = await once(worker, 'message')
  return message
}

/** The file descriptor, since `process.stderr` of a worker goes through the main thread. */
const STDERR = 2

/** Does a worker's work. An error kills the process: its main thread may be blocked, and would not hear of it. */
export function workLoudly(work: () => void): void {
  try {
    work()
  } catch (error) {
    writeSync(STDERR, `${error instanceof Error ? error.stack : error}\n`)
    process.kill(process.pid, 'SIGKILL')
  }
}
