// The handles that a process still holds once its threads are gone.

/** Output streams, and handles that end by themselves: a file being read, a callback that is due. */
const PASSING = /^(TTYWrap|PipeWrap|FSReqCallback|FSReqPromise|Immediate)$/

/** The handles that keep this process alive, sorted. */
export function handles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => !PASSING.test(name))
    .sort()
}

/** The handles that were not there before. */
export function leftSince(before: readonly string[]): string[] {
  const rest = [...before]
  return handles().filter((name) => {
    const at = rest.indexOf(name)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}
