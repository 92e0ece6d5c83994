// Promises of which all that could settle them runs on this thread.

/** Turns of the event loop after which what has not come never does. */
const TURNS = 2000

/** What a promise comes to, or `for ever`: a mutant may leave it pending, and a check that waits for it would never end. */
export async function settled(promise: Promise<unknown>): Promise<unknown> {
  const never = Symbol('never')
  promise.catch(() => {})
  for (let turn = 0; turn < TURNS; turn++) {
    const value = await Promise.race([promise, new Promise((next) => setImmediate(next, never))])
    if (value !== never) return value
  }
  return 'for ever'
}
