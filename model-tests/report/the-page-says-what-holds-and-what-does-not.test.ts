import { describe, expect, it } from 'vitest'
import {
  claims,
  edge,
  model,
  mutant,
  outcome,
  parting,
  specMutant,
  specMutants,
  walked,
  walks,
} from './made-up.ts'
import { claimsPage } from './page.ts'

/** The page's text without its tags. */
function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*<\/style>|<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
}

describe('the page', () => {
  it('begins with the verdict', () => {
    expect(textOf(claimsPage(claims()))).toContain('✓ ringproof: claims hold 2 models, 119,000 edges')
    const failing = claims({ failures: ['one', 'two'] })
    expect(textOf(claimsPage(failing))).toContain('✗ ringproof: claims do not hold: 2 failures')
  })

  it('names for each claim what was checked and the command', () => {
    const text = textOf(claimsPage(claims()))
    expect(text).toContain('✓ 119,000 of 119,000 npm run verify npm run verify -- --only SingleProducer')
    expect(text).toContain('✓ 1 of 1 npm run tlc npm run tlc -- SingleProducerNoRoom')
    expect(text).toContain('✓ 2 of 2 npm run verify')
  })

  it('counts the rings that were soaked, and that one at which it ended is wrong', () => {
    const soak = { seed: 7, seconds: 60, rings: 38, events: 9e6, kills: 20, failure: null }
    expect(textOf(claimsPage(claims({ soak })))).toContain('✓ 38 of 38 npm run soak')
    const wrong = claims({ soak: { ...soak, failure: ['one has 3 left'] } })
    expect(textOf(claimsPage(wrong))).toContain('✗ 37 of 38 npm run soak')
  })

  it('separates the models that pass from those that must fail', () => {
    const text = textOf(claimsPage(claims()))
    expect(text).toMatch(
      /Have to pass .*SingleProducer ✓ passes What SingleProducer shows\. .*Have to fail.* SingleProducerNoRoom ✓ violates NoDataRace/,
    )
  })

  it('says what was expected of a model that came out otherwise', () => {
    const wrong = model('SingleProducerNoRoom', 'violates NoDataRace', { verdict: 'passes' })
    expect(textOf(claimsPage(claims({ models: [wrong] })))).toContain(
      '✗ passes, expected: violates NoDataRace',
    )
  })

  it('draws how many edges are left', () => {
    const page = claimsPage(claims({ edges: [edge('A', 1000), edge('B', 500, { source: 125, threads: 0 })] }))
    const widths = [...page.matchAll(/style="width: ([\d.]+)%"/g)].map(([, width]) => Number(width))
    expect(widths).toEqual([100, 100, 100, 100, 50, 25, 50, 0])
  })

  it('shows a mutant as the line that stands and the one that stands instead', () => {
    const table = [
      mutant('forgets', { from: 'this.#cursor = last\n', to: '\n' }),
      mutant('twice', { from: 'a', to: 'a\n    b' }),
    ]
    const page = claimsPage(
      claims({ mutants: { total: 2, killed: 2, recorded: 0, equivalent: 0, survivors: [], table } }),
    )
    expect(page).toContain('<del>this.#cursor = last</del><ins>(nothing)</ins>')
    expect(page).toContain('<del>a</del><ins>a ⏎ b</ins>')
  })

  it('opens the mutants of a file of which one survived, and no others', () => {
    const table = [mutant('alive', { killedBy: null }), mutant('dead', { file: 'Consumer.ts' })]
    const page = claimsPage(
      claims({
        mutants: {
          total: 2,
          killed: 1,
          recorded: 0,
          equivalent: 0,
          survivors: ['alive (SingleProducer.ts)'],
          table,
        },
      }),
    )
    expect(page.match(/<details[^>]*>/g)).toEqual(['<details open>', '<details>'])
    expect(textOf(page)).toContain('✗ survived tours')
  })

  it('shows each outcome with its reason, and marks what is forbidden and was seen', () => {
    const rows = [{ outcome: 'torn', grade: 'forbidden', seen: 2, reason: 'Half of it.' }] as const
    const table = [
      outcome('Publish', { rows, failure: 'Publish: forbidden' }),
      outcome('PublishFirst', { rows, broken: { of: 'Publish', how: 'shown first' } }),
      outcome('Plain'),
    ]
    const text = textOf(claimsPage(claims({ outcomes: { ...claims().outcomes, table } })))
    expect(text).toMatch(/Publish ✗ .* torn Half of it\. forbidden ✗ 2 /)
    expect(text).toMatch(/PublishFirst ✓ .* broken: shown first .* forbidden, sought 2 /)
    expect(text).toContain('plain It waited in a buffer. interesting not seen here')
    expect(text).toMatch(/no forbidden outcome\. ✗ 1 of 2 npm run outcomes/)
  })

  it('marks the step where spec and source parted, and the thread that could go elsewhere', () => {
    const page = claimsPage(claims({ partings: [parting()] }))
    expect(page.match(/<tr class="parted">/g)).toHaveLength(1)
    expect(page.match(/<tr class="differs">/g)).toHaveLength(1)
    expect(textOf(page)).toContain('parted ▸ 42 LoadGate load gate c1 = 1')
    expect(textOf(page)).toContain('producer BeginWrite ≠ LoadGate c1 Advance Advance')
    expect(textOf(page)).toContain('To replay it: npm run verify -- --only SingleProducer')
  })

  it('draws a walk that went wrong, and says what does not hold after its last step', () => {
    const wrong = walks({ failure: ['ReadsPublished: no'], picture: walked() })
    const page = claimsPage(claims({ walks: [wrong] }))
    expect(page.match(/<tr class="parted">/g)).toHaveLength(1)
    expect(textOf(page)).toContain('Walks that went wrong')
    expect(textOf(page)).toContain('went wrong ▸ 1 LoadCursor load cursor = -2')
    expect(textOf(page)).toContain('ReadsPublished: c1 is at EndRead, next 3')
    expect(textOf(page)).toContain('To replay it: npm run verify -- --seed 7')
    expect(textOf(page)).not.toContain('They differ in')
  })

  it('says what it does not show', () => {
    const text = textOf(claimsPage(claims()))
    for (const limit of ['larger sizes', 'sequentially consistent', 'NoDataRace'])
      expect(text).toContain(limit)
  })

  it('says of each mutant of a spec what noticed it, why it breaks nothing, or that it survived', () => {
    const table = [
      specMutant('without a guard'),
      specMutant('the same twice', { killedBy: null, reason: 'it is said again below' }),
      specMutant('unnoticed', { killedBy: null }),
    ]
    const text = textOf(claimsPage(claims({ specMutants: specMutants(table) })))
    expect(text).toContain('✗ 1 of 2 npm run spec-mutants')
    expect(text).toContain('✗ survived: unnoticed')
    expect(text).toContain('3 mutants, 1 break nothing, 1 survived')
    expect(text).toContain('without a guard ReadsPublished in SingleProducerSize1')
    expect(text).toContain('nothing: it is said again below')
    expect(textOf(claimsPage(claims()))).not.toContain('Mutants of the specs')
  })

  it('of a run without mutants or tours says so', () => {
    const none = claims({
      edges: [],
      mutants: { total: 0, killed: 0, recorded: 0, equivalent: 0, survivors: [], table: [] },
    })
    expect(textOf(claimsPage(none))).toContain('This run has checked no mutants.')
    expect(textOf(claimsPage(none))).toContain('This run has replayed no tour.')
  })
})
