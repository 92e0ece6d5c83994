// Time as the stepped source has it: it stands still, but where the machine moves it on.

/** What a time-out of callers is; when it is up, time moves on by more. */
export const TIMEOUT_MS = 1000

let now = 0

/**
 * What the source finds under these names. Nothing has to be kept alive here, and no timer rings: the machine wakes whose
 * time is up. A thread of the machine has no event loop, so that none is kept from it.
 */
export const machineTime = {
  performance: { now: (): number => now },
  setTimeout: (): object => ({}),
  clearTimeout: (): void => {},
}

/** What time it is for the thread that goes on next. */
export function setTime(milliseconds: number): void {
  now = milliseconds
}
