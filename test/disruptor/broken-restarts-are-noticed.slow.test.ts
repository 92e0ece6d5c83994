// That the source itself passes is in a-worker-that-dies-is-replaced.test.ts, and in
// a-death-at-any-access-is-dealt-with.test.ts.
import { describe, expect, it } from 'vitest'
import { judgeDeaths } from './deaths.ts'
import { load, type Mutant } from './load.ts'
import { judgeRestarts } from './restarting.ts'

const RUNS = 2000

const DECIDED: readonly Mutant[] = [
  { file: 'Deaths.ts', from: '[...near, at] : near', to: '[at] : near' },
  { file: 'Deaths.ts', from: '[...near, at] : near', to: 'near : near' },
  { file: 'Deaths.ts', from: '[...near, at] : near', to: '[...near, at] : []' },
  { file: 'Deaths.ts', from: 'killed >= poison', to: 'killed > poison' },
  { file: 'Deaths.ts', from: 'this.#recent.length > most', to: 'this.#recent.length >= most' },
  { file: 'Deaths.ts', from: 'this.#recent.length > most', to: 'this.#recent.length > most + 1' },
  { file: 'Deaths.ts', from: 'this.attemptsAt(at, 0) + 1', to: '1' },
]

const KEPT: readonly Mutant[] = [
  { file: 'Worked.ts', from: '    this.#progress.at = NOWHERE\n', to: '' },
  { file: 'Worked.ts', from: "role: 'successor',", to: '' },
  { file: 'Worked.ts', from: 'ring.fail({ consumers: [name] })', to: '{}' },
  { file: 'Worked.ts', from: "this.#options.restart ? 'vacate' : 'fail'", to: "'fail'" },
]

const RUN: readonly Mutant[] = [
  { file: 'Deaths.ts', from: 'death > now - within', to: 'true' },
  { file: 'Deaths.ts', from: 'death > now - within', to: 'death >= now - within' },
  { file: 'Deaths.ts', from: 'old <= at - this.#size', to: 'old <= at' },
  { file: 'Deaths.ts', from: 'sequence > at - this.#size', to: 'sequence > at' },
  { file: 'Deaths.ts', from: 'at === NOWHERE || ', to: 'at !== NOWHERE && ' },
  { file: 'Deaths.ts', from: 'at === NOWHERE ? 0 : ', to: '' },
  { file: 'Deaths.ts', from: 'this.#killed.get(at) ?? least', to: 'least' },
  { file: 'Run.ts', from: '    progress.at = sequence\n', to: '' },
  { file: 'Run.ts', from: '    progress.at = NOWHERE\n    this.#handled++\n', to: '    this.#handled++\n' },
  {
    file: 'Run.ts',
    from: '    progress.at = sequence\n    this.#within',
    to: '    progress.at = sequence + 1\n    this.#within',
  },
  {
    file: 'Run.ts',
    from: '    this.#running.progress.at = NOWHERE\n    if (!this.#events)',
    to: '    if (!this.#events)',
  },
  { file: 'Run.ts', from: 'new Set(poisonous)', to: 'new Set()' },
  { file: 'Run.ts', from: '    this.#report(error, sequence, decision)\n', to: '' },
  {
    file: 'Run.ts',
    from: '    this.#count(last)\n  }',
    to: '  }',
  },
  { file: 'Run.ts', from: '    this.#skipped = 0\n  }', to: '  }' },
  { file: 'runOf.ts', from: '(last: number): void => run.endBatch(last)', to: '(): void => {}' },
]

describe('noticed of workers', () => {
  it.each([...DECIDED, ...KEPT])('$file: $from becomes $to', async (mutant) => {
    expect(await judgeDeaths(await load(mutant))).not.toBeNull()
  })
})

describe('noticed of a model', () => {
  it.each([...DECIDED, ...RUN])('$file: $from becomes $to', async (mutant) => {
    expect(await judgeRestarts(await load(mutant), { seed: 7, numRuns: RUNS })).toMatch(/^RINGPROOF_SEED=7/)
  })
})
