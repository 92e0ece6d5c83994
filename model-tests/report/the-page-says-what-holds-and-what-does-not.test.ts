import { describe, expect, it } from 'vitest'
import { edges, mutants, parting, run, table, walked } from './made-up.ts'
import { runPage } from './page.ts'

/** The page's text without its tags. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*<\/style>|<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
}

describe('the page', () => {
  it('begins with the verdict', () => {
    expect(textOf(runPage(run()))).toContain('✓ ringproof: claims hold 119,000 edges on source')
    expect(textOf(runPage(run(edges(), mutants())))).toContain(
      '✗ ringproof: claims do not hold: 1 failure 119,000 edges',
    )
  })

  it('says for each claim how much holds, and by which command', () => {
    const text = textOf(runPage(run(edges(), mutants())))
    expect(text).toContain('✓ 119,000 of 119,000 edges on source npm run check -- models NAME')
    expect(text).toContain('✗ 1 of 2 mutants killed npm run check -- mutants')
  })

  it('lists the failures', () => {
    expect(textOf(runPage(run(mutants())))).toContain('Failures mutant "a" survived')
  })

  it('says the seconds of each check', () => {
    expect(textOf(runPage(run()))).toContain('Seconds: models 30, mutants 11.')
  })

  it('shows a model with what it shows, and an edit as the line before and after', () => {
    const cells = [
      { kind: 'model', name: 'A', says: 'It passes.' },
      { kind: 'edit', from: 'last', to: '' },
    ] as const
    const page = runPage(run(edges({ tables: [table(cells)] })))
    expect(page).toMatch(/<code>A<\/code>\s+It passes\./)
    expect(page).toContain('<code><del>last</del><ins>(nothing)</ins></code>')
  })

  it('draws how much is left', () => {
    const part = (some: number, of: number) => [{ kind: 'part', some, of, most: 1000 }] as const
    const rows = [part(1000, 1000), part(125, 500), part(0, 500)]
    const page = runPage(run(edges({ tables: [table(part(1, 1), { rows })] })))
    const widths = [...page.matchAll(/style="width: ([\d.]+)%"/g)].map(([, width]) => Number(width))
    expect(widths).toEqual([100, 100, 50, 25, 50, 0])
    expect(page).toContain('<span class="no">✗ 125</span>')
  })

  it('opens a folded table in which something is bad, and no other', () => {
    const folded = (title: string, kind: 'bad' | 'good') =>
      table([{ kind, text: 'x' }], { title, isFolded: true })
    const page = runPage(run(edges({ tables: [folded('A', 'bad'), folded('B', 'good'), table(['x'])] })))
    expect(page.match(/<details[^>]*>/g)).toEqual([
      '<details id="a" open>',
      '<details id="b">',
      '<details id="models" open>',
    ])
  })

  it('leaves out tables that are only for the terminal', () => {
    const page = runPage(run(edges({ tables: [table(['x'], { title: 'Hidden', on: 'terminal' })] })))
    expect(page).not.toContain('Hidden')
  })

  it('shows a divergence as a column per thread, with what each side had enabled', () => {
    const text = textOf(runPage(run(edges({ pictures: [parting()] }))))
    expect(text).toContain('Where spec and source diverged')
    expect(text).toContain('SingleProducer on the stepper, from 2^32 - 16, script 3')
    expect(text).toContain('diverged ▸ 42')
    expect(text).toMatch(/producer BeginWrite ≠ LoadGate/)
    expect(text).toContain('To replay it: npm run check -- models SingleProducer')
  })

  it('says so where they diverged before the first step', () => {
    expect(textOf(runPage(run(edges({ pictures: [parting({ lines: [] })] }))))).toContain(
      'They diverged at the start, before the first step.',
    )
  })

  it('shows a walk that went wrong, with who is on the ring and what does not hold', () => {
    const text = textOf(runPage(run(edges({ pictures: [walked()] }))))
    expect(text).toContain('Walks that went wrong')
    expect(text).toContain('1 producers, c1, parking after 0 spins, blocking')
    expect(text).toContain('ReadsPublished: c1 is at EndRead, next 3')
  })
})
