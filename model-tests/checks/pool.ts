// The pool of the checks' jobs.
import { Pool } from '../harness/threads/pool.ts'
import type { Jobs } from './jobs.ts'

export type JobPool = Pool<Jobs>

/** A pool with a thread for each core. */
export function jobPool(): JobPool {
  return new Pool<Jobs>(new URL('./worker.mjs', import.meta.url))
}
