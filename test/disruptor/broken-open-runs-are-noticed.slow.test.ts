// That the source itself passes is in an-open-run-is-that-of-its-model.test.ts.
import { describe, expect, it } from 'vitest'
import { load, type Mutant } from './load.ts'
import { judgeSettling } from './settling.ts'

const RUNS = 1000
const file = 'OpenRun.ts'

const MUTANTS: readonly Mutant[] = [
  // Twins of the models that fail, in the order of spec/models.json.
  {
    file,
    from: 'while (this.#letsGo(this.#settled.get(this.#first))) this.#settled.delete(this.#first++)',
    to: 'if (this.#letsGo(outcome)) this.#first = Math.max(this.#first, sequence + 1)',
  },
  {
    file,
    from: 'Math.min(this.#running.limit ?? this.#concurrency, this.#free.length)',
    to: 'this.#running.limit ?? this.#concurrency',
  },
  {
    file,
    from: '        const action = await this.#fail(',
    to: "        this.#settle(sequence, 'skipped')\n        const action = await this.#fail(",
  },
  {
    file,
    from: '      while (this.#free.length < this.#concurrency && !this.#isAbandoned) await this.#one()\n',
    to: '',
  },
  {
    file,
    from: 'await handlers.onEvent!(reader.at(sequence), sequence, endOfBatch)',
    to: 'void Promise.resolve(handlers.onEvent!(reader.at(sequence), sequence, endOfBatch)).catch(() => {})',
  },
  {
    file,
    from: 'this.#free = Array.from({ length: concurrency }, () => running.slots.reader() as Reader<Type>)',
    to: 'this.#free = Array(concurrency).fill(running.slots.reader())',
  },
  { file, from: 'sequence <= last && !this.#end.signal.aborted;', to: 'sequence <= last;' },
  { file, from: "outcome === undefined || outcome === 'stuck'", to: 'outcome === undefined' },
  { file, from: '    this.#free.push(reader)\n', to: '' },
  // Ends.
  { file, from: 'if (this.#end.signal.aborted) return\n', to: 'if (this.#isAbandoned) return\n' },
  { file, from: 'if (!this.#halted) await', to: 'await' },
  { file, from: '    this.#halted ??= { error }\n', to: '' },
  { file, from: 'this.#first > before && !this.#isAbandoned', to: 'this.#first > before' },
  { file, from: '    this.#isAbandoned = true\n', to: '' },
  { file, from: '!this.#end.signal.aborted || attempts === 1', to: 'true' },
  { file, from: 'elapsed(decision, this.#end.signal)', to: 'elapsed(decision)' },
  { file, from: '    this.#noticed()\n  }\n\n  /** The first event', to: '  }\n\n  /** The first event' },
  // Events.
  { file, from: "poisonous?.includes(sequence) ? 'skipped' : 'void'", to: "'void'" },
  { file, from: ' && !voids.has(sequence)', to: '' },
  { file, from: "if (action !== 'retry') return", to: 'return' },
  { file, from: "action === 'skip' ? 'skipped' : 'stuck'", to: "'skipped'" },
  { file, from: 'decide(onThrow, failed.attempts)', to: 'decide(onThrow, failed.attempts - 1)' },
  // Counts, reports, and the row.
  { file, from: "outcome === 'handled' ? 1 : 0, outcome", to: '1, outcome' },
  { file, from: "if (outcome === 'handled') tap", to: 'tap' },
  { file, from: '    progress.countFailed()\n', to: '' },
  { file, from: 'report({ ...failed, handler: name, error, action })', to: 'void 0' },
  { file, from: 'this.#first < this.#next ? this.#first : NOWHERE', to: 'NOWHERE' },
  {
    file,
    from: '    progress.at = this.#first < this.#next ? this.#first : NOWHERE\n    if (this.#first > before && !this.#isAbandoned) this.#consumer?.advance(this.#first - 1)\n',
    to: '    if (this.#first > before && !this.#isAbandoned) this.#consumer?.advance(this.#first - 1)\n    progress.at = this.#first < this.#next ? this.#first : NOWHERE\n',
  },
  { file, from: '    progress.at = this.#first\n', to: '' },
]

describe('noticed', () => {
  it.each(MUTANTS)('$from becomes $to', async (mutant) => {
    expect(await judgeSettling(await load(mutant), { seed: 7, numRuns: RUNS })).toMatch(/^RINGPROOF_SEED=7/)
  })
})
