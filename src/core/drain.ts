// Until all that was accepted is handled: one who follows all consumers, and handles nothing.
import { Barrier } from './Barrier.ts'
import { FailedError, TimeoutError } from './errors.ts'
import type { Limit } from './limits.ts'
import { ahead, MARK, unwrap } from './Sequence.ts'
import { FAILED, Waiting } from './Signal.ts'
import { CONSUMED, FINAL, type Seat } from './words.ts'

/** How the draining of a ring ended, and how many events each consumer had not handled then. */
export interface Drained {
  readonly outcome: 'drained' | 'timed out' | 'failed'
  readonly left: Readonly<Record<string, number>>
}

/** Waits until the consumers of this seat have handled the last sequence of a closed ring. */
export async function drain(seat: Seat, limit: Limit): Promise<Drained['outcome']> {
  try {
    await new Drain(seat).done(limit)
    return 'drained'
  } catch (error) {
    if (error instanceof TimeoutError) return 'timed out'
    if (error instanceof FailedError) return 'failed'
    throw error
  }
}

/** How many events each consumer of a closed ring has not handled. */
export function leftOf(
  words: Int32Array,
  names: readonly string[],
  gates: readonly number[],
): Drained['left'] {
  const final = Atomics.load(words, FINAL) // setup
  const left = (gate: number): number => Math.max(0, ahead(final, Atomics.load(words, gate) & ~MARK) - 1) // setup
  return Object.fromEntries(names.map((name, c) => [name, left(gates[c] ?? 0)]))
}

class Drain extends Waiting {
  readonly #barrier: Barrier
  readonly #last: number
  readonly #ended: Seat['ended']

  constructor(seat: Seat) {
    super(seat, CONSUMED)
    this.#barrier = new Barrier(seat)
    this.#ended = seat.ended
    this.#last = unwrap(seat.start, Atomics.load(seat.words, FINAL)) - 1 // setup
  }

  async done(limit: Limit): Promise<void> {
    if (!this.look()) await this.waitAsync(limit)
  }

  protected look(): boolean {
    const isHandled = this.#barrier.available(this.#last, 1) >= this.#last
    this.lacks = this.#barrier.lacks
    return isHandled
  }

  protected over(epoch: number, limit: Limit): void {
    if ((epoch & FAILED) !== 0) throw this.#ended(epoch, this.#last)
    limit.check()
  }
}
