import { describe, expect, it } from 'vitest'
import { loadCore } from '../load.ts'
import { mutate } from '../mutants/mutant.ts'
import { playMany } from './index.ts'

const SEED = 1
const PROGRAMS = 5000

/** A bug, as a replacement in a file, and the last line of the program that finds it. */
const BREAKS: readonly (readonly [what: string, file: string, from: string, to: string, says: RegExp])[] = [
  [
    'no attempt after the mark',
    'Waiter.ts',
    "if (this.attempt()) return 'found'\n",
    "if (marked === NO_WORD && this.attempt()) return 'found'\n",
    /^left waiting: /,
  ],
  [
    'an epoch loaded after the mark',
    'Waiter.ts',
    "return this.blockedOn === marked ? epoch : 'retry'",
    "return this.blockedOn === marked ? Atomics.load(this.words, this.#epoch) : 'retry' // LoadEpoch",
    /^left waiting: /,
  ],
  [
    'a publish that ignores the mark',
    'SingleProducer.ts',
    'if ((cursor & MARK) !== 0) this.#published.wake()',
    '',
    /^left waiting: /,
  ],
  [
    'a close without a notification',
    'Lifecycle.ts',
    '      Atomics.notify(this.#words, epoch) // NotifyAll\n',
    '',
    /^left waiting: /,
  ],
  [
    'an ending stored over the epoch',
    'Lifecycle.ts',
    'Atomics.or(this.#words, epoch, ending) // Tell',
    'Atomics.store(this.#words, epoch, ending) // Tell',
    /./,
  ],
  [
    'a close that stores no end',
    'Lifecycle.ts',
    '    Atomics.store(this.#words, FINAL, final) // StoreFinal\n',
    '',
    /a thread never ends|accepted events$/,
  ],
  [
    'a gate that moves past an event whose handler threw',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'this.#end(last + 1)\n      throw error',
    /, next was \d+$|accepted events$/,
  ],
  [
    'a gate that moves to an event whose handler threw, past events it kept',
    'Consumer.ts',
    'this.#interrupt(next, error, this.#flush)',
    'if (next > first) this.#end(next)\n      throw error',
    /^read .+ at sequence /,
  ],
  [
    'a claim that times out but takes effect',
    'SingleProducer.ts',
    'until.throwIfExpired()',
    'try {\n      until.throwIfExpired()\n    } finally {\n      if (until.remaining() <= 0) this.#claimed = this.#target\n    }',
    /^left waiting: |^claim returned |^Cannot claim with \d+ sequences? claimed but not published$/,
  ],
  [
    'a follower that ends before its upstream',
    'Consumer.ts',
    'if ((epoch & FAILED) !== 0 && this.#barrier.isExhausted()) {',
    'if ((epoch & FAILED) !== 0) {',
    /its upstream at/,
  ],
  [
    'a consumer that leaves without storing so',
    'Consumer.ts',
    'if (this.#followed) this.#leaveLater()',
    '',
    /^left waiting: |a thread never ends/,
  ],
  [
    'a sleeper woken by the abort of another returns without an event',
    'Waiter.ts',
    'result).value // Sleep\n      if (this.attempt()) return\n',
    'result).value // Sleep\n      this.attempt()\n      return\n',
    /./,
  ],
  [
    'an abort that notifies the other word',
    'deadline.ts',
    'Atomics.notify(words, epoch)',
    'Atomics.notify(words, 96 - epoch)',
    /^left waiting: |^an aborted sleeper sleeps on$/,
  ],
  [
    'a second call before the first has returned',
    'Waiter.ts',
    '      release()\n    }',
    '      release()\n      this.inCall = false\n    }',
    /^a call within another was not refused: /,
  ],
  [
    'a crash that is not announced',
    'Lifecycle.ts',
    'this.#end(FAILED)',
    'void FAILED',
    /^left waiting: |^the call returned without Tell$/,
  ],
]

describe('programs find', () => {
  it.each(BREAKS)('%s, reproducibly', async (what, file, from, to, says) => {
    const text = await mutate({ name: what, file, from, to, check: 'programs' })
    const broken = await loadCore({ stepped: true, text })
    const { failure } = playMany(broken, SEED, PROGRAMS)
    expect(failure?.at(-1)).toMatch(says)
    expect(playMany(broken, SEED, PROGRAMS).failure).toEqual(failure)
  })
})

it('programs on the unchanged source find nothing, and cover enough', async () => {
  const played = playMany(await loadCore({ stepped: true }), SEED, 1000)
  expect(played).toMatchObject({ seed: SEED, programs: 1000, failure: null })
  expect(played.sleeps).toBeGreaterThan(1000)
  expect(played.expired).toBeGreaterThan(100)
  expect(played.aborted).toBeGreaterThan(100)
  expect(played.deaths).toBeGreaterThan(10)
  expect(played.handled).toBeGreaterThan(1000)
})
