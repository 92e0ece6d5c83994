// Reproducible random numbers: xorshift, 32 bits. Seeds of tests depend on the sequence.

/** The state after this one. The period covers every state but 0, which is a fixed point. */
function shifted(state: number): number {
  let next = state
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next
}

/** Pseudo-random numbers, determined by the seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1
  }

  /** An integer from 0 to `many` - 1, taken from the upper bits: small seeds start alike in the lower ones. */
  below(many: number): number {
    this.#state = shifted(this.#state)
    return (this.#state >>> 8) % many
  }

  /** From 0 to less than 1, of 24 bits. */
  fraction(): number {
    return this.below(2 ** 24) / 2 ** 24
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.fraction() < probability
  }

  /** A random element; undefined if there is none. */
  of<Each>(all: readonly Each[]): Each {
    return all[this.below(all.length)] as Each
  }

  /**
   * A random element.
   *
   * @throws {RangeError} if there is none
   */
  oneOf<Each>(all: readonly Each[]): Each {
    if (all.length === 0) throw new RangeError('there is nothing to pick from')
    return this.of(all)
  }
}
