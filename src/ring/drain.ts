// Waits until everything accepted is handled: a follower of all consumers that handles nothing.
import { Barrier } from '../core/Barrier.ts'
import type { RoleContext } from '../core/context.ts'
import type { Deadline } from '../core/deadline.ts'
import { FailedError, StoppedError, TimeoutError } from '../core/errors.ts'
import { isKnown } from '../core/Lifecycle.ts'
import { CONSUMED_EPOCH, FINAL } from '../core/layout.ts'
import { unwrap } from '../core/Sequence.ts'
import { FAILED } from '../core/Signal.ts'
import { Waiter } from '../core/Waiter.ts'
import type { Positions } from './positions.ts'

/** How the draining of a ring ended, and how many events each consumer had then not handled. */
export interface Drained {
  readonly outcome: 'drained' | 'timed out' | 'stopped' | 'failed'
  readonly remaining: Readonly<Record<string, number>>
}

/** Waits until the consumers of this context have handled the last sequence of a closed ring. */
export async function drain(context: RoleContext, until: Deadline): Promise<Drained['outcome']> {
  try {
    await new Drain(context).run(until)
    return 'drained'
  } catch (error) {
    if (error instanceof TimeoutError) return 'timed out'
    if (error instanceof FailedError) return 'failed'
    if (error instanceof StoppedError) return 'stopped'
    throw error
  }
}

/** How many events each consumer of an ended ring has not handled, as far as it is known where the ring ends. */
export function remainingOf({ handled, claimed }: Positions): Drained['remaining'] {
  return Object.fromEntries(
    Object.entries(handled).map(([name, last]) => [name, Math.max(0, claimed - last)]),
  )
}

class Drain extends Waiter {
  readonly #context: RoleContext

  constructor(context: RoleContext) {
    super(context, CONSUMED_EPOCH)
    this.#context = context
  }

  async run(until: Deadline): Promise<void> {
    if (this.pace.isDue() || !this.attempt()) await this.waitAsync(until)
  }

  protected attempt(): boolean {
    const barrier = new Barrier(this.#context)
    const final = Atomics.load(this.#context.words, FINAL) // setup
    const last = unwrap(this.#context.start, final) - 1
    const isHandled = barrier.available(last, 1) >= last
    this.blockedOn = barrier.blockedOn
    return isHandled && isKnown(final)
  }

  protected throwIfEnded(epoch: number, until: Deadline): void {
    if ((epoch & FAILED) !== 0) throw this.#context.endError(epoch, this.#context.start)
    until.throwIfExpired()
  }
}
