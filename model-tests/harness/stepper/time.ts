// The clock of stepped source: it stands still until the machine advances it.

/** The time-out of callers; a time-out advances the clock by more. */
export const TIMEOUT_MS = 1000

let now = 0

/**
 * The time functions of stepped source. Timers never fire: the machine wakes threads that time out. Threads of the
 * machine have no event loop that could be starved.
 */
export const machineTime = {
  performance: { now: (): number => now },
  setTimeout: (): object => ({}),
  clearTimeout: (): void => {},
}

/** Sets the clock for the thread that runs next. */
export function setTime(milliseconds: number): void {
  now = milliseconds
}
