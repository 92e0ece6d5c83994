// An asynchronous handler run step by step, beside a model of spec/disruptor/Settle.tla: the fake consumer, promises and
// timers do nothing by themselves, so that the schedule decides which of them goes on.
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import type { Layer } from './load.ts'
import { type Given, KINDS, SettleModel, type Step } from './settle-model.ts'

/** What is drawn: a handler, its events, and which of the steps that are possible is taken. */
const programs = fc.record({
  log: fc.constantFrom(0, 1, 2, 3),
  start: fc.constantFrom(0, 5, 2 ** 31 - 3, 2 ** 53 - 2 ** 12),
  concurrency: fc.constantFrom(1, 2, 3, 4),
  limit: fc.constantFrom(undefined, 1, 2, 3),
  retries: fc.constantFrom(0, 0, 1, 2),
  finally: fc.constantFrom('skip' as const, 'halt' as const),
  abandons: fc.boolean(),
  kinds: fc.array(fc.constantFrom('promise', 'promise', 'throws', ...KINDS), { minLength: 1, maxLength: 12 }),
  draws: fc.array(fc.nat(), { maxLength: 80 }),
})

type Program = Given & { readonly log: number; readonly draws: readonly number[] }

/**
 * After each step the gate, what is open, what the row says, the counts and the reports are those of the model.
 *
 * @returns what is wrong, or null
 */
