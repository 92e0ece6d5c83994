// What the two threads of a program share beside the ring: a clock, each other's progress, and the events.

const CLOCK = 0
const BELL = 1
const ARRIVED = 2
const PROGRESS = 3
const GOAL = 5
const WORDS = 7
const HALVES = 2
const ENDED = 2 ** 30
const LOOKS = 100_000
const PATIENCE_MS = 10_000

/** Memory for one program. */
export interface Memory {
  readonly words: SharedArrayBuffer
  readonly slots: SharedArrayBuffer
}

export function memoryFor(size: number): Memory {
  const bytes = Int32Array.BYTES_PER_ELEMENT
  return { words: new SharedArrayBuffer(WORDS * bytes), slots: new SharedArrayBuffer(size * HALVES * bytes) }
}

/** Both threads' place to meet, as one of them sees it; none of its words belongs to the ring. */
export class Stage {
  readonly #words: Int32Array
  readonly #slots: Int32Array
  readonly #me: number
  readonly #other: number

  constructor({ words, slots }: Memory, thread: 0 | 1) {
    this.#words = new Int32Array(words)
    this.#slots = new Int32Array(slots)
    this.#me = thread
    this.#other = 1 - thread
  }

  /** Goes on when both threads are here. */
  meet(): void {
    Atomics.add(this.#words, ARRIVED, 1)
    this.#ring()
    this.#until(() => Atomics.load(this.#words, ARRIVED) === 2)
  }

  /** A time that is later than every one before it, on both threads. */
  now(): number {
    return Atomics.add(this.#words, CLOCK, 1)
  }

  /** Tells the other thread how many half-steps this one has made. */
  made(halfSteps: number): void {
    Atomics.store(this.#words, PROGRESS + this.#me, halfSteps)
    this.#ring()
  }

  /** Tells the other thread that it need not wait for this one. */
  end(): void {
    this.made(ENDED)
  }

  progressOfOther(): number {
    return Atomics.load(this.#words, PROGRESS + this.#other)
  }

  /** Waits until the other thread has made so many half-steps, has ended, or waits for this one. */
  waitFor(halfSteps: number): void {
    Atomics.store(this.#words, GOAL + this.#me, halfSteps)
    this.#ring()
    this.#until(() => this.progressOfOther() >= Math.min(halfSteps, ENDED) || this.#isWaitedFor())
    Atomics.store(this.#words, GOAL + this.#me, 0)
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

  #isWaitedFor(): boolean {
    const goal = Atomics.load(this.#words, GOAL + this.#other)
    return goal > Atomics.load(this.#words, PROGRESS + this.#me)
  }

  #ring(): void {
    Atomics.add(this.#words, BELL, 1)
    Atomics.notify(this.#words, BELL)
  }

  /** Looks for a while first: who has slept comes so late that the other thread may be done. */
  #until(met: () => boolean): void {
    for (let look = 0; look < LOOKS; look++) if (met()) return
    for (;;) {
      const bell = Atomics.load(this.#words, BELL)
      if (met()) return
      const woken = Atomics.wait(this.#words, BELL, bell, PATIENCE_MS)
      if (woken === 'timed-out') throw new Error(`the other thread did nothing for ${PATIENCE_MS} ms`)
    }
  }
}
