// Reproducible random numbers: xorshift, 32 bits.

/** The state after this one. The period covers every state but 0, which is a fixed point. */
export function shifted(state: number): number {
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

  /** A random element. */
  of<Each>(all: readonly Each[]): Each {
    return all[this.below(all.length)] as Each
  }
}
