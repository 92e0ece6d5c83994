// What a handler may return though it is not done: told by what it does, since it may come from another realm.

const AT_WORK: ReadonlySet<string> = new Set(
  ['Promise', 'Generator', 'AsyncGenerator'].map((tag) => `[object ${tag}]`),
)

/** Whether this may still be at work: a promise, anything that is awaited like one, or a body that has not run yet. */
export function isAtWork(outcome: unknown): boolean {
  if (typeof outcome !== 'object' && typeof outcome !== 'function') return false
  return outcome !== null && isAwaited(outcome as Awaited)
}

interface Awaited {
  readonly then?: unknown
  readonly next?: unknown
  readonly [Symbol.asyncIterator]?: unknown
}

function isAwaited(outcome: Awaited): boolean {
  if (typeof outcome.then === 'function') return true
  if (typeof outcome.next === 'function' && typeof outcome[Symbol.asyncIterator] === 'function') return true
  return AT_WORK.has(Object.prototype.toString.call(outcome))
}
