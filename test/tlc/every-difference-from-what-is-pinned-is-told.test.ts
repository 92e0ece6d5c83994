import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compare, slowness } from '../../spec/tlc/compare.ts'
import { updatePins } from '../../spec/tlc/pins.ts'
import type { Outcome } from '../../spec/tlc/run.ts'
import { folderWith } from './folders.ts'
import { model } from './specs.ts'

const PASSED: Outcome = {
  verdict: 'passes',
  distinct: 4,
  depth: 4,
  generated: 5,
  seconds: 1,
  output: '',
  counterexample: null,
}
const BROKE: Outcome = { ...PASSED, verdict: 'broke', why: 'exit code 99' }

describe('a difference', () => {
  it('is none where all is as pinned', () => {
    expect(compare(model('A'), PASSED)).toEqual([])
  })

  it('is reported for each count, with both values', () => {
    expect(compare(model('A'), { ...PASSED, distinct: 3401, depth: null })).toEqual([
      'A: distinct states 3401, pinned 4 (spec/models.json)',
      'A: depth not given, pinned 4 (spec/models.json)',
    ])
  })

  it('is an unexpected verdict, and then counts do not matter', () => {
    const expecting = model('A', { expected: 'violates Small' })
    expect(compare(expecting, { ...PASSED, distinct: 9 })).toEqual([
      'A: passes, expected: violates Small (spec/models.json)',
    ])
    const other: Outcome = { ...PASSED, verdict: 'violates TypeOK' }
    expect(compare(expecting, other)).toEqual([
      'A: violates TypeOK, expected: violates Small (spec/models.json)',
    ])
  })

  it('is a run that broke, whatever is expected', () => {
    expect(compare(model('A'), BROKE)).toEqual([
      'A: broke (exit code 99), expected: passes (spec/models.json)',
    ])
    // As if a list had passed its check.
    const hopeless = model('A', { expected: 'broke' as 'passes' })
    expect(compare(hopeless, BROKE)).toHaveLength(1)
  })

  it('is a model that passes without its counts pinned', () => {
    expect(compare(model('A', { distinct: null }), PASSED)).toEqual([
      'A: distinct states 4, pinned nothing (spec/models.json)',
    ])
  })

  it('is none for a failing model whose counts are not pinned', () => {
    const failing = model('A', { expected: 'deadlocks', distinct: null, depth: null })
    expect(compare(failing, { ...PASSED, verdict: 'deadlocks' })).toEqual([])
  })
})

describe('a model that takes longer than pinned', () => {
  const said = (pinned: number, seconds: number): string | null =>
    slowness({ model: model('A', { seconds: pinned }), outcome: { ...PASSED, seconds } })

  it('is reported from ten times as long', () => {
    expect(said(7, 71)).toBe(
      'A: 71 s, pinned 7 s: a busy machine, a wrong tier, or TLC has become slow (spec/models.json)',
    )
    expect([said(7, 70), said(7, 70.1)]).toEqual([null, expect.any(String)])
  })

  it('is not, within a minute: other work may run beside it', () => {
    expect([said(1, 60), said(1, 60.1)]).toEqual([null, expect.any(String)])
  })

  it('is as pinned all the same: a machine may be slow', () => {
    expect(compare(model('A', { seconds: 1 }), { ...PASSED, seconds: 1_000 })).toEqual([])
  })
})

describe('an update', () => {
  it('pins the counts of the models whose verdict is as expected, and of no others', async () => {
    const models = [model('A'), model('B'), model('C'), model('D', { expected: 'deadlocks' })]
    const specDir = await folderWith({ 'models.json': `${JSON.stringify(models, null, 2)}\n` })
    const found = { ...PASSED, distinct: 7, depth: 5 }
    const changes = await updatePins(specDir, [
      { model: model('A'), outcome: found },
      { model: model('B'), outcome: { ...found, verdict: 'deadlocks' } },
      { model: model('D'), outcome: found },
    ])
    expect(changes).toEqual(['A: 4 distinct states, depth 4, 1 s -> 7 distinct states, depth 5, 1 s'])
    const [first, ...rest] = models
    const expected = [{ ...first, distinct: 7, depth: 5 }, ...rest]
    expect(await readFile(join(specDir, 'models.json'), 'utf8')).toBe(
      `${JSON.stringify(expected, null, 2)}\n`,
    )
  })

  it('leaves the file alone where nothing changed', async () => {
    const text = JSON.stringify([model('A')])
    const specDir = await folderWith({ 'models.json': text })
    expect(await updatePins(specDir, [{ model: model('A'), outcome: PASSED }])).toEqual([])
    expect(await readFile(join(specDir, 'models.json'), 'utf8')).toBe(text)
  })
})
