// The log of a run in shared memory, and the lock under which all threads write to it.

/** The originals, before the global is replaced for the source. */
const { load, store, add, or, compareExchange, exchange, wait, notify } = Atomics

/** A line as numbers: names are indices into lists that all threads have. */
export interface Entry {
  readonly thread: number
  readonly action: number
  readonly op: number
  /** the word's index; -1 if the step is no access */
  readonly index: number
  readonly first: number
  readonly second: number
  readonly result: number
  /** the caller's decision, or what the call returned */
  readonly told: number
  readonly answer: number
}

const FIELDS = 9
const FREE = 0
const TAKEN = 1
const AWAITED = 2
const LOCK = 0
const COUNT = 1
const OVER = 2
const DEATHS = 3
const READY = 4
const HEARD = 5
const GONE = 6
const SEATS = 7
/** A sleeper's fields: whether it sleeps, on which word, and in which line. */
const SEAT = 3

/** The action of a reserved line that was not used. */
export const VACATED = -2

/**
 * Whether a thread sleeps. It announces its sleep under the lock, but sleeps without it: it may then find the word
 * changed, or time out, and records that before it has the lock again.
 */
export const SLEEP = { awake: 0, asleep: 1, refused: 2, expired: 3 } as const
export type Sleep = (typeof SLEEP)[keyof typeof SLEEP]

/** The log is full, or the run was called off. */
export class Over extends Error {}

/** The log, as one of its threads sees it. All of it but the sleepers' own words is accessed under the lock only. */
export class SharedLog {
  readonly #words: Int32Array
  readonly #lines: Int32Array
  readonly #threads: number

  constructor(shared: SharedArrayBuffer, threads: number) {
    this.#words = new Int32Array(shared)
    this.#threads = threads
    this.#lines = this.#words.subarray(SEATS + threads * SEAT)
  }

  static memory(threads: number, lines: number): SharedArrayBuffer {
    return new SharedArrayBuffer((SEATS + threads * SEAT + lines * FIELDS) * Int32Array.BYTES_PER_ELEMENT)
  }

  /**
   * Runs `work` under the lock, so that its accesses and lines have one place in the total order.
   *
   * @throws {Over} if the log has ended
   */
  alone<Result>(work: () => Result): Result {
    this.#lock()
    try {
      if (this.isOver) throw new Over()
      return work()
    } finally {
      this.#unlock()
    }
  }

  /** Within `alone`: ends the log if there is no room for this many more lines. */
  needs(lines: number): void {
    if ((this.count + lines) * FIELDS <= this.#lines.length) return
    this.end()
    throw new Over()
  }

  /** Appends a line; returns its index. */
  append({ thread, action, op, index, first, second, result, told, answer }: Entry): number {
    const at = add(this.#words, COUNT, 1)
    this.#lines.set([thread, action, op, index, first, second, result, told, answer], at * FIELDS)
    return at
  }

  vacate(line: number): void {
    this.#lines[line * FIELDS + 1] = VACATED
  }

  get count(): number {
    return load(this.#words, COUNT)
  }

  get isOver(): boolean {
    return load(this.#words, OVER) === 1
  }

  end(): void {
    store(this.#words, OVER, 1)
  }

  /** The threads that have crashed. */
  get dead(): number[] {
    const dead = load(this.#words, DEATHS)
    return Array.from({ length: this.#threads }, (_, thread) => thread).filter(
      (thread) => (dead & (1 << thread)) !== 0,
    )
  }

  died(thread: number): void {
    or(this.#words, DEATHS, 1 << thread)
  }

  /** Whether a supervisor has seen all crashes and is about to announce them: no thread crashes until then. */
  get isHeard(): boolean {
    return load(this.#words, HEARD) === 1
  }

  hears(heard: boolean): void {
    store(this.#words, HEARD, Number(heard))
  }

  /** The number of threads that take no more steps. */
  get gone(): number {
    return load(this.#words, GONE)
  }

  goes(): void {
    add(this.#words, GONE, 1)
  }

  /** Waits until all threads are here. */
  meet(): void {
    add(this.#words, READY, 1)
    notify(this.#words, READY)
    for (let here = load(this.#words, READY); here < this.#threads; here = load(this.#words, READY)) {
      if (this.isOver) throw new Over()
      wait(this.#words, READY, here, 100)
    }
  }

  /** Under the lock: announces that this thread sleeps on the word at `index`, in line `line`. */
  sleeps(thread: number, index: number, line: number): void {
    const seat = SEATS + thread * SEAT
    this.#words[seat + 1] = index
    this.#words[seat + 2] = line
    store(this.#words, seat, SLEEP.asleep)
  }

  sleepOf(thread: number): Sleep {
    return load(this.#words, SEATS + thread * SEAT) as Sleep
  }

  lineOf(thread: number): number {
    return load(this.#words, SEATS + thread * SEAT + 2)
  }

  /** Records how the thread's own sleep ended, unless another thread has ended it. */
  settle(thread: number, sleep: Sleep): void {
    compareExchange(this.#words, SEATS + thread * SEAT, SLEEP.asleep, sleep)
  }

  wakes(thread: number): void {
    store(this.#words, SEATS + thread * SEAT, SLEEP.awake)
  }

  /** Under the lock: the threads that announced a sleep on the word at `index`. */
  sleepersAt(index: number): number[] {
    return Array.from({ length: this.#threads }, (_, thread) => thread).filter((thread) => {
      const seat = SEATS + thread * SEAT
      return this.#words[seat + 1] === index && load(this.#words, seat) !== SLEEP.awake
    })
  }

  /** All lines, once no thread writes any more. */
  entries(): Entry[] {
    return Array.from({ length: this.count }, (_, line) => {
      const at = line * FIELDS
      const [thread, action, op, index, first, second, result, told, answer] = this.#lines.subarray(
        at,
        at + FIELDS,
      )
      return { thread, action, op, index, first, second, result, told, answer } as Entry
    })
  }

  #lock(): void {
    let held = compareExchange(this.#words, LOCK, FREE, TAKEN)
    while (held !== FREE) {
      if (held === AWAITED || compareExchange(this.#words, LOCK, TAKEN, AWAITED) !== FREE) {
        wait(this.#words, LOCK, AWAITED)
      }
      held = compareExchange(this.#words, LOCK, FREE, AWAITED)
    }
  }

  #unlock(): void {
    if (exchange(this.#words, LOCK, FREE) === AWAITED) notify(this.#words, LOCK, 1)
  }
}
