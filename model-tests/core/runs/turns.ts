// The calls of one thread: how each waits, and when the thread rests in between.
import { TimeoutError } from '../../../src/index.ts'
import { Chance } from '../../harness/random.ts'
import type { Producing, Reading, Way } from '../scenario.ts'
import { real } from './crash.ts'

/** The most calls in a row that wait in the same way. */
const LONGEST = 400
const REST_MS = 1
export const TIMEOUT = { timeout: 1 }

/** Draws the ways of waiting from the scenario's seed. */
export class Turns {
  readonly chance: Chance
  expired = 0
  readonly #habits: Pick<Producing | Reading, 'sleepsEvery' | 'ways'>
  readonly #word = new Int32Array(new SharedArrayBuffer(4))
  #way: Way = 'plain'
  #left = 0

  constructor(seed: number, habits: Pick<Producing | Reading, 'sleepsEvery' | 'ways'>) {
    this.chance = new Chance(seed)
    this.#habits = habits
  }

  next(): Way {
    const { sleepsEvery, ways } = this.#habits
    if (sleepsEvery > 0 && this.chance.below(sleepsEvery) === 0) real.wait(this.#word, 0, 0, REST_MS)
    if (this.#left-- > 0) return this.#way
    this.#left = this.chance.below(LONGEST)
    this.#way = this.chance.oneOf(ways)
    return this.#way
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
