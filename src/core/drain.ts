// Until all that was accepted is handled: one who follows all consumers, and handles nothing.
import { Barrier } from './Barrier.ts'
import { FailedError, TimeoutError } from './errors.ts'
import type { Limit } from './limits.ts'
import { ahead, MARK, unwrap } from './Sequence.ts'
import { CLOSED, FAILED, Waiting } from './Signal.ts'
import { CONSUMED, CURSOR, FINAL, PUBLISHED, type Seat } from './words.ts'

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

/**
 * The word of the first sequence that will not come, if that is known; else of that which is not published: the only
 * producer of a ring that has failed may go on.
 */
function finalOf({ words, laps }: Seat): readonly [word: number, isKnown: boolean] {
  const isKnown = laps > 0 || (Atomics.load(words, PUBLISHED) & CLOSED) !== 0 // setup
  const word = Atomics.load(words, isKnown ? FINAL : CURSOR) // setup
  return [isKnown ? word : ((word & ~MARK) + 2) | 0, isKnown]
}

/** How many events each consumer of a ring that has ended has not handled. */
export function leftOf(seat: Seat, names: readonly string[], gates: readonly number[]): Drained['left'] {
  const left = (gate: number): number =>
    Math.max(0, ahead(finalOf(seat)[0], Atomics.load(seat.words, gate) & ~MARK) - 1) // setup
  return Object.fromEntries(names.map((name, c) => [name, left(gates[c] ?? 0)]))
}

class Drain extends Waiting {
  readonly #seat: Seat

  constructor(seat: Seat) {
    super(seat, CONSUMED)
    this.#seat = seat
  }

  async done(limit: Limit): Promise<void> {
    if (this.pace.isDue() || !this.look()) await this.waitAsync(limit)
  }

  protected look(): boolean {
    const barrier = new Barrier(this.#seat)
    const [final, isKnown] = finalOf(this.#seat)
    const last = unwrap(this.#seat.start, final) - 1
    const isHandled = barrier.available(last, 1) >= last
    this.lacks = barrier.lacks
    return isHandled && isKnown
  }

  protected over(epoch: number, limit: Limit): void {
    if ((epoch & FAILED) !== 0) throw this.#seat.ended(epoch, this.#seat.start)
    limit.check()
  }
}