export async function judgeSettling(
  layer: Layer,
  parameters: fc.Parameters<unknown>,
): Promise<string | null> {
  const property = fc.asyncProperty(programs, async ({ log, ...program }) => {
    const error = await withTimers((timers) => play(layer, { ...program, log, size: 2 ** log }, timers))
    if (error !== null) throw new Error(error)
  })
  const { failed, seed, counterexample, errorInstance } = await fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${fc.stringify(counterexample)}`
}

async function play(layer: Layer, program: Program, timers: Timers): Promise<string | null> {
  const [model, scene] = [new SettleModel(program), new Scene(layer, program, timers)]
  const done: string[] = []
  await settled()
  for (let d = 0; ; d++) {
    const wrong = scene.wrong ?? differenceOf(scene.seen(), model.seen()) ?? model.refuses(scene.limit)
    if (wrong !== undefined) return `after ${done.join(', ')}: ${wrong}`
    const steps = model.steps(scene.limit, d < program.draws.length)
    if (steps.length === 0) return model.isOver ? null : `after ${done.join(', ')}: nothing goes on`
    const step = steps[(program.draws[d] ?? 0) % steps.length]!
    done.push(`${step.does} ${'sequence' in step ? step.sequence : 'n' in step ? step.n : ''}`)
    model.take(step)
    scene.take(step)
    await settled()
  }
}

/** Rounds of the event loop: enough for all promises to be resumed. */
async function settled(): Promise<void> {
  for (let round = 0; round < 2; round++) await turn()
}

function differenceOf(found: object, wanted: object): string | undefined {
  const all = Object.entries(wanted).map(([name, is]) => [
    name,
    JSON.stringify(found[name as never]),
    JSON.stringify(is),
  ])
  const [name, is, should] = all.find(([, a, b]) => a !== b) ?? []
  return name && `${name} is ${is}, should be ${should}`
}

const OVER = Object.assign(new Error('over'), { code: 'ERR_RINGPROOF_CLOSED' })
const ABORTED = Object.assign(new Error('aborted'), { code: 'ABORT_ERR' })

interface Pending {
  readonly limit: number
  resolve(taken: { readonly first: number; readonly last: number }): void
  reject(error: unknown): void
}

interface Called {
  readonly event: { readonly id: number }
  resolve(): void
  reject(error: unknown): void
}

/** The source with a ring, promises and timers that wait for their step. */
class Scene {
  wrong: string | undefined
  readonly #program: Program
  readonly #timers: Timers
  readonly #start: number
  readonly #slots
  readonly #voids: InstanceType<Layer['Voids']>
  readonly #progress: InstanceType<Layer['Progress']>
  readonly #end = new AbortController()
  readonly #open = new Map<number, Called>()
  readonly #waiting = new Map<number, () => void>()
  readonly #calls: number[] = []
  readonly #reports: (readonly [number | undefined, number, string])[] = []
  readonly #put: number[] = []
  #published = 0
  #closed = false
  #next = 0
  #gate = 0
  #shutdowns = 0
  #pending: Pending | undefined
  #outcome: string | null = null

  constructor(layer: Layer, program: Program, timers: Timers) {
    const { size, start, concurrency, limit, retries, kinds } = program
    const policy = { retries, finally: program.finally, delay: 1 }
    this.#program = program
    this.#timers = timers
    this.#start = start
    this.#slots = layer.createSlots(layer.struct({ id: 'u32' }), size)
    this.#voids = new layer.Voids(size)
    this.#progress = new layer.Progress(layer.Progress.bufferOf(1), 0)
    const running = {
      ...{ name: 'work', slots: this.#slots, voids: this.#voids, progress: this.#progress, limit },
      ...{ data: undefined, signal: this.#end.signal, onThrow: retries === 0 ? program.finally : policy },
      handlers: { onEvent: this.#onEvent, onShutdown: () => void this.#shutdowns++ },
      poisonous: kinds.flatMap((kind, s) => (kind === 'poisonous' ? [start + s] : [])),
      report: ({ sequence, attempts, action }: { sequence?: number; attempts: number; action: string }) =>
        this.#reports.push([sequence === undefined ? sequence : sequence - start, attempts, action]),
      tap: { put: (sequence: number) => this.#put.push(sequence - start) },
    }
    const run = new layer.OpenRun(running as never, concurrency)
    const consumer = { takeAsync: this.#takeAsync, advance: this.#advance }
    run.run(consumer as never).then(
      ({ outcome }) => {
        this.#outcome = outcome
      },
      (error) => {
        this.wrong = `the run has thrown ${error}`
      },
    )
  }

  readonly #onEvent = (event: { readonly id: number }, sequence: number): unknown => {
    const s = sequence - this.#start
    this.#calls.push(s)
    this.#waiting.delete(s)
    const kind = this.#program.kinds[s]
    if (kind === 'throws') throw new Error(`no ${s}`)
    if (kind === 'plain') return undefined
    return new Promise<void>((resolve, reject) => this.#open.set(s, { event, resolve, reject }))
  }

  /** As the ring does, it takes what is available even if its signal is aborted. */
  readonly #takeAsync = (limit: number, { signal }: { readonly signal: AbortSignal }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) this.wrong = 'takes, though it is ending'
      this.#pending = { limit, resolve, reject }
      signal.addEventListener('abort', () => this.#endTake(ABORTED))
      if (this.#closed && this.#next === this.#published) this.#endTake(OVER)
    })

  readonly #advance = (last: number): void => {
    const [gate, { at }] = [last - this.#start + 1, this.#progress]
    if (gate <= this.#gate || gate > this.#next) this.wrong = `the gate goes from ${this.#gate} to ${gate}`
    if (at >= 0 && at <= last) this.wrong = `a death at this advance is counted against ${at - this.#start}`
    this.#gate = gate
  }

  #endTake(error: unknown): void {
    this.#pending?.reject(error)
    this.#pending = undefined
  }

  take(step: Step): void {
    if (step.does === 'publish') this.#publish()
    else if (step.does === 'close') {
      this.#closed = true
      if (this.#next === this.#published) this.#endTake(OVER)
    } else if (step.does === 'abandon') this.#end.abort()
    else if (step.does === 'take') this.#take(step.n)
    else if (step.does === 'retry') this.#timers.elapse(step.timer)
    else if (step.does === 'fulfil') this.#called(step.sequence).resolve()
    else this.#called(step.sequence).reject(new Error(`no ${step.sequence}`))
  }

  #publish(): void {
    const sequence = this.#start + this.#published
    const isVoid = this.#program.kinds[this.#published] === 'void'
    if (isVoid) this.#voids.mark(sequence, sequence)
    else {
      this.#voids.clear(sequence, sequence)
      this.#slots.writer().at(sequence).set({ id: this.#published })
    }
    this.#published++
  }

  #take(n: number): void {
    const [{ resolve }, first] = [this.#pending!, this.#start + this.#next]
    this.#pending = undefined
    this.#next += n
    resolve({ first, last: first + n - 1 })
  }

  #called(sequence: number): Called {
    const called = this.#open.get(sequence)!
    this.#open.delete(sequence)
    return called
  }

  /** The most that the take that waits may find; 0 if none waits. */
  get limit(): number {
    return this.#pending?.limit ?? 0
  }

  seen(): ReturnType<SettleModel['seen']> {
    const { handled, skipped, failed, at } = this.#progress
    return {
      gate: this.#gate,
      open: [...this.#open.keys()].sort((a, b) => a - b),
      read: [...this.#open].sort(([a], [b]) => a - b).map(([, { event }]) => event.id),
      calls: this.#calls,
      at: at < 0 ? null : at - this.#start,
      counts: { handled, skipped, failed },
      reports: this.#reports,
      put: this.#put,
      outcome: this.#outcome,
      shutdowns: this.#shutdowns,
      timers: this.#timers.size,
    }
  }
}

/** Timers that elapse when they are told to, in the place of the host's. */
class Timers {
  readonly #all = new Map<number, () => void>()
  #number = 0

  get size(): number {
    return this.#all.size
  }

  readonly set = (callback: () => void): number => {
    this.#all.set(this.#number, callback)
    return this.#number++
  }

  readonly clear = (timer: number): void => {
    this.#all.delete(timer)
  }

  elapse(timer: number): void {
    this.#all.get(timer)!()
  }
}

async function withTimers<Result>(call: (timers: Timers) => Promise<Result>): Promise<Result> {
  const { setTimeout, clearTimeout } = globalThis
  const timers = new Timers()
  Object.assign(globalThis, { setTimeout: timers.set, clearTimeout: timers.clear })
  try {
    return await call(timers)
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout })
  }
}
