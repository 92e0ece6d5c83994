import { stripVTControlCharacters } from 'node:util'
import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { Claims } from './claims.ts'
import { claims, edge, model, mutant, parting, specMutant, specMutants } from './made-up.ts'
import { claimsTable } from './tables.ts'

const plain = picocolors.createColors(false)
const coloured = picocolors.createColors(true)

function lastLine(given: Claims, colors = plain): string {
  return claimsTable(given, colors).split('\n').at(-1) ?? ''
}

const survived = mutant('claims one only', { killedBy: null })
const failing = claims({
  models: [model('SingleProducer', 'passes', { verdict: 'deadlocks' })],
  edges: [edge('SingleProducer', 4000, { source: 1500, threads: 0 })],
  mutants: {
    total: 1,
    killed: 0,
    recorded: 0,
    equivalent: 0,
    survivors: ['claims one only (SingleProducer.ts)'],
    table: [survived],
  },
  partings: [parting()],
  failures: ['SingleProducer: deadlocks, expected: passes', 'mutant "claims one only" survived'],
})

describe('the last line', () => {
  it('says that the claims hold, and how much was checked', () => {
    expect(lastLine(claims())).toBe(
      'claims hold: 2 models, 119,000 edges on source, 119,000 of them on threads, 1,000,000 steps walked, 500 programs played, 3,000 outcomes, 4,000 accesses logged, 2 of 2 mutants killed, in 41 s',
    )
  })

  it('tells apart what was noticed only by comparison, or first by what was recorded', () => {
    const mutants = { total: 20, killed: 20, recorded: 3, equivalent: 0, survivors: [], table: [] }
    const specs = specMutants([specMutant('a'), specMutant('b', { killedBy: 'count: a step more' })])
    expect(lastLine(claims({ mutants, specMutants: specs }))).toContain(
      '20 of 20 mutants killed, 3 of them first by what was recorded, 2 of 2 mutants of the specs killed, 1 of them only by comparison, 0 break nothing',
    )
  })

  it('says how many failures there are', () => {
    expect(lastLine(failing)).toBe(
      'claims do not hold: 2 failures; 1 model, 1,500 edges on source, 0 of them on threads, 1,000,000 steps walked, 500 programs played, 3,000 outcomes, 4,000 accesses logged, 0 of 1 mutants killed, in 41 s',
    )
  })

  it('is green or red', () => {
    expect(lastLine(claims(), coloured)).toBe(coloured.green(lastLine(claims())))
    expect(lastLine(failing, coloured)).toBe(coloured.red(lastLine(failing)))
  })

  it('says so where no mutants were checked', () => {
    const none = claims({
      mutants: { total: 0, killed: 0, recorded: 0, equivalent: 0, survivors: [], table: [] },
      seconds: 3.1234,
    })
    expect(lastLine(none)).toMatch(/logged, no mutants checked, in 3\.1 s$/)
    expect(claimsTable(none, plain)).not.toMatch(/^mutants$/m)
  })

  it('says what was soaked', () => {
    const soak = { seed: 7, seconds: 60.4, rings: 38, events: 9e6, kills: 20, failure: null }
    expect(lastLine(claims({ soak }))).toMatch(/2 of 2 mutants killed, 38 rings soaked, in 41 s$/)
    expect(claimsTable(claims({ soak }), plain)).toMatch(/│ +60 │ +38 │ 9,000,000 │ +20 │ nothing │/)
    const wrong = claimsTable(claims({ soak: { ...soak, failure: ['one has 3 left', 'again: so'] } }), plain)
    expect(wrong).toMatch(/✗ wrong[\s\S]*one has 3 left\nagain: so/)
  })

  it('says what was proved', () => {
    const proved = claims({ proof: { queries: 178, unsat: 178, seconds: 20 } })
    expect(lastLine(proved)).toMatch(/2 of 2 mutants killed, proof: 178 of 178 queries, in 41 s$/)
  })

  it('counts an edge on threads only where the source has taken it as well', () => {
    const half = claims({ edges: [edge('A', 1000, { threads: 400 }), edge('B', 1000, { source: 300 })] })
    expect(lastLine(half)).toContain(' 1,300 edges on source, 700 of them on threads')
  })
})

describe('the tables above it', () => {
  it('mark what is not as it has to be, also without colours', () => {
    const text = claimsTable(failing, plain)
    expect(text).toContain('✗ deadlocks, expected: passes')
    expect(text).toContain('│ 4,000 │   ✗ 1,500 │        ✗ 0 │')
    expect(text).toContain('✗ 0 of 1')
    expect(text).toContain('✗ survived: claims one only (SingleProducer.ts)')
    expect(text).toContain('✗ SingleProducer: deadlocks, expected: passes')
    expect(text).toContain('>    42  LoadGate')
  })

  it('mark nothing where the claims hold', () => {
    expect(claimsTable(claims(), plain)).not.toContain('✗')
  })

  it('say the same with colours and without, and without them say it plainly', () => {
    for (const given of [claims(), failing]) {
      expect(stripVTControlCharacters(claimsTable(given, coloured))).toBe(claimsTable(given, plain))
      expect(stripVTControlCharacters(claimsTable(given, plain))).toBe(claimsTable(given, plain))
    }
  })
})
