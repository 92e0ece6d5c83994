import { describe, expect, it } from 'vitest'
import { loadCore } from '../load.ts'
import { mutate } from '../mutants/mutant.ts'
import { walkMany } from './index.ts'

const STEPS = 40_000
const SEED = 1

/** A bug, as a replacement in a file, and the invariant it violates. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: string])[] = [
  [
    'a claim of one event too many',
    'MultiProducer.ts',
    'ahead(handled, last) < -this.#size',
    'ahead(handled, last) < -this.#size - 1',
    'CheckedHasRoom',
  ],
  [
    'a reader that passes an unpublished slot',
    'Barrier.ts',
    'return sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'return lap >= 0 || sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'SeenIsPublished',
  ],
  [
    'a sequence computed from the word alone',
    'MultiProducer.ts',
    'const first = (known + after(lap, wrap(known - 1))) * this.#size + slot',
    'const first = this.#word >>> 1',
    'SequenceIsExact',
  ],
  [
    'a gate that moves too far',
    'Consumer.ts',
    'wrap(next - 1)) // Advance',
    'wrap(next)) // Advance',
    'ConsumersInOrder',
  ],
  [
    'a ticket of the lap before',
    'WorkPool.ts',
    'const next = (known + after(counted, wrap(known))) * this.#size + slot',
    'const next = (known + after(counted, wrap(known)) - 1) * this.#size + slot',
    'TicketIsExact',
  ],
  [
    'a gate that any worker moves',
    'WorkPool.ts',
    'let isSecond = counted & 1;',
    'let isSecond = 1 + 0 * counted;',
    'GateMovesByOne',
  ],
  [
    'a follower that goes one past its upstream',
    'Barrier.ts',
    'unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream',
    'unwrap(next - 1, Atomics.load(this.#words, gate)) + 1) // LoadUpstream',
    'FollowersAreBehind',
  ],
  [
    'no attempt after the mark',
    'Waiter.ts',
    "if (this.attempt()) return 'found'\n",
    "if (marked === NO_WORD && this.attempt()) return 'found'\n",
    'NoLostWakeUp',
  ],
  [
    'a publish that ignores the mark',
    'SingleProducer.ts',
    'if ((cursor & MARK) !== 0) this.#published.wake()',
    '',
    'NoLostWakeUp',
  ],
  [
    'a ring closed one sequence too late',
    'Lifecycle.ts',
    'if (!isCursorClosed(word)) this.closeAt(word)',
    'if (!isCursorClosed(word)) this.closeAt(word + 2)',
    'ClosedIsFinal',
  ],
  [
    'a claim that times out but takes effect',
    'SingleProducer.ts',
    'until.throwIfExpired()',
    'try {\n      until.throwIfExpired()\n    } finally {\n      if (until.remaining() <= 0) this.#claimed = this.#target\n    }',
    'ClaimedHasRoom',
  ],
  [
    'a consumer that leaves without storing so',
    'Consumer.ts',
    'if (this.#followed) this.#leaveLater()',
    '',
    'ReadersEnd',
  ],
  ['a crash that is not announced', 'Lifecycle.ts', 'this.#end(FAILED)', 'void FAILED', 'ReadersEnd'],
]

describe('walks find', () => {
  it.each(BREAKS)('%s, and shorten the walk', async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'tours' })
    const broken = await loadCore({ stepped: true, text })
    const { failure, picture } = walkMany(broken, SEED, STEPS)
    expect(failure?.at(-1)).toContain(`${says}: `)
    expect(failure?.length).toBeLessThan(160)
    expect(picture?.lines.length).toBe((failure?.length ?? 0) - 2)
    expect(walkMany(broken, SEED, STEPS).failure).toEqual(failure)
  })
})

it('walks of the unchanged source find nothing, and cover enough', async () => {
  const walked = walkMany(await loadCore({ stepped: true }), SEED, STEPS)
  expect(walked).toMatchObject({ seed: SEED, failure: null })
  expect(walked.published).toBeGreaterThan(STEPS / 100)
  expect(walked.handled).toBeGreaterThan(walked.published)
  expect(walked.sleeps).toBeGreaterThan(STEPS / 100)
  expect(walked.expired).toBeGreaterThan(100)
  expect(walked.deaths).toBeGreaterThan(3)
  expect(walked.closings).toBeGreaterThan(10)
})
