// The words of a ring as the specs have them: the sequences, laps and endings they stand for.
import type { Core } from '../load.ts'
import type { TourHead } from '../tour.ts'

/** The `words` of the specs. Sequences are unwrapped: each is near its last value. */
export class Words {
  /** One producer: the last published sequence. Several: the next to be claimed; refused claims count. */
  cursor: number
  /** several producers: the first unclaimed sequence; refused claims do not count */
  unclaimed: number
  isShut = false
  /** several producers: the sequence that each slot's lap stands for */
  readonly stamps: number[] = []
  readonly gates: number[]
  /** the pool's next ticket, and the counts of its slots */
  take: number
  readonly done: number[] = []
  final: number
  readonly #words: Int32Array
  readonly #places: Places
  readonly #size: number
  readonly #several: boolean
  /** the initial value of the end's word: the start of the ring, with a mark */
  readonly #unknown: number

  constructor(core: Core, head: TourHead, start: number, words: Int32Array) {
    this.#words = words
    this.#size = head.size
    this.#several = head.producers !== undefined
    this.#places = placesOf(core, head)
    this.cursor = this.#several ? start : start - 1
    this.unclaimed = this.take = this.final = start
    this.gates = this.#places.gates.map(() => start - 1)
    this.#unknown = core.wrap(start) | core.UNKNOWN
    this.#begin(start)
  }

  /** Call when a word has changed. */
  changed(index: number): void {
    const { cursor, final, take } = this.#places
    if (index === cursor) this.#cursorChanged()
    else if (index === final) this.final = near(this.final, this.raw(index))
    else if (index === take) this.take = near(this.take, this.raw(index))
    else this.#changedOne(index)
  }

  /** The consumer whose gate is at this index, or -1. */
  gateAt(index: number): number {
    return this.#places.gates.indexOf(index)
  }

  isMarked(index: number): boolean {
    return (this.raw(index) & 1) !== 0
  }

  raw(index: number): number {
    return this.#words[index] ?? 0
  }

  /** The state of a consumer's owner word. */
  owner(c: number): number {
    return this.raw(this.#places.owners[c] ?? 0)
  }

  /** The bits of the published and the consumed epoch that say how the ring ends. */
  get ends(): readonly [number, number] {
    return [this.raw(this.#places.published) & 3, this.raw(this.#places.consumed) & 3]
  }

  /** The indices of the words that may be marked. */
  get markable(): readonly number[] {
    return this.#places.markable
  }

  /** Describes a word whose value it may never have; null if there is none. */
  odd(): string | null {
    const { take, final, owners } = this.#places
    if (take > 0 && this.isMarked(take)) return 'the ticket is marked'
    if (this.isMarked(final) && this.raw(final) !== this.#unknown) return 'the end is marked'
    const owner = owners.findIndex((index) => this.raw(index) < 0 || this.raw(index) > MOST_OWNER)
    return owner < 0 ? null : `the owner of consumer ${owner} is ${this.raw(owners[owner] ?? 0)}`
  }

  #begin(start: number): void {
    const size = this.#size
    for (let slot = 0; slot < size; slot++) {
      const next = start + ((slot - (start % size) + size) % size)
      if (this.#places.laps > 0) this.stamps.push(next - size)
      if (this.#places.done > 0) this.done.push((2 * (next - slot)) / size + Number(next === start))
    }
  }

  #changedOne(index: number): void {
    const { gates, laps, done } = this.#places
    const [c, word] = [gates.indexOf(index), this.raw(index)]
    if (c >= 0) this.gates[c] = near(this.gates[c] ?? 0, word)
    else if (this.#isSlotOf(laps, index)) this.#stamped(index - laps, word)
    else if (this.#isSlotOf(done, index)) this.#counted(index - done, word)
  }

  #isSlotOf(first: number, index: number): boolean {
    return first > 0 && index >= first && index < first + this.#size
  }

  #cursorChanged(): void {
    const word = this.raw(this.#places.cursor)
    this.cursor = near(this.cursor, word)
    if (!this.#several) return
    if (!this.isShut) this.unclaimed = this.cursor
    this.isShut = (word & 1) !== 0
  }

  #stamped(slot: number, lap: number): void {
    const before = ((this.stamps[slot] ?? 0) - slot) / this.#size
    this.stamps[slot] = near(before, lap) * this.#size + slot
  }

  #counted(slot: number, count: number): void {
    const before = this.done[slot] ?? 0
    this.done[slot] = before + ((count - (before | 0)) | 0)
  }
}

/** The largest value of `OWNER`. */
const MOST_OWNER = 3

/** The indices of the words. */
type Places = ReturnType<typeof placesOf>

function placesOf(core: Core, { size, producers, consumers, pools = {} }: TourHead) {
  const isPool = Object.keys(consumers).map((name) => name in pools)
  const shape = { size, start: 0, producers: producers?.length ?? 1, pools: isPool }
  const { laps, gates, takes, dones } = core.layoutOf(shape)
  const pool = isPool.indexOf(true)
  const slots = laps > 0 ? Array.from({ length: size }, (_, slot) => laps + slot) : [core.CURSOR]
  return {
    ...{
      cursor: core.CURSOR,
      published: core.PUBLISHED_EPOCH,
      consumed: core.CONSUMED_EPOCH,
      final: core.FINAL,
    },
    ...{ laps, gates, take: takes[pool] ?? 0, done: dones[pool] ?? 0 },
    owners: gates.map((gate) => core.ownerWordOf(gate)),
    markable: [...slots, ...gates],
  }
}

/** Decodes a word, which holds twice a number and perhaps a mark, to the number nearest to the one before. */
export function near(before: number, word: number): number {
  return before + (((word - ((2 * before) | 0)) | 0) >> 1)
}
