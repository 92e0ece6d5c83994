// The invariants of the specs, under their names, for walks on rings that are too large for TLC.
import type { Done } from '../stepper/machine.ts'
import type { Stage } from './stage.ts'

/** An invariant does not hold. */
export class Violated extends Error {
  readonly invariant: Invariant

  constructor(invariant: Invariant, what: string) {
    super(`${invariant}: ${what}`)
    this.invariant = invariant
  }
}

/** What is checked; each step can break only those that it has to do with, so only these are looked at. */
export const INVARIANTS = [
  'Refines',
  'NoDataRace',
  'ReadsPublished',
  'SequenceIsExact',
  'GatesInOrder',
  'HeldOnce',
  'TicketIsExact',
  'GateMovesByOne',
] as const

export type Invariant = (typeof INVARIANTS)[number]

/** Watches all steps of one walk, and keeps what the specs know: who holds what, and what is published. */
export class Watch {
  readonly #stage: Stage
  /** The slot in which each thread writes or reads, or -1. */
  readonly #inside: number[]
  readonly #writes: readonly boolean[]
  /** The sequences of the open claim of each producer, or of the ticket of each worker. */
  readonly #first: number[]
  readonly #count: number[]
  /** The sequence whose event each slot was last published with. */
  readonly #published: number[]
  readonly #gates: Map<string, number>
  #claimed: number
  #taken: number

  constructor(stage: Stage) {
    const { head, start } = stage
    this.#stage = stage
    this.#inside = head.threads.map(() => -1)
    this.#writes = head.threads.map((name) => head.producers?.includes(name) ?? false)
    this.#first = head.threads.map(() => start)
    this.#count = head.threads.map(() => 0)
    this.#published = Array.from({ length: head.size }, () => -1)
    this.#gates = new Map(Object.keys(head.consumers).map((name) => [name, start - 1]))
    this.#claimed = start - 1
    this.#taken = start - 1
  }

  /**
   * Looks at a step that was taken.
   *
   * @throws {Violated} if an invariant does not hold after it
   */
  saw(thread: number, action: string, n: number, done: Done | null): void {
    const look = this.#looks[action]
    if (look) look(thread, n, done)
  }

