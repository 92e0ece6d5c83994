import { describe, expect, it } from 'vitest'
import { boundedQueue, checkLinearizable, HistoryError, type HistoryErrorCode } from './index.ts'
import { accepted, pendingOffer, polled, type Recorded } from './recorded.ts'

interface Malformed {
  readonly code: HistoryErrorCode
  readonly given: string
  readonly allowed: string
  readonly history: readonly Recorded[]
}

const { NaN: NOT_A_NUMBER, POSITIVE_INFINITY: NEVER } = Number

const MALFORMED: readonly Malformed[] = [
  {
    code: 'INVOKED_NOT_FINITE',
    given: 'invoked at NaN',
    allowed: 'a finite number',
    history: [accepted(3, [NOT_A_NUMBER, 1], 1)],
  },
  {
    code: 'INVOKED_NOT_FINITE',
    given: 'invoked at Infinity',
    allowed: 'a finite number',
    history: [pendingOffer(3, NEVER, 1)],
  },
  {
    code: 'RESPONDED_NOT_A_NUMBER',
    given: 'invoked at 1, responded at NaN',
    allowed: 'a number, Infinity for a pending call',
    history: [accepted(3, [1, NOT_A_NUMBER], 1)],
  },
  {
    code: 'RESPONDED_BEFORE_INVOKED',
    given: 'invoked at 2, responded at 1',
    allowed: 'a response at or after the invocation',
    history: [accepted(3, [2, 1], 1)],
  },
  {
    code: 'RESULT_MISSING',
    given: 'no result for the call from 1 to 2',
    allowed: 'no result only where responded is Infinity',
    history: [{ ...pendingOffer(3, 1, 1), responded: 2 }],
  },
  {
    code: 'RESULT_OF_PENDING_CALL',
    given: 'a result for the call invoked at 1 that never returned',
    allowed: 'result undefined where responded is Infinity',
    history: [accepted(3, [1, NEVER], 1)],
  },
  {
    code: 'THREAD_OVERLAPS_ITSELF',
    given: 'invoked at 2 while its call from 1 to 3 was open',
    allowed: 'an invocation after the last response',
    history: [polled(3, [2, 4], 1), accepted(3, [1, 3], 1)],
  },
  {
    code: 'THREAD_OVERLAPS_ITSELF',
    given: 'invoked at 2 while its call from 1 to 2 was open',
    allowed: 'an invocation after the last response',
    history: [accepted(3, [1, 2], 1), polled(3, [2, 3], 1)],
  },
  {
    code: 'THREAD_OVERLAPS_ITSELF',
    given: 'invoked at 2 while its call from 1 to Infinity was open',
    allowed: 'an invocation after the last response',
    history: [pendingOffer(3, 1, 1), polled(3, [2, 3], 1)],
  },
]

function answerTo(history: readonly Recorded[]): unknown {
  try {
    return checkLinearizable(history, boundedQueue(1))
  } catch (error) {
    return error
  }
}

describe('a malformed history', () => {
  it.each(MALFORMED)('is refused for $code: $given', ({ code, given, allowed, history }) => {
    const error = answerTo(history)
    expect(error).toBeInstanceOf(HistoryError)
    expect(error).toMatchObject({ code, message: `thread 3: ${given}; allowed: ${allowed}` })
  })

  it.each([
    ['a response at its invocation', [accepted(3, [1, 1], 1)]],
    ['an invocation after the last response', [accepted(3, [1, 2], 1), polled(3, [3, 4], 1, 1)]],
    ['another thread inside a call', [accepted(3, [1, 4], 1), polled(2, [2, 3], 1)]],
  ])('is not one with %s', (_, history) => {
    expect(answerTo(history)).toMatchObject({ verdict: 'linearizable' })
  })
})
