// A call of a role while another is in progress is refused, by an error that names both.
import { HandlerError } from './errors.ts'

/** While an awaited claim waits, other calls may come; while one blocks, only from a listener of its warning. */
export function whileClaiming(called: string, waiting: string): HandlerError {
  return new HandlerError('ERR_RINGPROOF_REENTRANT', `Cannot call ${called}() while ${waiting}() waits`)
}

/**
 * While an awaited call of a reader waits or handles, other calls may come; during a take that blocks, only from a
 * listener of its warning; during any other, only from its handler.
 */
export function withinCall(call: string, during: string): HandlerError {
  const when = WAITING[during] ?? `from the handler of ${during}()`
  return new HandlerError('ERR_RINGPROOF_REENTRANT', `Cannot call ${call}() ${when}`)
}

const WAITING: Readonly<Record<string, string>> = {
  consumeAsync: 'while consumeAsync() is pending',
  takeAsync: 'while takeAsync() is pending',
  take: 'while take() waits',
}
