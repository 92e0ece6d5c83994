// A handler on workers: starts them, hears how they end, and starts them again where that is wanted.
// Twin: spec/disruptor/Restart.tla, with Deaths.ts and Run.ts.
import type { AnyEvent, Slots } from '../events/Slots.ts'
import { remainingOf } from '../ring/drain.ts'
import type { Ring } from '../ring/Ring.ts'
import { type Roles, supervise } from '../ring/supervise.ts'
import { type AfterDeath, Deaths } from './Deaths.ts'
import { threads, type Worker } from './host.ts'
import type { OnWorker } from './options.ts'
import { NOWHERE, Progress } from './Progress.ts'
import { copyOf, type FailedEvent } from './report.ts'
import { StartError } from './StartError.ts'
import { isTold, type Job, KEY, type Told } from './serve.ts'

/** What the thread that starts workers knows of their disruptor. */
export interface Around<Type extends AnyEvent> {
  readonly ring: Ring
  readonly slots: Slots<Type>
  readonly report: (failed: FailedEvent) => void
}

/** A worker's life, as far as it is known. */
interface Life {
  error: unknown
  /** Undefined if no thread could be made. */
  code: number | undefined
  hasStarted: boolean
  /** How its run has ended, if it has. */
  ended: 'over' | 'halted' | undefined
}

/** One worker, and those that take its place. */
export class Worked<Type extends AnyEvent> {
  readonly #around: Around<Type>
  readonly #options: OnWorker<string>
  readonly #progress: Progress
  #job: Job
  #worker: Worker | undefined
  #isEnding = false
  #hasStarted = false
  readonly #deaths: Deaths
  readonly #started = settling<void>()
  /** Resolves once no worker is left, and none will be started. */
  readonly done: Promise<void>

  constructor(around: Around<Type>, options: OnWorker<string>, job: Job) {
    this.#around = around
    this.#options = options
    this.#deaths = new Deaths(options.restart, around.ring.handle.size)
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
    let action: AfterDeath
    do {
      const life: Life = { error: undefined, code: 0, hasStarted: false, ended: undefined }
      await this.#live(life)
      this.#started.reject(new StartError(this.#job.name, reasonOf(life), life.error))
      action = this.#actionFor(life)
      if (action !== 'halt') this.#succeed(action)
    } while (action !== 'halt')
  }

  /** The worker is gone, so its row may be written here. */
  #succeed(action: AfterDeath): void {
    const poisonous = this.#deaths.poisonousAfter(this.#progress.at, action)
    this.#job = { ...this.#job, role: 'successor', poisonous }
    this.#progress.at = NOWHERE
  }

  /** One worker's life. */
  async #live(life: Life): Promise<void> {
    const worker = this.#begin(life)
    this.#worker = worker
    if (!worker) return
    worker.on('error', (error) => {
      life.error = error
    })
    worker.once('exit', (code) => {
      life.code = code
    })
    worker.on('message', (message) => this.#hear(message, life))
    await supervise(this.#around.ring, worker, this.#roles()).done
  }

  /** Undefined if not even a thread could be made: of what is no file, or with data that cannot be cloned. */
  #begin(life: Life): Worker | undefined {
    const { Worker } = threads()
    try {
      return new Worker(this.#options.worker, { workerData: { [KEY]: this.#job }, name: this.#job.name })
    } catch (error) {
      life.error = error
      life.code = undefined
      return undefined
    }
  }

  #roles(): Roles {
    const { name, role } = this.#job
    if (role === 'pool') return { pools: [name] }
    return { consumers: { [name]: this.#options.restart ? 'vacate' : 'fail' } }
  }

  #hear(message: unknown, life: Life): void {
    if (!isTold(message)) return
    const told: Told = message
    const what = told[KEY]
    if (what === 'failed') this.#around.report(told.failed)
    else if (what !== 'started') life.ended = what
    else {
      life.hasStarted = this.#hasStarted = true
      this.#started.resolve()
    }
  }

  /** What is done once a worker has ended: `halt` if no other is started. */
  #actionFor(life: Life): AfterDeath {
    const isQuiet =
      this.#isEnding || !this.#hasStarted || (life.ended && !(life.ended === 'over' && life.error))
    const { at } = this.#progress
    const action = !isQuiet && this.#isVacant() ? this.#deaths.afterDeath(at, performance.now()) : 'halt'
    if (!isQuiet) this.#report(life, action)
    if (action === 'halt' && !this.#isEnding && life.ended !== 'over') this.#giveUp()
    return action
  }

  /** Whether others wait for a successor: of this worker, or of one before it whose place this one never took. */
  #isVacant(): boolean {
    const { state, consumers } = this.#around.ring.positions()
    const isVacant = this.#options.restart !== undefined && consumers[this.#job.name] === 'dead'
    return isVacant && state !== 'stopped' && state !== 'failed'
  }

  #report(life: Life, action: AfterDeath): void {
    const [{ slots, report }, { at }] = [this.#around, this.#progress]
    const isWithin = at !== NOWHERE
    report({
      handler: this.#job.name,
      sequence: isWithin ? at : undefined,
      attempts: this.#deaths.attemptsAt(at),
      error: life.error ?? new Error(reasonOf(life)),
      event: isWithin ? copyOf(slots, at) : undefined,
      action,
    })
  }

  /** A place that nobody takes any more is one that the others would wait for. */
  #giveUp(): void {
    const { ring } = this.#around
    const { name } = this.#job
    const positions = ring.positions()
    const { state } = positions
    const isDone = state === 'closed' && remainingOf(positions)[name] === 0
    if (!isDone && state !== 'stopped' && state !== 'failed') ring.fail({ consumers: [name] })
  }
}

function reasonOf({ code, hasStarted }: Life): string {
  if (code === undefined) return 'no thread could be made for it'
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
