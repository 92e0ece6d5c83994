// The log that all threads of a run write to, in shared memory, and the lock under which they do.

/** The global one, before anybody has replaced it. */
const { load, store, add, or, compareExchange, exchange, wait, notify } = Atomics

/** One line as it is written: numbers only, names by their place in lists that all threads have. */
export interface Entry {
  readonly thread: number
  readonly action: number
  readonly op: number
  /** Where the word lies; -1 if there is none. */
  readonly index: number
  readonly first: number
  readonly second: number
  readonly result: number
  /** What the caller has decided or was told. */
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
/** What is known of a thread that said it sleeps: where, and in which line. */
const SEAT = 3

/** The action of a line that was only a place kept free. */
export const VACATED = -2

/**
 * Whether a thread sleeps. It is said to before it does, under the lock, and then goes to sleep without it: it may
 * find that the word has changed in between, or that its time is up, and says so before it has the lock again.
 */
export const SLEEP = { awake: 0, asleep: 1, refused: 2, expired: 3 } as const
export type Sleep = (typeof SLEEP)[keyof typeof SLEEP]

/** The log is full, or the run was called off. */
export class Over extends Error {}

/** One log, as one of its threads sees it; all of it but the sleepers' own words is touched only under the lock. */
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
   * Does this alone: what it does and the lines that it writes have one place in the order of all.
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

  /** Ends the log in the middle of `alone` if there is no room for as many lines. */
  needs(lines: number): void {
    if ((this.count + lines) * FIELDS <= this.#lines.length) return
    this.end()
    throw new Over()
  }

  /** Writes a line, and says which it is. */
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

  /** Which threads have died: a bit for each. */
  get dead(): number[] {
    const dead = load(this.#words, DEATHS)
    return Array.from({ length: this.#threads }, (_, thread) => thread).filter(
      (thread) => (dead & (1 << thread)) !== 0,
    )
  }

  died(thread: number): void {
    or(this.#words, DEATHS, 1 << thread)
  }

  /** Whether somebody has heard of all deaths, and is about to tell of them: until then nobody dies. */
  get isHeard(): boolean {
    return load(this.#words, HEARD) === 1
  }

  hears(heard: boolean): void {
    store(this.#words, HEARD, Number(heard))
  }

  /** How many threads take no more steps. */
  get gone(): number {
    return load(this.#words, GONE)
  }

  goes(): void {
    add(this.#words, GONE, 1)
  }

  /** Waits until as many are here. */
  meet(): void {
    add(this.#words, READY, 1)
    notify(this.#words, READY)
    for (let here = load(this.#words, READY); here < this.#threads; here = load(this.#words, READY)) {
      if (this.isOver) throw new Over()
      wait(this.#words, READY, here, 100)
    }
  }

  /** Under the lock: this thread says that it sleeps, on the word at this index, in this line. */
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

  /** Whoever said that it sleeps says what came of it; a sleep that somebody has ended is over. */
  settle(thread: number, sleep: Sleep): void {
    compareExchange(this.#words, SEATS + thread * SEAT, SLEEP.asleep, sleep)
  }

  wakes(thread: number): void {
    store(this.#words, SEATS + thread * SEAT, SLEEP.awake)
  }

  /** Under the lock: those who said that they sleep on the word at this index. */
  sleepersAt(index: number): number[] {
    return Array.from({ length: this.#threads }, (_, thread) => thread).filter((thread) => {
      const seat = SEATS + thread * SEAT
      return this.#words[seat + 1] === index && load(this.#words, seat) !== SLEEP.awake
    })
  }

  /** All lines, once nobody writes any more. */
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
