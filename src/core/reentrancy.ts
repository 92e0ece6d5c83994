// Calls of a role while another call of it has not ended: each is refused, by an error that names both.
import { HandlerError } from './errors.ts'

/** A claim that is awaited lets other calls in between; one that blocks, only those of who hears a warning of it. */
export function whileClaiming(called: string, waiting: string): HandlerError {
  return new HandlerError('ERR_RINGPROOF_REENTRANT', called, `while ${waiting} waits`)
}

/** Who awaits a batch lets other calls in while it waits; who does not, only from its handler. */
export function withinCall(call: string, during: string): HandlerError {
  const when =
    during === 'consumeAsync' ? 'while consumeAsync waits or handles' : `from the handler of ${during}`
  return new HandlerError('ERR_RINGPROOF_REENTRANT', call, when)
}
