// Workers that die at any access, and their supervisor, on one thread: spec/disruptor/Restart.tla with the source of runs
// and of decisions. A thread that has died does nothing more: all that its run would still touch throws.
import fc from 'fast-check'
import type { Layer } from './load.ts'

/** What the handler does with an event. */
const KINDS = ['go', 'throws', 'kills', 'kills once', 'void'] as const

const programs = fc.record({
  size: fc.constantFrom(1, 2, 4, 8),
  most: fc.constantFrom(1, 2, 5, 100),
  within: fc.constantFrom(1, 3, 10),
  poison: fc.constantFrom(undefined, 1, 2, 3),
  kinds: fc.array(fc.constantFrom('go', 'go', 'go', ...KINDS), { minLength: 1, maxLength: 12 }),
  /** For each life: the accesses until it ends, if it does not end by itself; and the time until then. */
  lives: fc.array(fc.record({ accesses: fc.nat({ max: 60 }), ms: fc.nat({ max: 6 }) }), { maxLength: 12 }),
  batches: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 10 }),
})

type Program = typeof programs extends fc.Arbitrary<infer Value> ? Value : never
type Action = 'retry' | 'skip' | 'halt'

/** @returns what is wrong, or null */
export async function judgeRestarts(
  layer: Layer,
  parameters: fc.Parameters<unknown>,
): Promise<string | null> {
  const property = fc.asyncProperty(programs, async (program) => {
    const world = new World(layer, program)
    await world.run()
    world.check()
  })
  const { failed, seed, counterexample, errorInstance } = await fc.check(property, {
    endOnFailure: true,
    ...parameters,
  })
  if (!failed) return null
  return `RINGPROOF_SEED=${seed}: ${(errorInstance as Error | null)?.message}\n${fc.stringify(counterexample)}`
}

class Died extends Error {}

const OVER = Object.assign(new Error('over'), { code: 'ERR_RINGPROOF_CLOSED' })
const NOWHERE = -1
/** A program that needs more lives than that does not end. */
const MOST_LIVES = 200

/** The ring, the row and the supervisor: what outlives a worker. */
class World {
  readonly layer: Layer
  readonly program: Program
  readonly progress: InstanceType<Layer['Progress']>
  readonly slots
  gate = 0
  batches = 0
  /** How often each event was handled to its end, and passed over by a run or by the supervisor. */
  readonly times = new Map<number, number>()
  readonly skipped = new Set<number>()
  /** Events whose handler has ended a worker. */
  readonly killers = new Set<number>()
  /** What was counted in lives that ended before their gate advanced over it. */
  twice = 0
  #now = 0
  /** When workers died, and at which event. */
  readonly #deaths: { readonly at: number; readonly now: number }[] = []
  #halted = false
  readonly #judge: InstanceType<Layer['Deaths']>

  constructor(layer: Layer, program: Program) {
    const { size, most, within, poison } = program
    this.layer = layer
    this.program = program
    this.progress = new layer.Progress(layer.Progress.bufferOf(1), 0)
    this.slots = layer.createSlots(layer.struct({ id: 'u32' }), 16)
    const { kinds } = program
    for (let sequence = 0; sequence < kinds.length; sequence++)
      this.slots.writer().at(sequence).set({ id: sequence })
    this.#judge = new layer.Deaths({ most, within, ...(poison !== undefined && { poison }) }, size)
  }

  /** As `Worked` does: decides, reports, and starts another with a row that is cleared. */
  async run(): Promise<void> {
    let poisonous: readonly number[] = []
    for (let life = 0; !this.#halted; life++) {
      if (life > MOST_LIVES) throw new Error('there is no end')
      const { accesses, ms } = this.program.lives[life] ?? { accesses: Number.POSITIVE_INFINITY, ms: 0 }
      const worker = new Life(this, accesses)
      if (await worker.end(poisonous)) return
      this.#now += ms
      const action = this.#decide(worker.blamed())
      poisonous = this.#judge.poisonousAfter(this.progress.at, action)
      this.progress.at = NOWHERE
      this.#halted = action === 'halt'
    }
  }

  #decide(at: number): Action {
    this.#deaths.push({ at, now: this.#now })
    const { most, within, poison = Number.POSITIVE_INFINITY } = this.program
    const killed = at === NOWHERE ? 0 : this.#deaths.filter((death) => death.at === at).length
    const recent = this.#deaths.filter(({ now }) => now > this.#now - within).length
    const wanted = recent > most ? 'halt' : killed >= poison ? 'skip' : 'retry'
    const action = this.#judge.afterDeath(this.progress.at, this.#now)
    equal(`action for the ${killed}th death at ${at}, ${recent} of late`, action, wanted)
    equal(`attempts at ${at}`, this.#judge.attemptsAt(this.progress.at), Math.max(1, killed))
    if (killed > poison) throw new Error(`${at} has killed ${killed} workers`)
    if (action === 'skip') this.skipped.add(at)
    return action
  }

