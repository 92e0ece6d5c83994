// Random numbers that a seed gives again: xorshift, 32 bits.

/** The state after this one: it goes through all of them but 0, which it never leaves. */
export function shifted(state: number): number {
  let next = state
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next
}

/** Numbers that look random, the same ones for the same seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1
  }

  /** From 0 up to `many` - 1; from the upper bits, since small seeds begin alike in the lower ones. */
  below(many: number): number {
    this.#state = shifted(this.#state)
    return (this.#state >>> 8) % many
  }

  /** One of these. */
  of<Each>(all: readonly Each[]): Each {
    return all[this.below(all.length)] as Each
  }
}
