import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { createRing, type RingHandle } from '../../../src/index.ts'
import { Baton } from '../../harness/threads/baton.ts'
import { ringOptions } from '../callers.ts'
import { parseHead, type TourHead } from '../tour.ts'
import type { Parting } from './replay.ts'

/** A replayer's task: a tour and which of its threads to be; a ring, slots and a baton for each script. */
export interface Ride {
  readonly tour: string
  readonly thread: number
  readonly handles: readonly RingHandle[]
  readonly slots: readonly SharedArrayBuffer[]
  readonly batons: readonly SharedArrayBuffer[]
}

/** A divergence between a thread and its script after line `line`. */
export type Difference = Pick<Parting, 'line' | 'what' | 'spec' | 'source'>

export interface Ridden {
  readonly thread: number
  lines: number
  parting: (Difference & { readonly script: number }) | null
}

export interface ThreadReplay {
  readonly lines: number
  readonly parting: (Difference & { readonly script: number; readonly thread: string }) | null
}

/** Worker threads that replay one tour after another; close them at the end. */
export class Riders {
  readonly #workers: Worker[] = []

  /**
   * Replays a printed tour with one worker for each of its threads, with sequences that start at `start`.
   *
   * @throws {Error} if a worker dies, or if a script ends before all of its lines are taken
   */
  async replay(tour: string, start: number): Promise<ThreadReplay> {
    const head = parseHead(tour)
    const { size, threads, count } = head
    const each = <Made>(make: () => Made): Made[] => Array.from({ length: count.scripts }, make)
    const handles = each(() => createRing({ ...ringOptions(head), start }).handle)
    const slots = each(() => tornSlots(size))
    const batons = each(() => Baton.shared(threads.length))
    const riding = threads.map((_, thread) => this.#ride(thread, { tour, thread, handles, slots, batons }))
    return judge(head, await Promise.all(riding))
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()))
  }

  async #ride(thread: number, ride: Ride): Promise<Ridden> {
    this.#workers[thread] ??= new Worker(new URL('./worker.mjs', import.meta.url))
    const worker = this.#workers[thread]
    const settled = new AbortController()
    const answer = once(worker, 'message', settled).then(([ridden]) => ridden as Ridden)
    const death = once(worker, 'exit', settled).then(([code]): never => {
      throw new Error(`a replayer ended with exit code ${code}`)
    })
    worker.postMessage(ride)
    try {
      return await Promise.race([answer, death])
    } finally {
      settled.abort()
      await Promise.allSettled([answer, death])
    }
  }
}

function judge({ model, threads, count }: TourHead, ridden: readonly Ridden[]): ThreadReplay {
  const lines = ridden.reduce((sum, one) => sum + one.lines, 0)
  const first = ridden
    .filter(({ parting }) => parting)
    .sort((a, b) => (a.parting?.line ?? 0) - (b.parting?.line ?? 0))[0]
  if (first?.parting) return { lines, parting: { ...first.parting, thread: threads[first.thread] ?? '' } }
  if (lines !== count.lines) throw new Error(`${model}: ${lines} of ${count.lines} lines were taken`)
  return { lines, parting: null }
}

function tornSlots(size: number): SharedArrayBuffer {
  const slots = new SharedArrayBuffer(size * Float64Array.BYTES_PER_ELEMENT)
  new Float64Array(slots).fill(Number.NaN)
  return slots
}
