import { describe, expect, it } from 'vitest'
import { mutate } from '../mutants/mutant.ts'
import { loadCore } from '../stepper/load.ts'
import { playMany } from './index.ts'

const SEED = 1
const PROGRAMS = 5000

/** What is broken, by file and text, and what the program that finds it ends with. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'no look after the mark',
    'Signal.ts',
    "if (this.look()) return 'found'\n",
    "if (marked === NOWHERE && this.look()) return 'found'\n",
    /^left waiting: /,
  ],
  [
    'an epoch that is seen after the mark',
    'Signal.ts',
    "return this.lacks === marked ? epoch : 'again'",
    "return this.lacks === marked ? Atomics.load(this.words, this.#epoch) : 'again' // LoadEpoch",
    /^left waiting: /,
  ],
  [
    'a mark that is ignored when events are published',
    'SingleProducer.ts',
    'if ((cursor & MARK) !== 0) this.#published.wake()',
    '',
    /^left waiting: /,
  ],
  [
    'a ring that is closed quietly',
    'Lifecycle.ts',
    '      Atomics.notify(this.#words, epoch) // NotifyAll\n',
    '',
    /^left waiting: /,
  ],
  [
    'an end that is stored over what the epoch says',
    'Lifecycle.ts',
    'Atomics.or(this.#words, epoch, ending) // Tell',
    'Atomics.store(this.#words, epoch, ending) // Tell',
    /./,
  ],
  [
    'an end without its place',
    'Lifecycle.ts',
    '    Atomics.store(this.#words, FINAL, final) // StoreFinal\n',
    '',
    /somebody goes on|accepted events$/,
  ],
  [
    'a gate that moves past an event that threw',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'this.#advance(last + 1)\n      throw error',
    /was next$/,
  ],
  [
    'a gate that moves where a handler throws, which has kept what was before',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'if (next > first) this.#advance(next)\n      throw error',
    /^read .+ at sequence /,
  ],
  [
    'a claim that is timed out, and holds',
    'SingleProducer.ts',
    'until.check()',
    'try {\n      until.check()\n    } finally {\n      if (until.left() <= 0) this.#claimed = this.#wanted\n    }',
    /^left waiting: |^claim returned |^no sequence can be claimed while \d+ are claimed and not published$/,
  ],
  [
    'a follower that ends before whom it follows',
    'Consumer.ts',
    'if ((epoch & FAILED) !== 0 && this.#barrier.isOver()) {',
    'if ((epoch & FAILED) !== 0) {',
    /whom it follows at/,
  ],
  [
    'one that leaves without a word',
    'Consumer.ts',
    'if (this.#followed) this.#leave()',
    '',
    /^left waiting: |somebody goes on/,
  ],
  [
    'who sleeps beside one that is aborted, and is woken, has found something',
    'Signal.ts',
    'turn).value // Sleep\n      if (this.look()) return\n',
    'turn).value // Sleep\n      this.look()\n      return\n',
    /./,
  ],
  [
    'one who is aborted wakes those on the other word',
    'limits.ts',
    'Atomics.notify(words, epoch)',
    'Atomics.notify(words, 96 - epoch)',
    /^left waiting: |^who was aborted sleeps on$/,
  ],
  [
    'a second call between what was waited for and the end of the first',
    'Signal.ts',
    '      release()\n    }',
    '      release()\n      this.busy = false\n    }',
    /^a call within another came to /,
  ],
  [
    'a death of which nobody hears',
    'Lifecycle.ts',
    'this.#end(FAILED)',
    'void FAILED',
    /^left waiting: |^the call returned without Tell$/,
  ],
]

describe('programs find', () => {
  it.each(BREAKS)('%s, and the same again', async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'programs' })
    const broken = await loadCore({ stepped: true, text })
    const { failure } = playMany(broken, SEED, PROGRAMS)
    expect(failure?.at(-1)).toMatch(says)
    expect(playMany(broken, SEED, PROGRAMS).failure).toEqual(failure)
  })
})

it('programs on the source as it is find nothing, and get somewhere', async () => {
  const played = playMany(await loadCore({ stepped: true }), SEED, 1000)
  expect(played).toMatchObject({ seed: SEED, programs: 1000, failure: null })
  expect(played.sleeps).toBeGreaterThan(1000)
  expect(played.expired).toBeGreaterThan(100)
  expect(played.aborted).toBeGreaterThan(100)
  expect(played.deaths).toBeGreaterThan(10)
  expect(played.handled).toBeGreaterThan(1000)
})