  check(): void {
    const { kinds } = this.program
    if (!this.#halted) equal('gate', this.gate, kinds.length)
    const gone = kinds.slice(0, this.gate)
    for (const [e, kind] of gone.entries()) {
      const times = this.times.get(e) ?? 0
      if (kind === 'void') equal(`times of void ${e}`, times, 0)
      else if (times === 0 && !this.skipped.has(e)) throw new Error(`${e} is lost`)
      if (this.#deaths.length === 0 && times > 1) throw new Error(`${e} is handled ${times} times`)
    }
    const { handled, skipped } = this.progress
    const voids = gone.filter((kind) => kind === 'void').length
    equal('counted', handled + skipped - this.twice, this.gate - voids)
  }
}

/** A worker until it dies: each access of its is one step less. */
class Life {
  readonly #world: World
  #accesses: number
  #isDead = false
  /** The event of the call, and whose handler runs. */
  #cursor = NOWHERE
  #running = NOWHERE
  #next: number
  #uncertain = 0

  constructor(world: World, accesses: number) {
    this.#world = world
    this.#accesses = accesses
    this.#next = world.gate
  }

  /** Resolves with whether the run has ended with the ring. */
  async end(poisonous: readonly number[]): Promise<boolean> {
    const { layer, slots, program } = this.#world
    const run = layer.runOf(
      {
        ...{ name: 'work', slots, progress: this.#row(), poisonous, limit: undefined, data: undefined },
        ...{ onThrow: 'skip', tap: { put: () => this.#step() }, report: this.#report },
        voids: { has: (sequence: number) => program.kinds[sequence] === 'void' },
        handlers: { onEvent: this.#onEvent, onBatchEnd: () => this.#step() },
      } as never,
      { role: 'consumer', concurrency: undefined },
    )
    const reader = { consumeAsync: (handler: never) => this.#consume(handler, run.options.flush!) }
    const ended = await run.run(reader as never).catch(() => undefined)
    if (!this.#isDead && ended?.outcome !== 'over') throw new Error(`a run has ended with ${ended?.outcome}`)
    this.#world.twice += this.#isDead ? this.#uncertain : 0
    return !this.#isDead
  }

  /** The event that this death is counted against: the one that it was at, and none that is let go of. */
  blamed(): number {
    const { progress, gate } = this.#world
    if (this.#running !== NOWHERE) equal('blamed', progress.at, this.#running)
    if (progress.at !== NOWHERE) equal('blamed, if any,', progress.at, this.#cursor)
    if (progress.at !== NOWHERE && progress.at < gate) throw new Error(`${progress.at} is let go of`)
    return progress.at
  }

  #step(): void {
    if (!this.#isDead && this.#accesses-- > 0) return
    this.#isDead = true
    throw new Died()
  }

  #row(): object {
    const [step, { progress }] = [() => this.#step(), this.#world]
    return {
      get at() {
        return progress.at
      },
      set at(sequence: number) {
        step()
        progress.at = sequence
      },
      count: (handled: number, skipped: number) => {
        step()
        progress.count(handled, skipped)
        this.#uncertain += handled + skipped
      },
      countFailed: () => step(),
    }
  }

  readonly #report = ({ sequence, action }: { sequence: number; action: Action }): void => {
    this.#step()
    if (action === 'skip') this.#world.skipped.add(sequence)
    else throw new Error(`${action} is reported of ${sequence}`)
  }

  readonly #onEvent = ({ id }: { readonly id: number }, sequence: number): void => {
    this.#step()
    equal('event', id, sequence)
    if (sequence < this.#world.gate) throw new Error(`${sequence} is handled behind the gate`)
    const kind = this.#world.program.kinds[sequence]
    this.#running = sequence
    if (kind === 'kills' || (kind === 'kills once' && !this.#world.killers.has(sequence)))
      this.#kill(sequence)
    this.#step()
    this.#running = NOWHERE
    if (kind === 'throws') throw new Error(`no ${sequence}`)
    this.#world.times.set(sequence, (this.#world.times.get(sequence) ?? 0) + 1)
  }

  #kill(sequence: number): void {
    this.#world.killers.add(sequence)
    this.#accesses = 0
  }

  /** As a `Consumer`: the next call goes on where a handler threw, and the gate advances at the end of a batch. */
  async #consume(handler: (sequence: number, end: boolean) => void, flush: (last: number) => unknown) {
    const { batches, kinds, size } = this.#world.program
    this.#step()
    if (this.#next === kinds.length) throw OVER
    const n = Math.min(batches[this.#world.batches++ % batches.length]!, size)
    const last = Math.min(this.#next + n, kinds.length) - 1
    try {
      for (; this.#next <= last; this.#next++) {
        this.#cursor = this.#next
        handler(this.#next, this.#next === last)
      }
    } catch (error) {
      if (this.#world.gate < this.#next) {
        flush(this.#next - 1)
        this.#advance()
      }
      throw error
    }
    this.#advance()
  }

  #advance(): void {
    this.#step()
    this.#uncertain = 0
    this.#world.gate = this.#next
  }
}

function equal(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what} is ${found}, should be ${wanted}`)
}
