// The claims of one of several producers. Twin: spec/core/MultiProducer.tla; each atomic access names its action.
import { ClaimError, PublishError } from './errors.ts'
import { after, ahead, lapOf, slotOf, wrap } from './Sequence.ts'
import type { Sequencer } from './Sequencer.ts'
import { CURSOR, pause, type Seat } from './words.ts'

/**
 * One of several producers of a ring. It belongs to the thread that made it.
 *
 * A claim of n events costs an add, a load of each gating consumer's gate and of one lap, and a store for each event:
 * 3 + gates for one event, 2 + gates + n for n. `tryClaim` costs two more and looks at the gates twice; it can starve
 * beside others that claim. One claim may be open at a time: publish all of it before the next.
 */
export class MultiProducer implements Sequencer {
  readonly #words: Int32Array
  readonly #size: number
  readonly #gates: readonly number[]
  readonly #laps: number
  readonly #pause: number
  /** What is claimed and not published yet: from `next` up to `last`; nothing if that is `next - 1`. */
  #next = 0
  #last = 0

  /** @internal Made by `ring.producer(name)`. */
  constructor(seat: Seat) {
    this.#words = seat.words
    this.#size = seat.size
    this.#gates = seat.gates
    this.#laps = seat.laps
    this.#pause = seat.pause
    this.#next = seat.start
    this.#last = seat.start - 1
  }

  claim(n = 1): number {
    this.#check(n)
    return this.#open(Atomics.add(this.#words, CURSOR, 2 * n), n) // Claim
  }

  /** What the exchange claims may be a whole turn further than what was looked at: `#open` waits for its room too. */
  tryClaim(n = 1): number | undefined {
    this.#check(n)
    let word = Atomics.load(this.#words, CURSOR) // LoadNext
    for (;;) {
      for (const gate of this.#gates) if (!this.#hasRoom(word, n, gate)) return undefined
      const found = Atomics.compareExchange(this.#words, CURSOR, word, wrap(word + 2 * n)) // Exchange
      if (found === word) return this.#open(word, n)
      word = found
    }
  }

  /** The cursor is twice a sequence, so all is doubled here. No gate is remembered: it may be a whole turn old. */
  #hasRoom(word: number, n: number, gate: number): boolean {
    const handled = Atomics.load(this.#words, gate) // LoadGate
    return ahead(word + 2 * (n - 1), handled << 1) <= 2 * this.#size
  }

  /** Gates only grow: one after another is enough. With room, the slot has the lap before. */
  #open(word: number, n: number): number {
    for (const gate of this.#gates) while (!this.#hasRoom(word, n, gate)) pause(this.#pause)
    const slot = slotOf(word >>> 1, this.#size)
    const lap = Atomics.load(this.#words, this.#laps + slot) // LoadLap
    const known = lapOf(this.#last, this.#size)
    const first = (known + after(lap + 1, wrap(known))) * this.#size + slot
    const last = first + (n - 1)
    if (last > Number.MAX_SAFE_INTEGER) throw new ClaimError(n, 'none, sequences end at 2^53 - 1')
    this.#next = first
    this.#last = last
    return first
  }

  /** As the contract says, slot by slot; `first` has to be the first that is not published yet. */
  publish(first: number, last: number): void {
    if (!this.#mayPublish(first, last)) throw new PublishError(first, last, this.#next, this.#last)
    for (let next = first; next <= last; next++) {
      const slot = slotOf(next, this.#size)
      Atomics.store(this.#words, this.#laps + slot, wrap(lapOf(next, this.#size))) // Publish
    }
    this.#next = last + 1
  }

  /** Who holds a claim and waits for a later one waits for itself. */
  #check(n: number): void {
    const open = this.#last - this.#next + 1
    if (open > 0) throw new ClaimError(n, `none while ${open} are claimed and not published`)
    if (!Number.isInteger(n) || n < 1 || n > this.#size) throw new ClaimError(n, `1 … ${this.#size}`)
  }

  #mayPublish(first: number, last: number): boolean {
    return first === this.#next && last >= first && last <= this.#last && Number.isInteger(last)
  }
}
