// A main thread that blocks hears neither of errors nor of ends: so it has to say itself that it waits.
import { threadHere } from './here.ts'

/** How long a call may block a main thread before it is warned of. */
export const PATIENCE_MS = 2000

// Every host has these.
declare const performance: { now(): number }
declare function queueMicrotask(callback: () => void): void

/** What is needed of the host's `process`, where there is one. */
interface Host {
  emit?(event: 'warning', warning: Error): boolean
}

const DETAIL =
  "Nothing else runs on this thread meanwhile: it hears neither 'error' nor 'exit' of a worker that could not start. " +
  'Call claimAsync or consumeAsync there, and have supervise fail the ring for those who end.'

/** When a wait begins of which one may have to be warned; NaN on other threads, and once somebody was. */
export function begun(): number {
  return mayWarn() ? performance.now() : Number.NaN
}

function mayWarn(): boolean {
  const thread = threadHere()
  return thread?.isMain === true && !thread.hasWarned
}

/** Milliseconds until a wait that began then is to be warned of. */
export function untilWarning(began: number): number {
  if (Number.isNaN(began) || !mayWarn()) return Number.POSITIVE_INFINITY
  return Math.max(0, began + PATIENCE_MS - performance.now())
}

/** Warns once a process, with the code `RINGPROOF_BLOCKED`, if a wait that began then is that old. */
export function warnOfBlocking(began: number, waits: () => string): void {
  const thread = threadHere()
  if (untilWarning(began) > 0 || !thread) return
  thread.hasWarned = true
  const message = `a main thread has been blocked for ${PATIENCE_MS / 1000} s: ${waits()}`
  const warning = { name: 'Warning', code: 'RINGPROOF_BLOCKED', detail: DETAIL }
  warn(Object.assign(new Error(message), warning))
}

/**
 * At once: `emitWarning` does so on the next tick, which does not come while the thread is blocked. It is printed, or not,
 * as the process was told to. Who throws on hearing of it must not end the wait.
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
