// spec/disruptor/Cork.tla as a state and its steps, with the size that the source gives its windows.

export type Outcome = number | 'no room' | 'closed' | 'threw'

export class CorkModel {
  readonly #size: number
  readonly #others: boolean
  claimed = 0
  gate = 0
  closed = false
  /** By sequence: the number that its event holds, or null if it is void; a hole is not published. */
  readonly published: (number | null)[] = []
  #most: number | undefined
  #window = 1
  #first = 0
  #last = -1
  /** The numbers of events that are written into the window. */
  #written: number[] = []

  constructor(size: number, others: boolean) {
    this.#size = size
    this.#others = others
  }

  cork(most: number): void {
    this.settle()
    this.#most = most
    this.#window = 1
  }

  uncork(): void {
    this.settle()
    this.#most = undefined
  }

  close(): void {
    this.settle()
    this.closed = true
  }

  /** By another producer, or a ring that is closed as a whole. */
  closeBehind(): void {
    this.closed = true
  }

  publish(numbers: readonly number[], throws: boolean): Outcome {
    return this.#most === undefined ? this.#alone(numbers, throws) : this.#corked(numbers, throws)
  }

  /** Another producer's event, published at once. */
  other(number: number): Outcome {
    return this.#others ? this.#alone([number], false) : 'closed'
  }

  handle(): (number | null)[] {
    const seen: (number | null)[] = []
    while (this.published[this.gate] !== undefined) seen.push(this.published[this.gate++] ?? null)
    return seen
  }

  settle(): void {
    this.#show()
    if (this.#last < this.#first) return
    if (this.claimed === this.#last + 1 && !this.closed) this.claimed = this.#first
    else for (let sequence = this.#first; sequence <= this.#last; sequence++) this.published[sequence] = null
    this.#last = this.#first - 1
    this.#window = Math.ceil(this.#window / 2)
  }

  /** The last sequence that is published without a gap. */
  get last(): number {
    let last = this.gate - 1
    while (this.published[last + 1] !== undefined) last++
    return last
  }

  get voids(): number {
    return this.published.filter((number) => number === null).length
  }

  #alone(numbers: readonly number[], throws: boolean): Outcome {
    const refused = this.#refused(numbers.length)
    if (refused) return refused
    if (throws) return 'threw'
    const first = this.claimed
    this.claimed += numbers.length
    for (const [n, number] of numbers.entries()) this.published[first + n] = number
    return first
  }

  #corked(numbers: readonly number[], throws: boolean): Outcome {
    const n = numbers.length
    if (this.#next + n - 1 > this.#last) {
      this.settle()
      const isWindow = n < this.#window && this.#refused(this.#window) === null
      const refused = this.#refused(isWindow ? this.#window : n)
      if (refused) return refused
      this.#first = this.claimed
      this.claimed += isWindow ? this.#window : n
      this.#last = this.claimed - 1
    }
    if (throws) return 'threw'
    const first = this.#next
    this.#written.push(...numbers)
    if (this.#next > this.#last) this.#fill()
    return first
  }

  #fill(): void {
    this.#show()
    this.#window = Math.min(2 * this.#window, this.#most ?? 0)
  }

  get #next(): number {
    return this.#first + this.#written.length
  }

  #refused(n: number): Outcome | null {
    if (this.closed) return 'closed'
    return this.claimed + n - this.gate > this.#size ? 'no room' : null
  }

  #show(): void {
    for (const number of this.#written) this.published[this.#first++] = number
    this.#written = []
  }
}
