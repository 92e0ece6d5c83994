import { describe, expect, it } from 'vitest'
import { boundedQueue, checkLinearizable, picture, queueWords } from './index.ts'
import { accepted, pendingOffer, polled, type Recorded, refused } from './recorded.ts'

function linesOf(history: readonly Recorded[], maxSteps = 1_000): string[] {
  const verdict = checkLinearizable(history, boundedQueue(1), { maxSteps })
  return picture(history, verdict, queueWords).split('\n')
}

const history = [
  accepted(0, [1, 3], 7),
  polled(1, [2, 5], 4, 7),
  refused(4, [6, 9], 1, 2),
  pendingOffer(0, 8, 3),
]

describe('a picture', () => {
  it('numbers the operations of an order found', () => {
    expect(linesOf(history)).toEqual([
      'time   thread 0              thread 1            thread 4',
      '   1   call offer [7]',
      '   2   |                     call poll up to 4',
      '   3   return accepted  #1   |',
      '   5                         return [7]  #2',
      '   6                                             call offer [1 2]',
      '   8   call offer [3]                            |',
      '   9   |                                         return refused  #3',
      '       pending',
      'linearizable in the order of the numbers',
    ])
  })

  it('marks the operations of which none could come next', () => {
    expect(linesOf([...history, polled(1, [10, 11], 1, 9)])).toEqual([
      'time   thread 0              thread 1            thread 4',
      '   1   call offer [7]',
      '   2   |                     call poll up to 4',
      '   3   return accepted  #1   |',
      '   5                         return [7]  #2',
      '   6                                             call offer [1 2]',
      '   8   call offer [3]                            |',
      '   9   |                                         return refused  #3',
      '  10   |                     call poll up to 1',
      '  11   |                     return [9]  STUCK',
      '       pending  #4',
      'not linearizable: after the 4 numbered, none of those marked STUCK could come next',
    ])
  })

  it('draws the calls before the returns at equal times', () => {
    expect(linesOf([accepted(0, [1, 2], 1), polled(1, [2, 2], 1)])).toEqual([
      'time   thread 0              thread 1',
      '   1   call offer [1]',
      '   2   |                     call poll up to 1',
      '   2   return accepted  #2   |',
      '   2                         return []  #1',
      'linearizable in the order of the numbers',
    ])
  })

  it('says of an unknown verdict what was spent', () => {
    expect(linesOf(history.slice(0, 2), 1).at(-1)).toBe('unknown: undecided after 0 of at most 1 steps')
  })

  it('draws without a verdict, in JSON unless it is given words', () => {
    expect(picture(history.slice(0, 1)).split('\n')).toEqual([
      'time   thread 0',
      '   1   call {"op":"offer","values":[7]}',
      '   3   return {"op":"offer","accepted":true}',
    ])
  })
})
