import { stripVTControlCharacters } from 'node:util'
import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { failuresOf, holds, type Run } from './claim.ts'
import { edges, mutants, parting, run, table } from './made-up.ts'
import { runTable } from './terminal.ts'

const plain = picocolors.createColors(false)
const coloured = picocolors.createColors(true)

function lastLine(given: Run, colors = plain): string {
  return runTable(given, colors).split('\n').at(-1) ?? ''
}

const failing = run(
  edges({ done: 118_000, failures: [{ says: 'SingleProducer: deadlocks' }], pictures: [parting()] }),
  mutants(),
)

describe('the last line', () => {
  it('says that the claims hold, and how much was checked', () => {
    expect(lastLine(run())).toBe(
      'claims hold: 119,000 edges on source, 20 steps replayed, 2 mutants killed, in 41 s',
    )
  })

  it('says how many failures there are, and what is missing of each claim', () => {
    expect(lastLine(failing)).toBe(
      'claims do not hold: 2 failures; 118,000 of 119,000 edges on source, 20 steps replayed, 1 of 2 mutants killed, in 41 s',
    )
  })

  it('is green or red', () => {
    expect(lastLine(run(), coloured)).toBe(coloured.green(lastLine(run())))
    expect(lastLine(failing, coloured)).toBe(coloured.red(lastLine(failing)))
  })

  it('leaves out a figure of nothing', () => {
    expect(lastLine(run(edges({ figures: [{ count: 0, noun: 'steps' }] })))).toBe(
      'claims hold: 119,000 edges on source, in 41 s',
    )
  })
})

describe('a claim', () => {
  it('does not hold where something of it is missing, although nothing failed', () => {
    const short = mutants({ failures: [] })
    expect(holds(short)).toBe(false)
    expect(failuresOf(short)).toEqual([{ says: 'mutants: 1 of 2 mutants killed' }])
    expect(lastLine(run(short))).toContain('claims do not hold: 1 failure;')
  })

  it('does not hold where something failed, although nothing of it is missing', () => {
    const wrong = edges({ failures: [{ says: 'the stored tour is another' }] })
    expect(holds(wrong)).toBe(false)
    expect(lastLine(run(wrong))).toContain('claims do not hold: 1 failure;')
  })
})

describe('nothing', () => {
  it('does not hold, whatever there was to check', () => {
    const none = mutants({ done: 0, of: 0, failures: [] })
    expect(holds(none)).toBe(false)
    expect(failuresOf(none)).toEqual([{ says: 'mutants: 0 of 0 mutants killed' }])
    expect(lastLine(run(edges(), none))).toContain('claims do not hold: 1 failure;')
  })

  it('does not hold where no check claims anything', () => {
    expect(lastLine({ ...run(), claims: [] })).toContain('claims do not hold')
  })
})

describe('what stands above it', () => {
  it('marks what is not as it must be, also without colours', () => {
    const text = runTable(failing, plain)
    expect(text).toContain('✗ The source takes every edge. 118,000 of 119,000 edges on source')
    expect(text).toContain('✗ Every bug is noticed. 1 of 2 mutants killed')
    expect(text).toContain('✗ SingleProducer: deadlocks')
    expect(text).toContain('✗ mutant "a" survived\nin a line of its own')
    expect(text).toContain('>    42  LoadGate')
  })

  it('shows every kind of cell', () => {
    const cells = [
      { kind: 'model', name: 'A', says: 'It passes.' },
      { kind: 'bad', text: 'deadlocks' },
      { kind: 'part', some: 1500, of: 4000, most: 4000 },
      { kind: 'part', some: 4000, of: 4000, most: 4000 },
      { kind: 'edit', from: 'a', to: 'b' },
      { kind: 'code', text: 'c' },
      null,
    ] as const
    const text = runTable(run(edges({ tables: [table(cells)] })), plain)
    expect(text).toMatch(/│ A +│ ✗ deadlocks │ +✗ 1,500 │ +4,000 │ +a → b │ +c │ +– │/)
  })

  it('leaves out tables that are only for the page, and empty ones', () => {
    const tables = [table(['x'], { title: 'Hidden', on: 'page' }), table(['x'], { title: 'Empty', rows: [] })]
    expect(runTable(run(edges({ tables })), plain)).not.toMatch(/Hidden|Empty/)
  })

  it('says the seconds of each check', () => {
    expect(runTable(run(), plain)).toContain('seconds\nmodels 30, mutants 11\n')
  })

  it('marks nothing where the claims hold', () => {
    expect(runTable(run(), plain)).not.toContain('✗')
  })

  it('says the same with colours and without, and without them says it plainly', () => {
    for (const given of [run(), failing]) {
      expect(stripVTControlCharacters(runTable(given, coloured))).toBe(runTable(given, plain))
      expect(stripVTControlCharacters(runTable(given, plain))).toBe(runTable(given, plain))
    }
  })
})
