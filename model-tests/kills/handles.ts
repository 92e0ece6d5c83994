// What a process still holds once its threads are gone.

/** What it writes to, and what is over by itself: a file that is being read, a callback that is due. */
const PASSING = /^(TTYWrap|PipeWrap|FSReqCallback|FSReqPromise|Immediate)$/

/** What keeps this process alive, in an order that can be compared. */
export function handles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => !PASSING.test(name))
    .sort()
}
