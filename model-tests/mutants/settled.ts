// Promises that only this thread could settle.

/** Turns of the event loop after which a promise counts as never settling. */
const TURNS = 2000

/** The value of a promise, or `for ever`: a mutant may leave it pending, and the check must end all the same. */
export async function settled(promise: Promise<unknown>): Promise<unknown> {
  const never = Symbol('never')
  promise.catch(() => {})
  for (let turn = 0; turn < TURNS; turn++) {
    const value = await Promise.race([promise, new Promise((next) => setImmediate(next, never))])
    if (value !== never) return value
  }
  return 'for ever'
}
