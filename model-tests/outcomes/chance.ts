import { shifted } from '../stepper/chance.ts'

/** Numbers that look random, the same ones for the same seed: xorshift, 32 bits. */
export class Chance {
  #state: number

  constructor(seed: number) {
    // 0 is the one state that it does not leave, and small seeds begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1
  }

  /** From 0 up to `many` - 1. */
  below(many: number): number {
    this.#state = shifted(this.#state)
    return (this.#state >>> 0) % many
  }
}
