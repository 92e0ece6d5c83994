// A tap: copies of the latest events, for readers that nobody waits for. Twin: spec/disruptor/Tap.tla; each atomic access
// names its action there.
//
// One thread writes, over the oldest, and never waits. A reader copies a slot word by word and then looks at the count
// of what has been put: the slot was not being written again if the count is less than a ring further.
import { Shown } from '../core/shown.ts'
import { type AnyEvent, createSlots, type Reader, type Slots } from '../events/Slots.ts'
import type { Event } from '../events/Struct.ts'

/** The words of the count, the high one twice; and where the slots begin, on a cache line of their own. */
const HIGH = 0
const LOW = 1
const HIGH_AGAIN = 2
const HEADER = 16
const TURN = 2 ** 32

/** The memory of a tap, and how many words a slot has. */
export interface TapMemory {
  readonly buffer: SharedArrayBuffer
  readonly size: number
}

/** The memory for copies of that many events. */
export function tapOf({ layout }: AnyEvent, size: number): TapMemory {
  const words = HEADER + (size * layout.stride) / Int32Array.BYTES_PER_ELEMENT
  return { buffer: new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT), size }
}

function wordsIn({ layout }: AnyEvent): number {
  return layout.stride / Int32Array.BYTES_PER_ELEMENT
}

/** Puts events into a tap: for one thread at a time, which another may succeed. */
export class TapWriter {
  readonly #tap: Int32Array
  readonly #size: number
  readonly #from: Int32Array
  readonly #slots: number
  readonly #words: number
  /** The number of the next event; unknown at first. */
  #index = -1

  constructor({ buffer, size }: TapMemory, slots: Slots<AnyEvent>) {
    this.#tap = new Int32Array(buffer)
    this.#size = size
    this.#from = slots.words()
    this.#slots = slots.size
    this.#words = wordsIn(slots.type)
  }

  /** Goes on where a thread before this one has stopped, at whichever access. */
  #resume(): number {
    const [high = 0, low = 0, again = 0] = this.#tap
    if (high !== again && low === 0) Atomics.store(this.#tap, HIGH_AGAIN, high) // TurnAgain
    return (low === 0 ? high : again) * TURN + (low >>> 0)
  }

  /** Copies the event of this sequence, which this thread may read. It costs an atomic store for each word. */
  put(sequence: number): void {
    if (this.#index < 0) this.#index = this.#resume()
    const from = (sequence & (this.#slots - 1)) * this.#words
    const to = HEADER + (this.#index % this.#size) * this.#words
    for (let word = 0; word < this.#words; word++) {
      Atomics.store(this.#tap, to + word, this.#from[from + word]!) // StoreWord
    }
    this.#show(this.#index + 1)
    this.#index++
  }

  /** The count is in two words: of the high one, the first is turned before the low one starts again. */
  #show(put: number): void {
    const turns = put % TURN === 0
    if (turns) Atomics.store(this.#tap, HIGH, put / TURN) // TurnHigh
    Atomics.store(this.#tap, LOW, put | 0) // ShowLow
    if (turns) Atomics.store(this.#tap, HIGH_AGAIN, put / TURN) // TurnAgain
  }
}

/** What a handler puts its events into, if it has a tap. */
export function tapFor({ taps, slots }: Tapped, handler: string): TapWriter | undefined {
  const memory = Object.hasOwn(taps, handler) ? taps[handler] : undefined
  return memory && new TapWriter(memory, slots)
}

interface Tapped {
  readonly taps: Readonly<Record<string, TapMemory>>
  readonly slots: Slots<AnyEvent>
}

/** How a tap is read. */
export interface TapOptions {
  /** Whether each read passes over all but the newest event; by default it goes on with the oldest that is left. */
  readonly newest?: boolean
}

/**
 * Reads a tap, in order, as fast as it likes: nobody waits for it, and what is written over before it comes is missed,
 * and counted. `read + missed + behind` is what has been put, exactly.
 */
export class TapReader<Type extends AnyEvent> extends Shown {
  readonly #tap: Int32Array
  readonly #size: number
  readonly #words: number
  readonly #copy: Int32Array
  readonly #event: Reader<Type>
  readonly #newest: boolean
  #next = 0
  #missed = 0

  /** @internal */
  constructor({ buffer, size }: TapMemory, type: Type, { newest = false }: TapOptions = {}) {
    super()
    this.#tap = new Int32Array(buffer)
    this.#size = size
    this.#words = wordsIn(type)
    const own = createSlots(type, 1)
    this.#copy = own.words()
    this.#event = own.reader() as Reader<Type>
    this.#newest = newest
  }

  /** How many events it has read. */
  get read(): number {
    return this.#next - this.#missed
  }

  /** How many events it has missed, because they were written over, or passed over for the newest. */
  get missed(): number {
    return this.#missed
  }

  /** How many events have been put that it has neither read nor missed. It costs three loads. */
  get behind(): number {
    return this.#put() - this.#next
  }

  /**
   * The next event, or undefined if there is none: a copy, in one object, which the next call writes over.
   *
   * It costs six loads, and one for each word of the event; more if the writer comes by meanwhile.
   */
  next(): Event<Type> | undefined {
    for (let isCopied = false; ; isCopied = true) {
      const put = this.#put()
      const lost = this.#lost(put, isCopied)
      if (isCopied && lost === 0) return this.#found()
      this.#next += lost
      this.#missed += lost
      if (this.#next === put) return undefined
      this.#copyNext()
    }
  }

  override toString(): string {
    return `TapReader(read ${this.read}, missed ${this.missed}, behind ${this.behind})`
  }

  /** How many events have been put: loaded in the other order than it is stored. */
  #put(): number {
    for (;;) {
      const again = Atomics.load(this.#tap, HIGH_AGAIN) // LoadHighAgain
      const low = Atomics.load(this.#tap, LOW) >>> 0 // LoadLow
      const high = Atomics.load(this.#tap, HIGH) // LoadHigh
      if (high === again) return high * TURN + low
    }
  }

  /** How many of those that it has not read may have been written over, or are passed over. */
  #lost(put: number, isCopied: boolean): number {
    const behind = put - this.#next
    if (this.#newest && !isCopied && behind > 0) return behind - 1
    return behind >= this.#size ? behind - (this.#size - 1) : 0
  }

  #copyNext(): void {
    const from = HEADER + (this.#next % this.#size) * this.#words
    for (let word = 0; word < this.#words; word++) {
      this.#copy[word] = Atomics.load(this.#tap, from + word) // LoadWord
    }
  }

  #found(): Event<Type> {
    this.#next++
    return this.#event.at(0)
  }
}
