/** An unknown program; a thread that died or is late; an interruption. */
export type OutcomesCode = 'ERR_OUTCOMES_PROGRAM' | 'ERR_OUTCOMES_THREAD' | 'ERR_OUTCOMES_INTERRUPTED'

/** Why a program has no result. */
export class OutcomesError extends Error {
  override readonly name = 'OutcomesError'
  readonly code: OutcomesCode

  constructor(code: OutcomesCode, message: string) {
    super(message)
    this.code = code
  }
}
