import { describe, expect, it } from 'vitest'
import { mutate } from '../mutants/mutant.ts'
import { loadCore } from '../stepper/load.ts'
import { walkMany } from './index.ts'

const STEPS = 40_000
const SEED = 1

/** What is broken, by file and text, and the invariant that says so. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: string])[] = [
  [
    'room for one more',
    'MultiProducer.ts',
    'ahead(handled, last) < -this.#size',
    'ahead(handled, last) < -this.#size - 1',
    'CheckedHasRoom',
  ],
  [
    'a look past a slot that is not published',
    'Barrier.ts',
    'return sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'return lap >= 0 || sequenceAt(lap, slot, this.#size) === wrap(sequence)',
    'SeenIsPublished',
  ],
  [
    'a sequence that is taken from the word',
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
    'a ticket that is a lap old',
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
    'a follower that goes one past those whom it follows',
    'Barrier.ts',
    'unwrap(next - 1, Atomics.load(this.#words, gate))) // LoadUpstream',
    'unwrap(next - 1, Atomics.load(this.#words, gate)) + 1) // LoadUpstream',
    'FollowersAreBehind',
  ],
  [
    'no look after the mark',
    'Signal.ts',
    "if (this.look()) return 'found'\n",
    "if (marked === NOWHERE && this.look()) return 'found'\n",
    'NoLostWakeUp',
  ],
  [
    'a mark that is ignored when events are published',
    'SingleProducer.ts',
    'if ((cursor & MARK) !== 0) this.#published.wake()',
    '',
    'NoLostWakeUp',
  ],
  [
    'a ring that is closed one later',
    'Lifecycle.ts',
    'if (!isShut(word)) this.closeAt(word)',
    'if (!isShut(word)) this.closeAt(word + 2)',
    'ClosedIsFinal',
  ],
  [
    'a claim that is timed out, and holds',
    'SingleProducer.ts',
    'until.check()',
    'try {\n      until.check()\n    } finally {\n      if (until.left() <= 0) this.#claimed = this.#wanted\n    }',
    'ClaimedHasRoom',
  ],
  ['one that leaves without a word', 'Consumer.ts', 'if (this.#followed) this.#leave()', '', 'ReadersEnd'],
  ['a death of which nobody hears', 'Lifecycle.ts', 'this.#end(FAILED)', 'void FAILED', 'ReadersEnd'],
]

describe('walks find', () => {
  it.each(BREAKS)('%s, and the walk is made short', async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'tours' })
    const broken = await loadCore({ stepped: true, text })
    const { failure, picture } = walkMany(broken, SEED, STEPS)
    expect(failure?.at(-1)).toContain(`${says}: `)
    expect(failure?.length).toBeLessThan(160)
    expect(picture?.lines.length).toBe((failure?.length ?? 0) - 2)
    expect(walkMany(broken, SEED, STEPS).failure).toEqual(failure)
  })
})

it('walks of the source as it is find nothing, and get somewhere', async () => {
  const walked = walkMany(await loadCore({ stepped: true }), SEED, STEPS)
  expect(walked).toMatchObject({ seed: SEED, failure: null })
  expect(walked.published).toBeGreaterThan(STEPS / 100)
  expect(walked.handled).toBeGreaterThan(walked.published)
  expect(walked.sleeps).toBeGreaterThan(STEPS / 100)
  expect(walked.expired).toBeGreaterThan(100)
  expect(walked.deaths).toBeGreaterThan(3)
  expect(walked.closings).toBeGreaterThan(10)
})
