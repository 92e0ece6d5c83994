/** A set of hashes with one bit each, so that its size is constant. */
export class Seen {
  readonly #bits = new Uint32Array(2 ** 19)
  #count = 0

  /** The number of states in the set. */
  get count(): number {
    return this.#count
  }

  has(hash: number): boolean {
    return ((this.#bits[hash >>> 13] ?? 0) & (1 << (hash & 31))) !== 0
  }

  /** Adds a state; returns whether it is new. */
  add(hash: number): boolean {
    if (this.has(hash)) return false
    this.#bits[hash >>> 13] = (this.#bits[hash >>> 13] ?? 0) | (1 << (hash & 31))
    this.#count++
    return true
  }
}
