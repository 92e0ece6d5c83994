// Void events: published without content, because their fill threw after others had claimed behind them.
// Twin: spec/disruptor/Voids.tla.
//
// A void slot is marked before its sequence is published, and a mark is cleared before the slot's next sequence is, by
// the producer that holds the slot then; so marks need no access of their own that is atomic. The count in front of them
// goes up before the first mark is published, and never down: a thread that reads 0 there knows that no slot is marked.
import { slotOf } from '../core/Sequence.ts'

/** Bytes before the marks: how many events are void. */
const HEADER = 64

export class Voids {
  readonly buffer: SharedArrayBuffer
  readonly #size: number
  readonly #count: Int32Array
  readonly #marks: Uint8Array

  constructor(size: number, buffer = new SharedArrayBuffer(HEADER + size)) {
    this.buffer = buffer
    this.#size = size
    this.#count = new Int32Array(buffer, 0, 1)
    this.#marks = new Uint8Array(buffer, HEADER, size)
  }

  /** How many events have been void, modulo 2^32. */
  get count(): number {
    return Atomics.load(this.#count, 0) >>> 0
  }

  /** Marks claimed sequences as void; to be called before they are published. */
  mark(first: number, last: number): void {
    Atomics.add(this.#count, 0, last - first + 1)
    for (let sequence = first; sequence <= last; sequence++) this.#marks[slotOf(sequence, this.#size)] = 1
  }

  /** Takes away what an earlier lap has marked; to be called before claimed sequences are published with content. */
  clear(first: number, last: number): void {
    if (this.#count[0] === 0) return
    for (let sequence = first; sequence <= last; sequence++) this.#marks[slotOf(sequence, this.#size)] = 0
  }

  /** Whether a published sequence is void. */
  has(sequence: number): boolean {
    return this.#count[0] !== 0 && this.#marks[slotOf(sequence, this.#size)] === 1
  }
}
