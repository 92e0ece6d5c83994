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
    from: '      this.#void(first, last, outlet)\n',
    to: '      outlet.publish(first, last)\n',
  },
  {
    file: 'EventProducer.ts',
    from: 'if (outlet.giveBack()) return',
    to: 'if (outlet.giveBack() || true) return',
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
  { file: 'Run.ts', from: 'this.#unit === this.#failed ? this.#attempts + 1 : 1', to: 'this.#attempts + 1' },
  { file: 'Run.ts', from: 'this.#unit === this.#failed ? this.#attempts + 1 : 1', to: '1' },
  {
    file: 'Run.ts',
    from: 'this.#passed.has(sequence)) this.#skipped++',
    to: 'this.#passed.has(sequence)) void 0',
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
    from: 'if (attempts > (rewinds ?? retries)) return last',
    to: 'if (attempts >= (rewinds ?? retries)) return last',
  },
  { file: 'runOf.ts', from: 'run.endBatch(last)\n', to: '{}\n' },
  // Batches.
  { file: 'Ranges.ts', from: 'this.#kept ?? Math.min(found, first - 1 + limit)', to: 'this.#kept ?? found' },
  { file: 'Ranges.ts', from: 'this.#kept ?? Math.min(', to: 'Math.min(' },
  { file: 'Ranges.ts', from: 'this.#kept = last\n', to: '{}\n' },
  { file: 'Ranges.ts', from: 'if (this.#run.keepsBatch(error)) this.#kept = last\n      else ', to: '' },
  { file: 'Ranges.ts', from: '    this.#kept = undefined\n', to: '' },
  { file: 'Ranges.ts', from: '    this.#run.idle()\n', to: '' },
  { file: 'Ranges.ts', from: 'if (!this.#consumer.taken) await', to: 'await', hangs: true },
  { file: 'Ranges.ts', from: '    this.#consumer.tryTake()\n', to: '' },
  { file: 'Ranges.ts', from: 'found + 1 - first', to: 'found - first' },
  { file: 'Ranges.ts', from: 'this.#next === last)', to: 'false)' },
  { file: 'Ranges.ts', from: '    this.#consumer.advance(last)\n', to: '' },
  { file: 'Ranges.ts', from: '    this.#run.endBatch(last)\n', to: '' },
  { file: 'Ranges.ts', from: '    if (last < first) return\n', to: '' },
  { file: 'Run.ts', from: 'if (this.#sees(sequence)) this.#size++', to: 'this.#size++' },
  { file: 'Run.ts', from: '!this.#passed.has(sequence) && !this', to: '!this' },
  { file: 'Run.ts', from: 'if (this.#size > 0) assertFinished', to: 'assertFinished' },
  {
    file: 'Run.ts',
    from: 'if (this.#size > 0) this.#handleWhole(first, last)\n    else ',
    to: 'this.#handleWhole(first, last)\n    ',
  },
  {
    file: 'Run.ts',
    from: 'sequence >= first && sequence <= last) this.#skipped++',
    to: 'sequence < first) this.#skipped++',
  },
  { file: 'Run.ts', from: '    this.#handled += this.#size\n', to: '' },
  { file: 'Run.ts', from: 'return this.#rewinds || this.#events ? this.#first : ', to: 'return ' },
  { file: 'Run.ts', from: "this.#rewinds && typeof this.#decide(error) === 'number'", to: 'this.#rewinds' },
  { file: 'Run.ts', from: '[this.#handled, this.#skipped] = [0, 0]', to: 'this.#count(sequence - 1)' },
  { file: 'Run.ts', from: '    this.#failed = NOWHERE\n', to: '' },
  {
    file: 'Run.ts',
    from: 'this.#passed.has(sequence)) this.#skipped++',
    to: 'this.#passed.delete(sequence)) this.#skipped++',
  },
  {
    file: 'Batch.ts',
    from: 'while (this.#next <= last && !this.#batch.has(this.#next)) this.#next++\n',
    to: '',
  },
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
