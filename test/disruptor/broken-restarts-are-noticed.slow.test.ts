// That the source itself passes is in a-worker-that-dies-is-replaced.test.ts.
import { describe, expect, it } from 'vitest'
import { judgeDeaths } from './deaths.ts'
import { load, type Mutant } from './load.ts'

const MUTANTS: readonly Mutant[] = [
  { file: 'Worked.ts', from: '[...near, at] : near', to: '[at] : near' },
  { file: 'Worked.ts', from: '[...near, at] : near', to: 'near : near' },
  { file: 'Worked.ts', from: '[...near, at] : near', to: '[...near, at] : []' },
  { file: 'Worked.ts', from: '    this.#progress.at = NOWHERE\n', to: '' },
  { file: 'Worked.ts', from: 'killed >= poison', to: 'killed > poison' },
  { file: 'Worked.ts', from: 'this.#deaths.length > most', to: 'this.#deaths.length >= most' },
  { file: 'Worked.ts', from: 'this.#deaths.length > most', to: 'this.#deaths.length > most + 1' },
  { file: 'Worked.ts', from: '(this.#killed.get(at) ?? 0) + 1', to: '1' },
  { file: 'Worked.ts', from: "role: 'successor',", to: '' },
  { file: 'Worked.ts', from: 'ring.fail({ consumers: [name] })', to: '{}' },
  { file: 'Worked.ts', from: "this.#options.restart ? 'vacate' : 'fail'", to: "'fail'" },
]

describe('noticed', () => {
  it.each(MUTANTS)('$file: $from becomes $to', async (mutant) => {
    expect(await judgeDeaths(await load(mutant))).not.toBeNull()
  })
})
