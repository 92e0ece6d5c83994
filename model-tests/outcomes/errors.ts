/** No such program, a thread that has died or is not done in time, or somebody who wants the run to end. */
export type OutcomesCode = 'ERR_OUTCOMES_PROGRAM' | 'ERR_OUTCOMES_THREAD' | 'ERR_OUTCOMES_INTERRUPTED'

/** Why outcomes can't be told. */
export class OutcomesError extends Error {
  override readonly name = 'OutcomesError'
  readonly code: OutcomesCode

  constructor(code: OutcomesCode, message: string) {
    super(message)
    this.code = code
  }
}
