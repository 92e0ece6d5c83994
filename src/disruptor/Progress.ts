// How far each thread of a handler has come: a row of numbers for each, written by that thread alone and plainly.
//
// Another thread reads a row exactly once its thread is gone, and before that as a hint.

/** Numbers of a row: as long as a cache line, so that no two threads write to the same. */
const ROW = 8
const HANDLED = 0
const SKIPPED = 1
const FAILED = 2
const AT = 3

/** Between events. */
export const NOWHERE = -1

export class Progress {
  readonly #numbers: Float64Array
  readonly #row: number

  constructor(buffer: SharedArrayBuffer, row: number) {
    this.#numbers = new Float64Array(buffer)
    this.#row = row * ROW
  }

  /** The memory for that many threads. */
  static bufferOf(rows: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(rows * ROW * Float64Array.BYTES_PER_ELEMENT)
    const numbers = new Float64Array(buffer)
    for (let row = 0; row < rows; row++) numbers[row * ROW + AT] = NOWHERE
    return buffer
  }

  /** The event that is being handled, or that a dead thread was handling; else NOWHERE. */
  get at(): number {
    return this.#numbers[this.#row + AT]!
  }

  set at(sequence: number) {
    this.#numbers[this.#row + AT] = sequence
  }

  get handled(): number {
    return this.#numbers[this.#row + HANDLED]!
  }

  get skipped(): number {
    return this.#numbers[this.#row + SKIPPED]!
  }

  get failed(): number {
    return this.#numbers[this.#row + FAILED]!
  }

  /** Counted where a batch ends, before its gate advances: a successor counts what it handles again, and no other. */
  count(handled: number, skipped: number): void {
    this.#numbers[this.#row + HANDLED]! += handled
    this.#numbers[this.#row + SKIPPED]! += skipped
  }

  countFailed(): void {
    this.#numbers[this.#row + FAILED]!++
  }
}
