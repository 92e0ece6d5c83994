// Runs one program on real threads, some of which are killed, and records how each ended and what it handled.
import { Worker } from 'node:worker_threads'
import { createRing, type Positions, type Ring, type Supervised, supervise } from '../../../../src/index.ts'
import { type Program, TORN, VALUES, type Victim } from './program.ts'
import { type Memory, OFFERS, type Part, type Said } from './spoken.ts'

/** How one thread ended; `null` where it has not. */
export interface Fate {
  /** where it stood when it was killed */
  killed: string | null
  ended: Extract<Said, { kind: 'ended' }> | null
  /** the sequences published without a gap at its exit */
  published: number
  /** the sequences its consumer had handled at its exit */
  handled: number
  supervised: Supervised | null
  /** the sequences its successor handled */
  readonly succeeded: number[]
  error: string | null
}

/** The outcome of a run. */
export interface Remains {
  readonly positions: Positions
  readonly fates: readonly Fate[]
  /** the events each reader handled */
  readonly logs: readonly (readonly number[])[]
  /** the threads that did not end in time */
  readonly hung: readonly number[]
  /** the events each producer claimed, as far as it could record */
  readonly accepted: readonly number[]
}

const ALIVE_MS = 0.1

/** The threads of one run. */
class Run {
  readonly #program: Program
  readonly #ring: Ring
  readonly #memory: Memory
  readonly #fates: Fate[] = []
  readonly #workers: Worker[] = []
  readonly #exits: Promise<unknown>[] = []
  #ready = 0

  constructor(program: Program, text: string) {
    const { size, start, consumers, pools, producers, readers } = program
    const names = producers.map((_, p) => `p${p}`)
    this.#program = program
    this.#ring = createRing<string, string>({ size, start, producers: names, consumers, pools })
    const events = producers.reduce((sum, each) => sum + each.events, 0)
    const words = (many: number) => new SharedArrayBuffer(many * Int32Array.BYTES_PER_ELEMENT)
    // longer than the events, so that a reader that handles too many is noticed
    const logs = readers.map(() => words(2 * events + size + 8))
    this.#memory = { go: words(1), slots: words(2 * size), logs, offers: words(OFFERS * producers.length) }
    for (let thread = 0; thread < producers.length + readers.length; thread++) this.#start(thread, text)
  }

