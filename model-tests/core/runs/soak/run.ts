// Runs one ring on threads of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  createRing,
  type Drained,
  type Positions,
  type Ring,
  type Supervised,
  supervise,
} from '../../../../src/index.ts'
import { namesOf, type Plan } from './plan.ts'
import type { End, Said, Task } from './task.ts'
import { type Memory, memoryOf, OFFERS, STOP } from './words.ts'

/** The outcome of one thread. */
export interface Fate {
  killed: boolean
  end: End | null
  /** the ring's positions at its exit, before any other thread learned of it */
  last: Positions | null
  supervised: Supervised | null
  error: string | null
}

/** The outcome of a ring. */
export interface Remains {
  readonly positions: Positions
  /** the outcome of the drain that began when the ring ended */
  readonly drained: Drained['outcome']
  /** the events each consumer had left when all threads were gone */
  readonly left: Drained['remaining']
  readonly fates: readonly Fate[]
  /** the violations that threads noticed themselves */
  readonly defects: readonly string[]
  /** the threads that did not end in time */
  readonly hung: readonly number[]
  /** for each producer, the events it has claimed and published */
  readonly offers: readonly (readonly number[])[]
  /** for each consumer or pool, how often an event was handled in each slot */
  readonly counts: Readonly<Record<string, Int32Array>>
}

export interface RunOptions {
  /** the bundled thread, see `bundle` */
  readonly text: string
  /** the most that threads may take to begin, and to end, in ms */
  readonly limit: number
  /** ends the ring's life early: it is closed and drained as always */
  readonly signal?: AbortSignal
  readonly onRing?: (ring: Ring) => void
}

const LOOK_MS = 1

class Run {
  readonly #plan: Plan
  readonly #options: RunOptions
  readonly #ring: Ring
  readonly #memory: Memory
  readonly #fates: Fate[] = []
  readonly #workers: Worker[] = []
  readonly #exits: Promise<unknown>[] = []
  readonly #defects: string[] = []
  readonly #hung: number[] = []
  /** aborted when the ring's life ends, when all threads are ready, and when everything is over */
  readonly #ending = new AbortController()
  readonly #ready = new AbortController()
  readonly #over = new AbortController()
  #waiting: number

  constructor(plan: Plan, options: RunOptions) {
    const { size, start, consumers, pools, producers, readers } = plan
    this.#plan = plan
    this.#options = options
    this.#ring = createRing<string, string>({ size, start, producers: namesOf(plan), consumers, pools })
    this.#memory = memoryOf(plan)
    this.#waiting = producers.length + readers.length
    for (let thread = 0; thread < producers.length + readers.length; thread++) this.#start(thread)
  }

