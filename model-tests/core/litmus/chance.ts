import { shifted } from '../../harness/random.ts'

/** Pseudo-random numbers, determined by the seed: xorshift, 32 bits. */
export class Chance {
  #state: number

  constructor(seed: number) {
    // Not 0, which is a fixed point; mixed, since small seeds start alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1
  }

  /** An integer from 0 to `many` - 1. */
  below(many: number): number {
    this.#state = shifted(this.#state)
    return (this.#state >>> 0) % many
  }
}
