import { describe, expect, it } from 'vitest'
import { judgeAccounts } from './accounting.ts'
import { load, type Mutant } from './load.ts'

const RUNS = 1000

const MUTANTS: readonly (Mutant & { readonly hangs?: true })[] = [
  // Publishing.
  { file: 'EventProducer.ts', from: '    this.#voids.clear(first, last)\n', to: '' },
  { file: 'EventProducer.ts', from: '    this.#voids.mark(first, last)\n', to: '' },
  { file: 'EventProducer.ts', from: 'this.#voids.mark(first, last)', to: 'this.#voids.mark(first, first)' },
  {
    file: 'EventProducer.ts',
    from: '      this.#void(first, last)\n',
    to: '      this.#sequencer.publish(first, last)\n',
  },
  {
    file: 'EventProducer.ts',
    from: 'if (this.#sequencer.giveBack()) return',
    to: 'if (this.#sequencer.giveBack() || true) return',
  },
  {
    file: 'EventProducer.ts',
    from: 'this.#writer.at(first + i), first + i, i',
    to: 'this.#writer.at(first), first + i, i',
  },
  // Handling.
  { file: 'Run.ts', from: 'else if (!this.#running.voids.has(sequence))', to: 'else' },
  { file: 'Run.ts', from: '    if (endOfBatch) this.endBatch(sequence)\n', to: '' },
  {
    file: 'Run.ts',
    from: 'if (endOfBatch) this.endBatch(sequence)\n',
    to: 'if (endOfBatch && !this.#running.voids.has(sequence)) this.endBatch(sequence)\n',
  },
  { file: 'Run.ts', from: 'sequence === this.#failed ? this.#attempts + 1 : 1', to: 'this.#attempts + 1' },
  { file: 'Run.ts', from: 'sequence === this.#failed ? this.#attempts + 1 : 1', to: '1' },
  {
    file: 'Run.ts',
    from: 'this.#passed.delete(sequence)) this.#skipped++',
    to: 'this.#passed.delete(sequence)) void 0',
  },
  {
    file: 'Run.ts',
    from: '    this.#handled = 0\n    this.#skipped = 0\n  }',
    to: '    this.#skipped = 0\n  }',
  },
  { file: 'Run.ts', from: '    if (this.#thrown) throw this.#thrown.error\n', to: '' },
  { file: 'Run.ts', from: '    progress.countFailed()\n', to: '' },
  {
    file: 'failure.ts',
    from: 'if (attempts > retries) return last',
    to: 'if (attempts >= retries) return last',
  },
  { file: 'runOf.ts', from: '{ flush: (last) => run.endBatch(last) }', to: '{ flush: () => {} }' },
  {
    file: 'crews.ts',
    from: "if (outcome === 'halted') shared.ring.fail({ consumers: [name] })",
    to: '',
    hangs: true,
  },
]

describe('noticed', () => {
  it.each(MUTANTS)('$file: $from becomes $to', async ({ hangs, ...mutant }) => {
    const wrong = await judgeAccounts(await load(mutant), { seed: 7, numRuns: RUNS })
    expect(wrong).toMatch(hangs ? /^RINGPROOF_SEED=7: hung/ : /^RINGPROOF_SEED=7: (?!hung)/)
  })
})
