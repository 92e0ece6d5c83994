// Promises that only this thread could settle.

/** The outcome of a promise that never settles. */
export const NEVER = 'for ever'

/** Turns of the event loop after which a promise counts as never settling. */
const TURNS = 2000

/**
 * The value of a promise, or `NEVER`: a mutant may leave it pending, and the check must end all the same.
 *
 * @param each called after each turn, from 1 on, in which it has not settled
 */
export async function settled(promise: Promise<unknown>, each?: (turn: number) => void): Promise<unknown> {
  const pending = Symbol('pending')
  promise.catch(() => {})
  for (let turn = 1; turn <= TURNS; turn++) {
    const value = await Promise.race([promise, new Promise((next) => setImmediate(next, pending))])
    if (value !== pending) return value
    each?.(turn)
  }
  return NEVER
}
