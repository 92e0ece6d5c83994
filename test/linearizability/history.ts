/**
 * One call of one thread, from its invocation to its response.
 *
 * Times come from one counter that all threads share. A pending call, one that never returned, has
 * `responded: Infinity` and `result: undefined`; every other call has a finite `responded` and a result.
 */
export interface Operation<Call, Result> {
  readonly thread: number
  readonly call: Call
  readonly result: Result | undefined
  readonly invoked: number
  readonly responded: number
}

/** Operations in any order: the times tell which preceded which. */
export type History<Call, Result> = readonly Operation<Call, Result>[]

export type HistoryErrorCode =
  | 'INVOKED_NOT_FINITE'
  | 'RESPONDED_NOT_A_NUMBER'
  | 'RESPONDED_BEFORE_INVOKED'
  | 'RESULT_MISSING'
  | 'RESULT_OF_PENDING_CALL'
  | 'THREAD_OVERLAPS_ITSELF'

/** Says by `code` which rule a history breaks, and by `message` what was given and what is allowed. */
export class HistoryError extends Error {
  readonly code: HistoryErrorCode

  constructor(code: HistoryErrorCode, thread: number, given: string, allowed: string) {
    super(`thread ${thread}: ${given}; allowed: ${allowed}`)
    this.name = 'HistoryError'
    this.code = code
  }
}

/** Tells whether the call never returned. */
export function isPending<Call, Result>(operation: Operation<Call, Result>): boolean {
  return operation.responded === Number.POSITIVE_INFINITY
}

/**
 * Gives each thread's operations in the order it made them, threads ascending by number.
 *
 * @throws {HistoryError} where a time is not a number, a response precedes its invocation, a result is
 * missing or belongs to a pending call, or one thread's operations overlap.
 */
export function operationsByThread<Call, Result>(
  history: History<Call, Result>,
): readonly History<Call, Result>[] {
  const threads = new Map<number, Operation<Call, Result>[]>()
  for (const operation of history) {
    assertTimes(operation)
    assertResult(operation)
    const earlier = threads.get(operation.thread)
    if (earlier === undefined) threads.set(operation.thread, [operation])
    else earlier.push(operation)
  }
  return [...threads].sort(([a], [b]) => a - b).map(([, operations]) => inProgramOrder(operations))
}

function assertTimes({ thread, invoked, responded }: Operation<unknown, unknown>): void {
  if (!Number.isFinite(invoked)) {
    throw new HistoryError('INVOKED_NOT_FINITE', thread, `invoked at ${invoked}`, 'a finite number')
  }
  const given = `invoked at ${invoked}, responded at ${responded}`
  if (Number.isNaN(responded)) {
    throw new HistoryError('RESPONDED_NOT_A_NUMBER', thread, given, 'a number, Infinity for a pending call')
  }
  if (responded < invoked) {
    throw new HistoryError('RESPONDED_BEFORE_INVOKED', thread, given, 'a response at or after the invocation')
  }
}

// A missing result would pass for "any result" and turn a recorder's slip into a weaker check.
function assertResult(operation: Operation<unknown, unknown>): void {
  const { thread, invoked, responded, result } = operation
  if (isPending(operation) === (result === undefined)) return
  if (result === undefined) {
    const given = `no result for the call from ${invoked} to ${responded}`
    throw new HistoryError('RESULT_MISSING', thread, given, 'no result only where responded is Infinity')
  }
  const given = `a result for the call invoked at ${invoked} that never returned`
  throw new HistoryError(
    'RESULT_OF_PENDING_CALL',
    thread,
    given,
    'result undefined where responded is Infinity',
  )
}

function inProgramOrder<Call, Result>(operations: Operation<Call, Result>[]): Operation<Call, Result>[] {
  operations.sort((a, b) => a.invoked - b.invoked)
  for (const [index, { thread, invoked }] of operations.entries()) {
    const before = operations[index - 1]
    if (before === undefined || before.responded < invoked) continue
    const earlier = `its call from ${before.invoked} to ${before.responded}`
    const given = `invoked at ${invoked} while ${earlier} was open`
    throw new HistoryError('THREAD_OVERLAPS_ITSELF', thread, given, 'an invocation after the last response')
  }
  return operations
}
