// Void events: published without content, because their fill threw after others had claimed behind them.
// Twin: spec/disruptor/Voids.tla.
//
// A void slot is marked before its sequence is published, and a mark is cleared before the slot's next sequence is, by
// the producer that holds the slot then; so marks need no access of their own that is atomic. A word in front of them is
// set before the first mark is published, and never cleared: a thread that reads 0 there knows that no slot is marked.
import { slotOf } from '../core/Sequence.ts'

/** Bytes before the marks: how many events are void, in 64 bits, and whether any is. */
const HEADER = 64
const SOME = 8

export class Voids {
  readonly buffer: SharedArrayBuffer
  readonly #size: number
  readonly #count: BigUint64Array
  readonly #some: Int32Array
  readonly #marks: Uint8Array

  constructor(size: number, buffer = new SharedArrayBuffer(Voids.bytesFor(size))) {
    this.buffer = buffer
    this.#size = size
    this.#count = new BigUint64Array(buffer, 0, 1)
    this.#some = new Int32Array(buffer, SOME, 1)
    this.#marks = new Uint8Array(buffer, HEADER, size)
  }

  /** The bytes that marks for that many slots take. */
  static bytesFor(size: number): number {
    return HEADER + size
  }

  /** How many events have been void. */
  get count(): number {
    return Number(Atomics.load(this.#count, 0))
  }

  /** Marks claimed sequences as void; to be called before they are published. Spec: `SetSome`, then `Mark`. */
  mark(first: number, last: number): void {
    Atomics.add(this.#count, 0, BigInt(last - first + 1))
    this.#some[0] = 1
    for (let sequence = first; sequence <= last; sequence++) this.#marks[slotOf(sequence, this.#size)] = 1
  }

  /** Takes away what an earlier lap has marked; to be called before claimed sequences are published with content. */
  clear(first: number, last: number): void {
    if (this.#some[0] === 0) return
    for (let sequence = first; sequence <= last; sequence++) this.#marks[slotOf(sequence, this.#size)] = 0
  }

  /** Whether a published sequence is void. */
  has(sequence: number): boolean {
    return this.#some[0] !== 0 && this.#marks[slotOf(sequence, this.#size)] === 1
  }
}
