// Runs a scenario on threads of its own, some of which are killed; listens to them, and leaves none behind.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  ClosedError,
  type Drained,
  FailedError,
  type Positions,
  type Ring,
  type Supervised,
  supervise,
} from '../../../src/index.ts'
import { isEndless, readerOf, ringOf, type Scenario } from '../scenario.ts'
import type { Moment } from './crash.ts'
import { type Books, booksOf, GO, type Memory, memoryOf, STOP } from './memory.ts'
import { publishFor, readFor } from './succeed.ts'
import { type Outcome, type Said, type Task, THROWN } from './task.ts'

/** What befalls a ring. */
export interface Plan {
  readonly scenario: Scenario
  readonly victims: readonly Victim[]
  /** The policy for a consumer's death; for a producer's, `discard` means `fail`. A vacant role gets a successor. */
  readonly onDeath: 'fail' | 'discard' | 'vacate'
  /**
   * What ends the ring: the last producer that leaves; the first producer, done while others still claim; or the main
   * thread, which closes or stops it.
   */
  readonly ending: 'leave' | 'first' | 'close' | 'stop'
  /** the ms until the main thread ends the ring, or tells its producers to end; null if they end by themselves */
  readonly lives: number | null
}

export interface Victim {
  /** producers first, then readers */
  readonly thread: number
  readonly moment: Moment
}

/** The outcome of one thread; `null` where there is none. */
export interface Fate {
  /** where it stood when it was killed */
  killed: string | null
  outcome: Outcome | null
  /** the ring's positions at its exit, before any other thread learned of it */
  last: Positions | null
  supervised: Supervised | null
  /** the sequences its successor handled */
  readonly succeeded: number[]
  error: string | null
}

/** The outcome of a ring. */
export interface Remains extends Books {
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

const UNKNOWN = { killed: null, outcome: null, last: null, supervised: null, error: null } as const
const LOOK_MS = 1
/** The unit of a moment in time. */
const TENTH_MS = 0.1

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
    const { producers, readers } = plan.scenario
    this.#plan = plan
    this.#options = options
    this.#ring = ringOf(plan.scenario)
    this.#memory = memoryOf(plan.scenario)
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
    const drained = await this.#within(limit, this.#drained())
    this.#over.abort()
    // The first drain did not wait for the readers of a failed ring, which were still handling.
    const { remaining } = await this.#ring.drain({ timeout: 0 })
    return this.#found(drained, remaining)
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
    const found = { drained, left, fates: this.#fates, defects: this.#defects, hung: this.#hung }
    return { positions: this.#ring.positions(), ...found, ...booksOf(this.#memory) }
  }

  #start(thread: number): void {
    const worker = new Worker(this.#options.text, { eval: true, workerData: this.#taskOf(thread) })
    const fate: Fate = { ...UNKNOWN, succeeded: [] }
    this.#fates.push(fate)
    this.#workers.push(worker)
    worker.on('message', (said: Said) => this.#hear(said, fate, thread))
    worker.on('error', (error) => {
      fate.error = String(error)
      if (!fate.error.includes(THROWN)) this.#ending.abort()
    })
    this.#exits.push(this.#watch(worker, fate, thread))
  }

  #taskOf(thread: number): Task {
    const { scenario, victims } = this.#plan
    const moment = victims.find((each) => each.thread === thread)?.moment
    return {
      ...{ thread, scenario, handle: this.#ring.handle, memory: this.#memory },
      ...(moment && moment.kind !== 'time' ? { crash: moment } : {}),
      mortals: victims.flatMap((each) => readerOf(scenario, each.thread)?.name ?? []),
      ...(this.#closes(thread) ? { closing: { thread, after: null, turns: 0 } } : {}),
    }
  }

  /** Whether a producer closes the ring when it is done: where producers are stopped, all do, beside the main thread. */
  #closes(thread: number): boolean {
    const { scenario, ending } = this.#plan
    if (ending === 'first') return thread === 0
    return ending === 'close' && isEndless(scenario) && thread < scenario.producers.length
  }

  async #watch(worker: Worker, fate: Fate, thread: number): Promise<void> {
    // Added before the supervisor's listener, so that it runs first.
    worker.on('exit', () => {
      fate.last = this.#ring.positions()
    })
    const { done } = supervise(this.#ring, worker, this.#rolesOf(thread), {
      onDeath: (death) => death === 'failed' && this.#ending.abort(),
    })
    const supervised = await done
    fate.supervised = supervised
    if (supervised.outcome === 'unmissed') await this.#succeed(supervised.vacant, fate)
  }

  #rolesOf(thread: number) {
    const { scenario, onDeath } = this.#plan
    const reader = readerOf(scenario, thread)
    if (!reader)
      return { producers: { [`p${thread}`]: onDeath === 'vacate' ? ('vacate' as const) : ('fail' as const) } }
    const { name } = reader
    return scenario.pools.includes(name) ? { pools: [name] } : { consumers: { [name]: onDeath } }
  }

  /** Takes over the roles of a thread that is gone, and finishes their work. */
  async #succeed(vacant: readonly string[], fate: Fate): Promise<void> {
    for (const name of vacant) {
      try {
        if (this.#ring.handle.producers.includes(name)) publishFor(name, this.#ring, this.#memory)
        else await readFor(name, this.#ring, this.#memory, fate.succeeded)
      } catch (error) {
        if (!(error instanceof ClosedError || error instanceof FailedError)) throw error
      }
    }
  }

  #hear(said: Said, fate: Fate, thread: number): void {
    if (said.kind === 'ended') fate.outcome = said.outcome
    else if (said.kind === 'stopped') this.#kill(thread, said.at)
    else if (said.kind === 'defect') {
      this.#defects.push(`thread ${thread}: ${said.what}`)
      this.#ending.abort()
    } else if (--this.#waiting === 0) this.#ready.abort()
  }

  /** Starts all threads, kills those that are to die in time, and ends the ring unless its threads do. */
  async #live(): Promise<void> {
    this.#sign(GO)
    for (const victim of this.#plan.victims) this.#killInTime(victim)
    const { lives, ending, scenario } = this.#plan
    if (lives === null) return
    await pause(lives, this.#ending.signal)
    if (isEndless(scenario)) {
      await this.#moves()
      this.#sign(STOP)
    }
    if (ending === 'close' || ending === 'stop') this.#ring[ending]()
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

  #killInTime({ thread, moment }: Victim): void {
    if (moment.kind !== 'time') return
    const timer = setTimeout(() => {
      if (!this.#fates[thread]!.outcome) this.#kill(thread, 'left alone')
    }, moment.n * TENTH_MS)
    this.#workers[thread]!.on('exit', () => clearTimeout(timer))
  }

  #kill(thread: number, at: string): void {
    this.#fates[thread]!.killed = at
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
