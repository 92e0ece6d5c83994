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
