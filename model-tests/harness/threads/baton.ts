// The thread that holds the baton may take a step; all others wait. The baton's words are not the ring's.

/** The original, since a replayer's worker replaces the global for the source. */
const atomics = Atomics

const ARRIVED = 0
const FAILED = 1
const FIRST = 2
const SPINS = 2000
const PATIENCE_MS = 20_000
const NAP_MS = 250

/** The original, since the source's clock may stand still. */
const performance = globalThis.performance

/** No thread passed the baton on: one hangs. */
export class Dropped extends Error {}

/** Another thread has found a divergence, so this one stops. */
export class CalledOff extends Error {}

/** The baton of one script, as one of its threads sees it. */
export class Baton {
  readonly #words: Int32Array
  readonly #thread: number

  constructor(shared: SharedArrayBuffer, thread: number) {
    this.#words = new Int32Array(shared)
    this.#thread = thread
  }

  /** The shared words for this many threads. */
  static shared(threads: number): SharedArrayBuffer {
    return new SharedArrayBuffer((FIRST + threads) * Int32Array.BYTES_PER_ELEMENT)
  }

  /** Announces that this thread stands before its first step, and waits for the others. */
  meet(threads: number): void {
    atomics.add(this.#words, ARRIVED, 1)
    atomics.notify(this.#words, ARRIVED)
    this.#await(ARRIVED, (arrived) => arrived >= threads)
  }

  /** Gives the baton to the thread that takes line `line`. */
  pass(thread: number, line: number): void {
    atomics.store(this.#words, FIRST + thread, line)
    atomics.notify(this.#words, FIRST + thread)
  }

  take(line: number): void {
    this.#await(FIRST + this.#thread, (given) => given === line)
  }

  /** Sleeps until it is notified or the replay is called off. The caller has already decided to sleep. */
  sleep(words: Int32Array, index: number): void {
    const end = performance.now() + PATIENCE_MS
    while (atomics.wait(words, index, atomics.load(words, index), NAP_MS) !== 'ok') {
      if (atomics.load(this.#words, FAILED) === 1) return
      if (performance.now() > end) throw new Dropped(`a sleeper was not woken for ${PATIENCE_MS} ms`)
    }
  }

  /** Calls `some` until its results add up to `all`. */
  until(some: () => number, all: number): void {
    const end = performance.now() + PATIENCE_MS
    for (let count = some(); count < all; count += some()) {
      if (performance.now() > end) throw new Dropped(`${count} of ${all} were asleep after ${PATIENCE_MS} ms`)
    }
  }

  /** Wakes every thread, to end the replay. */
  callOff(): void {
    atomics.store(this.#words, FAILED, 1)
    for (let word = 0; word < this.#words.length; word++) atomics.notify(this.#words, word)
  }

  #await(word: number, ready: (held: number) => boolean): void {
    for (let spin = 0; spin < SPINS; spin++) if (ready(atomics.load(this.#words, word))) return
    for (let waited = 0; ; ) {
      const held = atomics.load(this.#words, word)
      if (ready(held)) return
      if (atomics.load(this.#words, FAILED) === 1) throw new CalledOff()
      if (waited >= PATIENCE_MS) throw new Dropped(`the baton was not passed on for ${PATIENCE_MS} ms`)
      // short sleeps, since `callOff` does not change this word
      if (atomics.wait(this.#words, word, held, 250) === 'timed-out') waited += 250
    }
  }
}
