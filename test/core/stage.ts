// What the threads of a program share beside the ring: a clock, each other's progress, and the events.

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
/** Where threads outnumber cores, who looks keeps those from going on that it looks for. */
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

/** The threads' place to meet, as one of them sees it; none of its words belongs to the ring. */
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

  /** Goes on when all threads are here. */
  meet(): void {
    const all = ++this.#met * this.#threads.length
    Atomics.add(this.#words, ARRIVED, 1)
    this.#ring()
    this.#until(() => Atomics.load(this.#words, ARRIVED) >= all)
  }

  /** A time that is later than every one before it, on all threads. */
  now(): number {
    return Atomics.add(this.#words, CLOCK, 1)
  }

  /** Tells the other threads how many half-steps this one has made. */
  made(halfSteps: number): void {
    this.#say(PROGRESS, halfSteps)
  }

  /** Tells the other threads that they need not wait for this one. */
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

  /** Waits until the other threads have made so many half-steps, or each of them has ended or waits as well. */
  waitFor(halfSteps: number): void {
    this.#say(GOAL, halfSteps)
    this.#until(() => this.progressOfOthers() >= halfSteps || this.#othersAreStuck())
    this.#say(GOAL, 0)
  }

  /** Leaves the core to others until one of them says something, or for a moment. */
  rest(): void {
    Atomics.wait(this.#words, BELL, Atomics.load(this.#words, BELL), REST_MS)
  }

  /** Does what may wait for the other threads by other means. */
  whileWaiting<Result>(act: () => Result): Result {
    this.#say(GOAL, NEVER)
    const result = act()
    this.#say(GOAL, 0)
    return result
  }

  /** Writes one half of an event with a plain store: both are the value, one of them inverted. */
  write(slot: number, half: 0 | 1, value: number): void {
    this.#slots[slot * HALVES + half] = half === 0 ? value : ~value
  }

  /** Reads an event with plain loads; null if its halves don't belong together. */
  read(slot: number): number | null {
    const value = this.#slots[slot * HALVES] ?? 0
    return this.#slots[slot * HALVES + 1] === ~value ? value : null
  }

  /** Who was seen to wait may go on while another is looked at: then the bell has rung. */
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

  /** Looks for a while first: who has slept comes so late that the others may be done. */
  #until(met: () => boolean): void {
    const looks = this.#threads.length > 2 ? LOOKS_IN_A_CROWD : LOOKS
    for (let look = 0; look < looks; look++) if (met()) return
    for (;;) {
      const bell = Atomics.load(this.#words, BELL)
      if (met()) return
      const woken = Atomics.wait(this.#words, BELL, bell, PATIENCE_MS)
      if (woken === 'timed-out') throw new Error(`the other threads did nothing for ${PATIENCE_MS} ms`)
    }
  }
}