  async over(limit: number): Promise<Remains> {
    const hung: number[] = []
    const timer = setTimeout(() => this.#endAll(hung), limit)
    await Promise.all(this.#exits)
    clearTimeout(timer)
    const offers = new Int32Array(this.#memory.offers)
    const accepted = this.#program.producers.map((_, p) => offers[OFFERS * p + 2] ?? 0)
    return { positions: this.#ring.positions(), fates: this.#fates, logs: this.#logs(), hung, accepted }
  }

  #start(thread: number, text: string): void {
    const victim = this.#program.victims.find((each) => each.thread === thread)
    const stops = victim && victim.moment.kind !== 'time' ? { stop: victim.moment } : {}
    const handle = this.#ring.handle
    const workerData = {
      thread,
      program: this.#program,
      handle,
      memory: this.#memory,
      ...stops,
    } satisfies Part
    const worker = new Worker(text, { eval: true, workerData })
    const fate: Fate = {
      killed: null,
      ended: null,
      published: 0,
      handled: 0,
      supervised: null,
      succeeded: [],
      error: null,
    }
    this.#fates.push(fate)
    this.#workers.push(worker)
    worker.on('message', (said: Said) => this.#hear(said, fate, worker))
    worker.on('error', (error) => {
      fate.error = String(error)
    })
    worker.on('exit', () => this.#look(thread, fate))
    const { done } = supervise(this.#ring, worker, this.#rolesOf(thread))
    this.#exits.push(
      done.then((supervised) => {
        fate.supervised = supervised
        if (supervised.outcome === 'unmissed') return this.#succeed(supervised.vacant, fate)
      }),
    )
  }

  #rolesOf(thread: number) {
    const { producers, readers, pools, onDeath } = this.#program
    const vacates = onDeath === 'vacate'
    if (thread < producers.length)
      return { producers: { [`p${thread}`]: vacates ? ('vacate' as const) : ('fail' as const) } }
    const { name } = readers[thread - producers.length]!
    return pools.includes(name) ? { pools: [name] } : { consumers: { [name]: onDeath } }
  }

  /** Takes over the roles of a thread that is gone, and finishes their work. */
  async #succeed(vacant: readonly string[], fate: Fate): Promise<void> {
    for (const name of vacant) {
      try {
        if (this.#ring.handle.producers.includes(name)) this.#publish(name)
        else await this.#readOn(name, fate)
      } catch (error) {
        if (!/CLOSED|STOPPED|FAILED/.test(String((error as { code?: unknown }).code))) throw error
      }
    }
  }

  /** Rewrites the events it had claimed: its last claim ended with the last of them. */
  #publish(name: string): void {
    const producer = this.#ring.takeOverProducer(name)
    const [p, offers] = [this.#ring.handle.producers.indexOf(name), new Int32Array(this.#memory.offers)]
    const slots = new Int32Array(this.#memory.slots)
    const behind = (offers[OFFERS * p] ?? 0) + (offers[OFFERS * p + 1] ?? 0)
    const { first, last } = producer.unpublished ?? { first: 0, last: -1 }
    for (let sequence = first; sequence <= last; sequence++) {
      const [at, value] = [2 * this.#ring.index(sequence), p * VALUES + behind - 1 - (last - sequence)]
      slots[at] = value
      slots[at + 1] = ~value
    }
    if (last >= first) producer.publish(first, last)
    producer.leave()
  }

  async #readOn(name: string, fate: Fate): Promise<void> {
    const consumer = this.#ring.takeOver(name)
    const slots = new Int32Array(this.#memory.slots)
    for (;;)
      await consumer.consumeAsync((sequence) => {
        const at = 2 * this.#ring.index(sequence)
        fate.succeeded.push(slots[at + 1] === ~(slots[at] ?? 0) ? sequence : TORN)
      })
  }

  #hear(said: Said, fate: Fate, worker: Worker): void {
    if (said.kind === 'ended') fate.ended = said
    else if (said.kind === 'ready') this.#ready++
    else {
      fate.killed = said.at
      worker.terminate()
    }
    if (said.kind === 'ready' && this.#ready === this.#workers.length) this.#begin()
  }

  #begin(): void {
    const go = new Int32Array(this.#memory.go)
    Atomics.store(go, 0, 1)
    Atomics.notify(go, 0)
    for (const victim of this.#program.victims) if (victim.moment.kind === 'time') this.#killLater(victim)
    const { ending, endsAfter } = this.#program
    if (ending === 'close' || ending === 'stop') setTimeout(() => this.#ring[ending](), endsAfter * ALIVE_MS)
  }

  #killLater({ thread, moment }: Victim): void {
    const worker = this.#workers[thread]!
    const fate = this.#fates[thread]!
    const timer = setTimeout(() => {
      if (fate.ended) return
      fate.killed = 'left alone'
      worker.terminate()
    }, moment.n * ALIVE_MS)
    worker.on('exit', () => clearTimeout(timer))
  }

  /** Records the state before the supervisor, whose listener was added later, reacts. */
  #look(thread: number, fate: Fate): void {
    const { published, handled } = this.#ring.positions()
    const name = this.#program.readers[thread - this.#program.producers.length]?.name ?? ''
    fate.published = published
    fate.handled = handled[name] ?? published
  }

  #endAll(hung: number[]): void {
    this.#workers.forEach((worker, thread) => {
      if (worker.threadId < 0) return
      hung.push(thread)
      worker.terminate()
    })
    this.#ring.fail({})
  }

  #logs(): number[][] {
    return this.#memory.logs.map((log) => {
      const words = new Int32Array(log)
      return [...words.subarray(1, 1 + words[0]!)]
    })
  }
}

/** Runs a program once. `text` is the bundled thread; threads that have not ended after `limit` ms are terminated. */
export async function run(program: Program, text: string, limit: number): Promise<Remains> {
  return await new Run(program, text).over(limit)
}
