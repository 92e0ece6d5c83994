import { describe, expect, it } from 'vitest'
import {
  boundedQueue,
  checkLinearizable,
  type QueueCall,
  type QueueResult,
  type QueueState,
  type SequentialObject,
} from './index.ts'
import { accepted, polled, refused } from './recorded.ts'

/** Gives the queue with another key of its states. */
function keyed(
  queue: SequentialObject<QueueState, QueueCall, QueueResult>,
  key: (state: QueueState) => string,
): SequentialObject<QueueState, QueueCall, QueueResult> {
  return { ...queue, key }
}

// Run together, the digits of 1 and 11 are the same in both orders.
const eitherOrder = [
  [11, 1],
  [1, 11],
].map((values) => [accepted(0, [1, 3], 1), accepted(1, [2, 4], 11), polled(2, [5, 6], 2, ...values)])

/** Reaches counts 1 and 1 with the queue [2], and later counts 1 and 12 with an empty one. */
const runTogether = [
  accepted(0, [1, 2]),
  accepted(1, [3, 4], 2),
  polled(1, [5, 6], 1, 2),
  ...Array.from({ length: 11 }, (_, index) => polled(1, [7 + 2 * index, 8 + 2 * index], 1)),
]

/** Eight overlapping refusals of a full queue, in 8! orders, and then a value that never was. */
const manyOrders = [
  accepted(0, [1, 2], 1),
  ...Array.from({ length: 8 }, (_, thread) => refused(thread, [3 + thread, 20 + thread], 2)),
  polled(0, [30, 31], 1, 3),
]

describe('the memo', () => {
  it.each([
    ['nothing', () => ''],
    ['the length', ({ values }: QueueState) => `${values.length}`],
    ['the values run together', ({ values }: QueueState) => values.join('')],
  ])('with a key of %s, loses one of two orders', (_, key) => {
    const object = keyed(boundedQueue(2), key)
    const verdicts = eitherOrder.map((history) => checkLinearizable(history, object).verdict)
    expect(verdicts.sort()).toEqual(['linearizable', 'not'])
  })

  it('with the key of the queue, loses neither', () => {
    const verdicts = eitherOrder.map((history) => checkLinearizable(history, boundedQueue(2)).verdict)
    expect(verdicts).toEqual(['linearizable', 'linearizable'])
  })

  it('keeps the operations ordered apart from the state', () => {
    expect(checkLinearizable(runTogether, boundedQueue(1)).verdict).toBe('linearizable')
  })

  it('decides many orders within few steps', () => {
    expect(checkLinearizable(manyOrders, boundedQueue(1), { maxSteps: 2 ** 8 * 8 }).verdict).toBe('not')
  })

  it('with a key that equal states do not share, decides nothing within as many', () => {
    let calls = 0
    const object = keyed(boundedQueue(1), () => `${++calls}`)
    expect(checkLinearizable(manyOrders, object, { maxSteps: 2 ** 8 * 8 }).verdict).toBe('unknown')
  })
})
