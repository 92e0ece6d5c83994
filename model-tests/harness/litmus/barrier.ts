// A rendezvous of threads: all leave it together, spinning, so that what they do next overlaps.
import { LINE } from './program.ts'

/** Spins before a thread yields its core, which the thread it waits for may need. */
const SPINS = 20_000
const REST_MS = 0.05

/** Spins within which the others must answer: a few µs, so that only running threads can. */
const ANSWER = 1000
/** The leader then goes on with the threads that are there. */
const PATIENCE_MS = 10

/** Words, each on a cache line of its own; then one for each thread. */
const COUNT = 0
const CALL = LINE
const GO = 2 * LINE
const ANSWERS = 3 * LINE

/** One thread's side of the rendezvous. The shared words start at 0. */
export class Meeting {
  readonly #words: Int32Array
  readonly #threads: number
  readonly #thread: number
  readonly #never = new Int32Array(new SharedArrayBuffer(4))
  #due = 0
  #call = 0
  #answered = 0
  #gone = 0

  constructor(buffer: SharedArrayBuffer, threads: number, thread: number) {
    this.#words = new Int32Array(buffer)
    this.#threads = threads
    this.#thread = thread
  }

  /** The size for this many threads. */
  static bytes(threads: number): number {
    return (ANSWERS + threads * LINE) * Int32Array.BYTES_PER_ELEMENT
  }

  /** Returns once all threads have called it as often as this one. */
  meet(): void {
    this.#due = (this.#due + this.#threads) | 0
    if (((Atomics.add(this.#words, COUNT, 1) + 1) | 0) === this.#due) return
    for (let looks = 0; ((Atomics.load(this.#words, COUNT) - this.#due) | 0) < 0; looks++) {
      if (looks > SPINS) this.#rest()
    }
  }

  /**
   * As `meet`, but the first thread releases all only when the others have just answered its call: threads that take
   * turns on one core would show nothing.
   *
   * @returns to the first thread, whether they answered; if not, it went on with those that were there
   */
  together(): boolean {
    this.#gone = (this.#gone + 1) | 0
    if (this.#thread !== 0) return this.#follow()
    const all = this.#gathered()
    Atomics.store(this.#words, GO, this.#gone)
    return all
  }

  #gathered(): boolean {
    let since = 0
    for (;;) {
      if (this.#haveAnswered()) return true
      const now = performance.now()
      since ||= now
      if (now - since > PATIENCE_MS) return false
      this.#rest()
    }
  }

  #haveAnswered(): boolean {
    this.#call = (this.#call + 1) | 0
    Atomics.store(this.#words, CALL, this.#call)
    for (let looks = 0, thread = 1; looks < ANSWER; looks++) {
      if (Atomics.load(this.#words, ANSWERS + thread * LINE) === this.#call) thread++
      if (thread === this.#threads) return true
    }
    return false
  }

  #follow(): boolean {
    while (((Atomics.load(this.#words, GO) - this.#gone) | 0) < 0) {
      const call = Atomics.load(this.#words, CALL)
      if (call !== this.#answered) Atomics.store(this.#words, ANSWERS + this.#thread * LINE, call)
      this.#answered = call
    }
    return true
  }

  #rest(): void {
    Atomics.wait(this.#never, 0, 0, REST_MS)
  }
}
