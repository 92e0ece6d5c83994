import { RingproofError } from '../core/errors.ts'

/** A worker did not start; nothing of the disruptor is left running. `cause` is what it ended with. */
export class StartError extends RingproofError {
  static override readonly name = 'StartError'
  /** The handler whose worker it was. */
  readonly handler: string

  /** @internal */
  constructor(handler: string, reason: string, cause?: unknown) {
    super('ERR_RINGPROOF_START', `The worker of "${handler}" did not start: ${reason}`, { cause })
    this.handler = handler
  }
}