  readonly #looks: Readonly<Record<string, (thread: number, n: number, done: Done | null) => void>> = {
    Claim: (thread, n) => this.#claims(thread, n),
    LoadNext: (thread, n) => {
      this.#count[thread] = n
    },
    Exchange: (thread, _, done) => {
      if (done && done.result === done.operands[0]) this.#claims(thread, this.#count[thread] ?? 0)
    },
    BeginWrite: (thread) => this.#begins(thread, this.#own(thread, 'written') + 1),
    EndWrite: (thread) => this.#ends(thread),
    Publish: (thread) => this.#publishes(thread),
    BeginRead: (thread) => this.#reads(thread),
    EndRead: (thread) => this.#ends(thread),
    Advance: (thread, _, done) => this.#advances(this.#name(thread), this.#stored(this.#name(thread), done)),
    Take: (thread, _, done) => {
      if (done && done.result === done.operands[0])
        this.#takes(thread, ((Number(done.operands[1]) - done.result) | 0) >> 1)
    },
    BeginTask: (thread) => this.#reads(thread),
    EndTask: (thread) => this.#ends(thread),
    MoveGate: (thread, _, done) => this.#moves(thread, done),
  }

  #claims(thread: number, n: number): void {
    this.#first[thread] = this.#claimed + 1
    this.#count[thread] = n
    this.#claimed += n
  }

  #begins(thread: number, sequence: number): void {
    const slot = this.#slotOf(sequence)
    if (this.#writes[thread]) this.#mustHold(thread, sequence)
    this.#inside.forEach((other, t) => {
      if (other === slot && t !== thread && (this.#writes[thread] || this.#writes[t]))
        throw new Violated('NoDataRace', `${this.#name(thread)} meets ${this.#name(t)} in slot ${slot}`)
    })
    this.#inside[thread] = slot
  }

  #mustHold(thread: number, sequence: number): void {
    const [first, count] = [this.#first[thread] ?? 0, this.#count[thread] ?? 0]
    if (sequence >= first && sequence < first + count) return
    throw new Violated(
      'SequenceIsExact',
      `${this.#name(thread)} writes ${sequence}, holds ${count} from ${first}`,
    )
  }

  #ends(thread: number): void {
    this.#inside[thread] = -1
  }

  /** Slot by slot: what is published is the first of what was not. */
  #publishes(thread: number): void {
    const sequence = this.#first[thread] ?? 0
    for (const [name, gate] of this.#gates) {
      if (sequence - gate > this.#stage.head.size)
        throw new Violated('Refines', `${this.#name(thread)} publishes ${sequence}, ${name} is at ${gate}`)
    }
    this.#published[this.#slotOf(sequence)] = sequence
    this.#first[thread] = sequence + 1
    this.#count[thread] = (this.#count[thread] ?? 0) - 1
  }

  #reads(thread: number): void {
    const sequence = this.#own(thread, 'next')
    if (this.#published[this.#slotOf(sequence)] !== sequence)
      throw new Violated('ReadsPublished', `${this.#name(thread)} reads ${sequence}, which is not published`)
    if (this.#poolOf(thread)) this.#mustBeOf(thread, sequence)
    this.#begins(thread, sequence)
  }

  #mustBeOf(thread: number, sequence: number): void {
    const [first, count] = [this.#first[thread] ?? 0, this.#count[thread] ?? 0]
    if (sequence >= first && sequence < first + count) return
    throw new Violated(
      'TicketIsExact',
      `${this.#name(thread)} reads ${sequence}, took ${count} from ${first}`,
    )
  }

  #takes(thread: number, n: number): void {
    this.#first[thread] = this.#taken + 1
    this.#count[thread] = n
    this.#taken += n
    const { machine, start } = this.#stage
    const next = machine.own(thread, 'next')
    if (next !== undefined && ((Number(next) - (this.#first[thread] ?? start)) | 0) !== 0)
      throw new Violated('HeldOnce', `${this.#name(thread)} takes ${next}, next was ${this.#first[thread]}`)
  }

  #moves(thread: number, done: Done | null): void {
    const pool = this.#poolOf(thread) ?? ''
    const gate = this.#stored(pool, done)
    if (gate !== (this.#gates.get(pool) ?? 0) + 1)
      throw new Violated(
        'GateMovesByOne',
        `${this.#name(thread)} moves the gate to ${gate} from ${this.#gates.get(pool)}`,
      )
    this.#advances(pool, gate)
  }

  /** What was stored in a gate, in full. */
  #stored(name: string, done: Done | null): number {
    const before = this.#gates.get(name) ?? 0
    return before + (((Number(done?.operands[0]) - ((2 * before) | 0)) | 0) >> 1)
  }

  /** No gate goes back, or past those upstream, or past what is published. */
  #advances(name: string, gate: number): void {
    const before = this.#gates.get(name) ?? 0
    const { consumers } = this.#stage.head
    const ahead = (consumers[name] ?? []).find((other) => (this.#gates.get(other) ?? 0) < gate)
    const published = (this.#published[this.#slotOf(gate)] ?? -1) === gate
    if (gate <= before || ahead || !published)
      throw new Violated(
        'GatesInOrder',
        `${name} goes from ${before} to ${gate}${ahead ? `, past ${ahead}` : ''}`,
      )
    this.#gates.set(name, gate)
  }

  #own(thread: number, name: string): number {
    return Number(this.#stage.machine.own(thread, name))
  }

  #slotOf(sequence: number): number {
    return sequence % this.#stage.head.size
  }

  #poolOf(thread: number): string | undefined {
    const pools = Object.entries(this.#stage.head.pools ?? {})
    return pools.find(([, workers]) => workers.includes(this.#name(thread)))?.[0]
  }

  #name(thread: number): string {
    return this.#stage.head.threads[thread] ?? ''
  }
}
