// What the threads of a program share beside the ring: a clock, their progress, and the events.

const CLOCK = 0
const BELL = 1
const ARRIVED = 2
const FIRST_OF_THREAD = 3

/** The words of each thread. */
const PROGRESS = 0
const GOAL = 1
const ENDED = 2
const WORDS_OF_THREAD = 3

const HALVES = 2
/** More half-steps than any program makes. */
const NEVER = 2 ** 30
const LOOKS = 10_000
/** Where threads outnumber cores, a thread that keeps checking holds up those that it waits for. */
const LOOKS_IN_A_CROWD = 1000
const PATIENCE_MS = 10_000
const REST_MS = 1

/** Memory for one program. */
export interface Memory {
  readonly words: SharedArrayBuffer
  readonly slots: SharedArrayBuffer
}

export function memoryFor(size: number, threads: number): Memory {
  const bytes = Int32Array.BYTES_PER_ELEMENT
  const words = FIRST_OF_THREAD + threads * WORDS_OF_THREAD
  return { words: new SharedArrayBuffer(words * bytes), slots: new SharedArrayBuffer(size * HALVES * bytes) }
}

/** The threads' meeting point, as one of them sees it; none of its words belongs to the ring. */
export class Stage {
  readonly #words: Int32Array
  readonly #slots: Int32Array
  readonly #me: number
  readonly #threads: readonly number[]
  #met = 0

  constructor({ words, slots }: Memory, threads: number, me: number) {
    this.#words = new Int32Array(words)
    this.#slots = new Int32Array(slots)
    this.#me = me
    this.#threads = Array.from({ length: threads }, (_, thread) => thread)
  }

  /** Returns once all threads have arrived. */
  meet(): void {
    const all = ++this.#met * this.#threads.length
    Atomics.add(this.#words, ARRIVED, 1)
    this.#ring()
    this.#until(() => Atomics.load(this.#words, ARRIVED) >= all)
  }

  /** A time later than all earlier ones, on all threads. */
  now(): number {
    return Atomics.add(this.#words, CLOCK, 1)
  }

  /** Publishes how many half-steps this thread has made. */
  made(halfSteps: number): void {
    this.#say(PROGRESS, halfSteps)
  }

  /** Tells the other threads not to wait for this one. */
  end(): void {
    this.#say(ENDED, 1)
  }

  hasEnded(thread: number): boolean {
    return this.#heard(thread, ENDED) === 1
  }

  progressOfOthers(me = this.#me): number {
    let sum = 0
    for (const thread of this.#threads) if (thread !== me) sum += this.#heard(thread, PROGRESS)
    return sum
  }

  /** Waits until the other threads have made this many half-steps, or each of them has ended or waits as well. */
  waitFor(halfSteps: number): void {
    this.#say(GOAL, halfSteps)
    this.#until(() => this.progressOfOthers() >= halfSteps || this.#othersAreStuck())
    this.#say(GOAL, 0)
  }

  /** Leaves the core to other threads until one of them rings the bell, or for a moment. */
  rest(): void {
    Atomics.wait(this.#words, BELL, Atomics.load(this.#words, BELL), REST_MS)
  }

  /** Runs what may wait for other threads by other means. */
  whileWaiting<Result>(act: () => Result): Result {
    this.#say(GOAL, NEVER)
    const result = act()
    this.#say(GOAL, 0)
    return result
  }

  /** Writes half of an event with a plain store: the value, or its complement. */
  write(slot: number, half: 0 | 1, value: number): void {
    this.#slots[slot * HALVES + half] = half === 0 ? value : ~value
  }

  /** Reads an event with plain loads; null if its halves don't match. */
  read(slot: number): number | null {
    const value = this.#slots[slot * HALVES] ?? 0
    return this.#slots[slot * HALVES + 1] === ~value ? value : null
  }

  /** A thread seen waiting may continue while another is checked: then the bell has rung. */
  #othersAreStuck(): boolean {
    const bell = Atomics.load(this.#words, BELL)
    for (const thread of this.#threads) if (thread !== this.#me && !this.#isStuck(thread)) return false
    return Atomics.load(this.#words, BELL) === bell
  }

  #isStuck(thread: number): boolean {
    return this.hasEnded(thread) || this.#heard(thread, GOAL) > this.progressOfOthers(thread)
  }

  #say(what: number, value: number): void {
    Atomics.store(this.#words, FIRST_OF_THREAD + this.#me * WORDS_OF_THREAD + what, value)
    this.#ring()
  }

  #heard(thread: number, what: number): number {
    return Atomics.load(this.#words, FIRST_OF_THREAD + thread * WORDS_OF_THREAD + what)
  }

  #ring(): void {
    Atomics.add(this.#words, BELL, 1)
    Atomics.notify(this.#words, BELL)
  }

  /** Spins for a while first: a thread that has slept comes so late that the others may be done. */
  #until(met: () => boolean): void {
    const looks = this.#threads.length > 2 ? LOOKS_IN_A_CROWD : LOOKS
    for (let look = 0; look < looks; look++) if (met()) return
    for (;;) {
      const bell = Atomics.load(this.#words, BELL)
      if (met()) return
      const woken = Atomics.wait(this.#words, BELL, bell, PATIENCE_MS)
      if (woken === 'timed-out') throw new Error(`the other threads made no progress for ${PATIENCE_MS} ms`)
    }
  }
}
