// What a sample is asked for, how its threads are cast, and what they answer.

/** How the threads of a work pass events on. */
export type Shape = '1P1C' | '3P1C' | '1P3C' | 'pipeline' | 'diamond' | 'pool' | 'ping-pong' | 'store'

/** A sample's arguments: each is given as `name=value`. */
export interface Task {
  readonly work: Shape
  /** of a payload: 4 or 64 */
  readonly bytes: number
  /** events published together */
  readonly batch: number
  /** whether a thread that finds nothing spins, or gives its core away */
  readonly wait: 'spin' | 'park'
  /** the slots of the ring, or the capacity of a channel */
  readonly size: number
  /** what the timed phase should take at least */
  readonly seconds: number
  /** what the last phase before it should take at least */
  readonly warmup: number
}

const NUMBERS = ['bytes', 'batch', 'size', 'seconds', 'warmup']

export function taskOf(args: readonly string[]): Task {
  const pairs = args.map((arg) => arg.split('='))
  const entries = pairs.map(([name = '', value = '']) => [
    name,
    NUMBERS.includes(name) ? Number(value) : value,
  ])
  return Object.fromEntries(entries) as Task
}

/** A thread of a work: the first, second or third of its kind. */
export interface Role {
  readonly kind: 'producer' | 'reader'
  readonly which: number
}

const READERS: Readonly<Record<Shape, number>> = {
  ...{ '1P1C': 1, '3P1C': 1, '1P3C': 3, pipeline: 3, diamond: 3, pool: 3, 'ping-pong': 1, store: 0 },
}

/** The threads of a work: readers first, so that they are there when a producer begins. */
export function rolesOf(work: Shape): readonly Role[] {
  const many = (kind: Role['kind'], count: number): Role[] =>
    Array.from({ length: count }, (_, which) => ({ kind, which }))
  return [...many('reader', READERS[work]), ...many('producer', producersOf(work))]
}

export function producersOf(work: Shape): number {
  return work === '3P1C' ? 3 : 1
}

/** A phase, as each of its threads sees it. */
export interface Go {
  /** the number of each producer's first event */
  readonly first: number
  /** the events of each producer; of ping-pong, at most */
  readonly events: number
  /** what the threads of this phase share */
  readonly part: unknown
}

/** What a thread has read since it started; a producer that awaits answers has read those. */
export interface Tally {
  count: number
  /** one for each producer whose order counts; 32 bits */
  readonly sums: Int32Array
}

/** What a thread answers at the end of a phase. */
export interface Answer extends Tally {
  /** by `process.hrtime`, which all threads share */
  readonly begun: bigint
  readonly ended: bigint
  /** of ping-pong: nanoseconds of each round trip */
  readonly trips?: Float64Array
}

/**
 * The clock of ping-pong. A phase ends by it as well, since a trip may take a time slice where it took a moment before.
 */
export class Trips {
  readonly #noted: Float64Array
  readonly #milliseconds: number
  #count = 0
  #last = 0
  #end = 0

  constructor(most: number, seconds: number) {
    this.#noted = new Float64Array(most)
    this.#milliseconds = seconds * 1000
  }

  begin(): void {
    this.#last = performance.now()
    this.#end = this.#last + this.#milliseconds
  }

  /** Notes the trip that has just ended, with which the next begins; whether there is to be one. */
  next(): boolean {
    const now = performance.now()
    this.#noted[this.#count++] = (now - this.#last) * 1e6
    this.#last = now
    return this.#count < this.#noted.length && now < this.#end
  }

  get count(): number {
    return this.#count
  }

  /** Nanoseconds of each trip so far. */
  get noted(): Float64Array {
    return this.#noted.slice(0, this.#count)
  }
}

/** What a thread of a contestant needs to play its role. */
export interface Stage extends Go {
  readonly task: Task
  readonly role: Role
  readonly tally: Tally
  /** where the producer of ping-pong notes its round trips */
  readonly trips: Trips
}

/** A contestant written in JavaScript. */
export interface Contestant {
  /** What the threads of one phase share, in the order of `rolesOf`; ports among it are transferred. */
  readonly parts: (task: Task, events: number) => readonly unknown[]
  /** Plays a role for one phase. */
  readonly play: (stage: Stage) => void | Promise<void>
}
