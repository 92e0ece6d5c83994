// A handler on workers: starts them, hears how they end, and starts them again where that is wanted.

import type { AnyEvent, Reader, Slots } from '../events/Slots.ts'
import type { Ring } from '../ring/Ring.ts'
import { type Roles, type Supervised, supervise } from '../ring/supervise.ts'
import { threads, type Worker } from './host.ts'
import type { OnWorker } from './options.ts'
import { NOWHERE, Progress } from './Progress.ts'
import type { FailedEvent } from './report.ts'
import { StartError } from './StartError.ts'
import { isTold, type Job, KEY, type Told } from './serve.ts'

/** What the thread that starts workers knows of their disruptor. */
export interface Around<Type extends AnyEvent> {
  readonly ring: Ring
  readonly slots: Slots<Type>
  readonly report: (failed: FailedEvent) => void
}

/** A worker's life, as far as it is known; and at its end, what became of its role. */
interface Life {
  error: unknown
  code: number
  hasStarted: boolean
  hasHalted: boolean
}

type Action = FailedEvent['action']

/** One worker, and those that take its place. */
export class Worked<Type extends AnyEvent> {
  readonly #around: Around<Type>
  readonly #options: OnWorker<string>
  readonly #progress: Progress
  #job: Job
  #worker: Worker | undefined
  #isEnding = false
  /** When workers died, in milliseconds; and how many each event has killed. */
  #deaths: readonly number[] = []
  readonly #killed = new Map<number, number>()
  readonly #started = settling<void>()
  /** Resolves once no worker is left, and none will be started. */
  readonly done: Promise<void>

  constructor(around: Around<Type>, options: OnWorker<string>, job: Job) {
    this.#around = around
    this.#options = options
    this.#job = job
    this.#progress = new Progress(job.progress, job.row)
    this.done = this.#keep()
  }

  /** Resolves once the first worker has taken its role; rejects with a StartError if it ends before. */
  get started(): Promise<void> {
    return this.#started.promise
  }

  /** Ends the worker at once, and starts no other. */
  async terminate(): Promise<void> {
    this.#isEnding = true
    await this.#worker?.terminate()
    await this.done
  }

  async #keep(): Promise<void> {
    let action: Action
    do {
      const [life, how] = await this.#live()
      this.#started.reject(new StartError(this.#job.name, reasonOf(life), life.error))
      action = this.#actionFor(life, how)
      if (action === 'halt') this.#end(how)
      else this.#succeed(action === 'skip' ? { skipped: this.#passOver() } : {})
    } while (action !== 'halt')
  }

  #succeed(more: Pick<Job, 'skipped'> | Record<string, never>): void {
    this.#job = { ...this.#job, role: 'successor', ...more }
  }

  /** The worker is gone, so its row may be written here. */
  #passOver(): number {
    const { at } = this.#progress
    this.#progress.countSkipped()
    return at
  }

  /** One worker's life. */
  async #live(): Promise<[Life, Supervised]> {
    const { Worker } = threads()
    const { name } = this.#job
    const life: Life = { error: undefined, code: 0, hasStarted: false, hasHalted: false }
    const worker = new Worker(this.#options.worker, { workerData: { [KEY]: this.#job }, name })
    this.#worker = worker
    worker.on('error', (error) => {
      life.error = error
    })
    worker.once('exit', (code) => {
      life.code = code
    })
    worker.on('message', (message) => this.#hear(message, life))
    return [life, await supervise(this.#around.ring, worker, this.#roles()).done]
  }

  #roles(): Roles {
    const { name, role } = this.#job
    if (role === 'pool') return { pools: [name] }
    return { consumers: { [name]: this.#options.restart ? 'vacate' : 'fail' } }
  }

  #hear(message: unknown, life: Life): void {
    if (!isTold(message)) return
    const told: Told = message
    if (told[KEY] === 'failed') this.#around.report(told.failed)
    if (told[KEY] === 'halted') life.hasHalted = true
    if (told[KEY] !== 'started') return
    life.hasStarted = true
    this.#started.resolve()
  }

  /** What is done once a worker has ended: `halt` if no other is started. */
  #actionFor(life: Life, how: Supervised): Action {
    const isVacant = how.outcome === 'unmissed' && how.vacant.length > 0
    const isOver = this.#isEnding || !isVacant || /stopped|failed/.test(this.#around.ring.state)
    if (life.hasHalted || (isOver && how.outcome !== 'failed')) return 'halt'
    const action = isOver ? 'halt' : this.#afterDeath(this.#progress.at)
    this.#report(life, action)
    return action
  }

  #afterDeath(at: number): Action {
    const { most, within, poison = Number.POSITIVE_INFINITY } = this.#options.restart!
    const now = performance.now()
    this.#deaths = [...this.#deaths.filter((death) => death > now - within), now]
    if (this.#deaths.length > most) return 'halt'
    const killed = (this.#killed.get(at) ?? 0) + 1
    if (at !== NOWHERE) this.#killed.set(at, killed)
    return at !== NOWHERE && killed >= poison ? 'skip' : 'retry'
  }

  #report(life: Life, action: Action): void {
    const [{ slots, report }, { at }] = [this.#around, this.#progress]
    const isWithin = at !== NOWHERE
    report({
      handler: this.#job.name,
      sequence: isWithin ? at : undefined,
      attempts: isWithin ? (this.#killed.get(at) ?? 1) : 1,
      error: life.error ?? new Error(reasonOf(life)),
      event: isWithin ? (slots.reader() as Reader<Type>).at(at).copy() : undefined,
      action,
    })
  }

  /** A place that nobody takes any more is one that the others would wait for. */
  #end({ outcome }: Supervised): void {
    const { ring } = this.#around
    if (outcome === 'unmissed' && ring.state === 'open' && !this.#isEnding)
      ring.fail({ consumers: [this.#job.name] })
  }
}

function reasonOf({ code, hasStarted }: Life): string {
  if (code !== 0 || hasStarted) return `Exit code ${code}`
  return 'its file ended without a call of handler()'
}

/** A promise that others settle, once. */
function settling<Value>() {
  let [resolve, reject]: [(value: Value) => void, (error: unknown) => void] = [() => {}, () => {}]
  const promise = new Promise<Value>((...settle) => {
    ;[resolve, reject] = settle
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}

declare const performance: { now(): number }
