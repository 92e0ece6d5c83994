// The calls of one thread: how each waits, and when the thread rests in between.
import { TimeoutError } from '../../../../src/index.ts'
import { Chance } from '../../../harness/random.ts'
import type { Task } from './task.ts'

/** How a call waits: without limit, repeatedly with a time-out, after a try, or on the event loop. */
export type Mode = 'plain' | 'timed' | 'try' | 'async' | 'async timed'

const MODES: readonly Mode[] = ['plain', 'plain', 'timed', 'try', 'async', 'async timed']
/** The most calls in a row that wait in the same way. */
const LONGEST = 400
const REST_MS = 1
export const TIMEOUT = { timeout: 1 }

/** Draws the ways of waiting from the ring's seed. */
export class Turns {
  readonly chance: Chance
  expired = 0
  readonly #sleepsEvery: number
  readonly #word = new Int32Array(new SharedArrayBuffer(4))
  #mode: Mode = 'plain'
  #left = 0

  constructor({ plan, thread }: Task, sleepsEvery: number) {
    this.chance = new Chance(plan.seed ^ Math.imul(plan.number * 16 + thread + 1, 0x85ebca6b))
    this.#sleepsEvery = sleepsEvery
  }

  next(): Mode {
    if (this.chance.below(this.#sleepsEvery) === 0) Atomics.wait(this.#word, 0, 0, REST_MS)
    if (this.#left-- > 0) return this.#mode
    this.#left = this.chance.below(LONGEST)
    this.#mode = MODES[this.chance.below(MODES.length)]!
    return this.#mode
  }

  /** Repeats a call until it does not time out; gives undefined once `isOver`. */
  async patiently<Answer>(
    call: () => Answer | Promise<Answer>,
    isOver = () => false,
  ): Promise<Answer | undefined> {
    while (!isOver()) {
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error
        this.expired++
      }
    }
    return undefined
  }
}
