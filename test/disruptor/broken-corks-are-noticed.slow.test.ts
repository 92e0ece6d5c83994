// That the source itself passes is in a-cork-is-that-of-its-model.test.ts.
import { describe, expect, it } from 'vitest'
import { judgeCorks } from './corking.ts'
import { load, type Mutant } from './load.ts'

const RUNS = 1000
const file = 'Cork.ts'

const MUTANTS: readonly Mutant[] = [
  // Twins of the models that fail, in the order of spec/models.json; CorkWaitsFull is in what-is-corked.
  { file, from: '    this.settle()\n    this.#sequencer.close()', to: '    this.#sequencer.close()' },
  {
    file,
    from: '    this.#show()\n    if (this.#last < this.#first) return\n    this.#release()\n',
    to: '    if (this.#last >= this.#first) this.#release()\n    this.#show()\n',
  },
  { file, from: '    this.#release()\n', to: '' },
  { file, from: 'if (!this.#sequencer.giveBack())', to: 'if (this.#sequencer.giveBack() && false)' },
  { file, from: '    this.#voids.mark(this.#first, this.#last)\n', to: '' },
  { file, from: '    this.#sequencer.publish(this.#first, this.#last)\n', to: '' },
  { file, from: 'if (!this.#isDue) atEndOfTurn', to: 'if (this.#isDue) atEndOfTurn' },
  { file, from: '    this.#isDue = false\n    this.settle()', to: '    this.settle()' },
  // Windows.
  { file, from: '    this.#last = this.#first - 1\n', to: '' },
  { file, from: '    this.#next = last + 1\n', to: '    this.#next++\n' },
  { file, from: 'if (last < this.#last) return', to: 'if (last <= this.#last) return' },
  { file, from: 'this.#next + n - 1 <= this.#last', to: 'this.#next + n <= this.#last' },
  { file, from: 'this.#next + n - 1 <= this.#last', to: 'this.#next <= this.#last' },
  { file, from: 'this.#last = first + n - 1', to: 'this.#last = first + n' },
  { file, from: 'this.#first, this.#next - 1)', to: 'this.#first, this.#first)' },
  { file, from: '    this.#first = this.#next\n', to: '' },
  { file, from: '    this.settle()\n    if (n >= this.#size)', to: '    if (n >= this.#size)' },
  { file, from: 'if (n >= this.#size) return undefined\n', to: '' },
  { file, from: 'Math.min(2 * this.#size, this.#most)', to: '2 * this.#size' },
  { file, from: 'Math.min(2 * this.#size, this.#most)', to: 'this.#size' },
  { file, from: 'Math.ceil(this.#size / 2)', to: 'this.#size' },
]

describe('noticed', () => {
  it.each(MUTANTS)('$from becomes $to', async (mutant) => {
    expect(judgeCorks(await load(mutant), { seed: 7, numRuns: RUNS })).toMatch(/^RINGPROOF_SEED=7/)
  })
})