  async remains(): Promise<Remains> {
    const { signal, limit, onRing } = this.#options
    const end = () => this.#ending.abort()
    signal?.addEventListener('abort', end, { signal: this.#over.signal })
    if (signal?.aborted) end()
    await this.#within(limit, pause(limit, this.#ready.signal))
    onRing?.(this.#ring)
    await this.#live()
    const outcome = await this.#within(limit, this.#drained())
    this.#over.abort()
    // The first drain did not wait for the readers of a failed ring, which were still handling.
    const { remaining } = await this.#ring.drain({ timeout: 0 })
    return this.#found(outcome, remaining)
  }

  /** Terminates the threads that have not ended in time. */
  async #within<Answer>(limit: number, answer: Promise<Answer>): Promise<Answer> {
    const timer = setTimeout(() => this.#endAll(), limit)
    try {
      return await answer
    } finally {
      clearTimeout(timer)
    }
  }

  #found(drained: Drained['outcome'], left: Drained['remaining']): Remains {
    const offers = new Int32Array(this.#memory.offers)
    const counts = Object.entries(this.#memory.counts).map(([name, words]) => [name, new Int32Array(words)])
    return {
      positions: this.#ring.positions(),
      ...{ drained, left, fates: this.#fates, defects: this.#defects, hung: this.#hung },
      offers: this.#plan.producers.map((_, p) => [...offers.subarray(p * OFFERS, (p + 1) * OFFERS)]),
      counts: Object.fromEntries(counts),
    }
  }

  #start(thread: number): void {
    const { handle } = this.#ring
    const workerData: Task = { thread, plan: this.#plan, handle, memory: this.#memory }
    const worker = new Worker(this.#options.text, { eval: true, workerData })
    const fate: Fate = { killed: false, end: null, last: null, supervised: null, error: null }
    this.#fates.push(fate)
    this.#workers.push(worker)
    worker.on('message', (said: Said) => this.#hear(said, fate, thread))
    worker.on('error', (error) => {
      fate.error = String(error)
      this.#ending.abort()
    })
    this.#exits.push(this.#watch(worker, fate, thread))
  }

  async #watch(worker: Worker, fate: Fate, thread: number): Promise<void> {
    // Added before the supervisor's listener, so that it runs first.
    worker.on('exit', () => {
      fate.last = this.#ring.positions()
    })
    const { done } = supervise(this.#ring, worker, this.#rolesOf(thread), {
      onDeath: (death) => death === 'failed' && this.#ending.abort(),
    })
    fate.supervised = await done
  }

  #rolesOf(thread: number) {
    const { producers, readers, pools, victim } = this.#plan
    if (thread < producers.length) return { producers: [`p${thread}`] }
    const { name } = readers[thread - producers.length]!
    return pools.includes(name) ? { pools: [name] } : { consumers: { [name]: victim?.onDeath ?? 'fail' } }
  }

  #hear(said: Said, fate: Fate, thread: number): void {
    if (said.kind === 'ended') fate.end = said.end
    else if (said.kind === 'ready') {
      if (--this.#waiting === 0) this.#ready.abort()
    } else {
      this.#defects.push(`thread ${thread}: ${said.what}`)
      this.#ending.abort()
    }
  }

  /** Starts all threads, may kill one, and then gives producers the stop sign. */
  async #live(): Promise<void> {
    this.#sign(0)
    const { victim, lives } = this.#plan
    if (victim) {
      await pause(victim.after, this.#ending.signal)
      if (!this.#ending.signal.aborted) this.#kill(victim.thread)
    }
    await pause(lives - (victim?.after ?? 0), this.#ending.signal)
    await this.#moves()
    this.#sign(STOP)
    if (this.#plan.ending === 'close' && this.#plan.producers.length > 1) this.#ring.close()
  }

  /** Waits for progress before the end, which wakes every thread and would hide a lost wake-up. */
  async #moves(): Promise<void> {
    const { published } = this.#ring.positions()
    const late = performance.now() + this.#options.limit
    while (!this.#ending.signal.aborted && this.#ring.positions().published === published) {
      await pause(LOOK_MS, this.#ending.signal)
      if (performance.now() < late) continue
      this.#defects.push(`the ring stands still: nothing is published after ${published}`)
      return
    }
  }

  #sign(word: number): void {
    const signs = new Int32Array(this.#memory.signs)
    Atomics.store(signs, word, 1)
    Atomics.notify(signs, word)
  }

  #kill(thread: number): void {
    this.#fates[thread]!.killed = true
    this.#workers[thread]!.terminate()
  }

  /** Drains the ring and waits until every thread is gone. */
  async #drained(): Promise<Drained['outcome']> {
    while (this.#ring.state === 'open') await sleep(LOOK_MS)
    const { outcome } = await this.#ring.drain({ timeout: this.#options.limit })
    await Promise.all(this.#exits)
    return outcome
  }

  #endAll(): void {
    this.#workers.forEach((worker, thread) => {
      if (worker.threadId < 0) return
      this.#hung.push(thread)
      worker.terminate()
    })
    this.#ring.fail({})
    this.#ending.abort()
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** Runs a ring as planned; leaves no thread, timer or handle. */
export async function run(plan: Plan, options: RunOptions): Promise<Remains> {
  return await new Run(plan, options).remains()
}
