// A blocked main thread observes no errors and no exits of workers, so it must report by itself that it waits.
import { threadHere } from './here.ts'

/** How long a call may block a main thread before a warning. */
export const PATIENCE_MS = 2000

// Every host has these.
declare const performance: { now(): number }
declare function queueMicrotask(callback: () => void): void

/** The part of the host's `process` that is used, if there is one. */
interface Host {
  emit?(event: 'warning', warning: Error): boolean
}

const DETAIL =
  "Nothing else runs on this thread meanwhile: it hears neither 'error' nor 'exit' of a worker that could not start. " +
  'Call claimAsync() or consumeAsync() there, and have supervise() fail the ring for threads that end.'

/** The start of a wait that may need a warning; NaN off the main thread, and once a warning was emitted. */
export function begun(): number {
  return mayWarn() ? performance.now() : Number.NaN
}

function mayWarn(): boolean {
  const thread = threadHere()
  return thread?.isMain === true && !thread.hasWarned
}

/** Milliseconds until a wait that began then needs a warning. */
export function untilWarning(began: number): number {
  if (Number.isNaN(began) || !mayWarn()) return Number.POSITIVE_INFINITY
  return Math.max(0, began + PATIENCE_MS - performance.now())
}

/** Warns once per process, with the code `RINGPROOF_BLOCKED`, if a wait that began then is old enough. */
export function warnOfBlocking(began: number, waits: () => string): void {
  const thread = threadHere()
  if (untilWarning(began) > 0 || !thread) return
  thread.hasWarned = true
  const warning = new Error(`A main thread has been blocked for ${PATIENCE_MS / 1000} s: ${waits()}`)
  warn(Object.assign(warning, { name: 'Warning', code: 'RINGPROOF_BLOCKED', detail: DETAIL }))
}

/**
 * Emitted at once: `emitWarning` waits for the next tick, which does not come while the thread is blocked. The
 * process's flags decide whether it is printed. A listener that throws must not end the wait.
 */
function warn(warning: Error): void {
  const { process } = globalThis as { readonly process?: Host }
  try {
    process?.emit?.('warning', warning)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
