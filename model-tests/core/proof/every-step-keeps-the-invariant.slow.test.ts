import { describe, expect, it } from 'vitest'
import { Solver } from '../../harness/smt/solver.ts'
import { namesIn } from '../../harness/smt/term.ts'
import { allQueries, expectedOf, judge, MODELS, readManifest } from './prove.ts'
import { WORD_LEMMAS, wordQueries } from './words.ts'

// `npm run verify` asks them.
it('asks every query of the manifest once, and no other', async () => {
  const queries = allQueries()
  expect(new Set(queries.map(({ name }) => name)).size).toBe(queries.length)
  expect(expectedOf(queries)).toEqual(await readManifest())
})

it('no step reads a ghost', () => {
  for (const { actions, ghosts, definitions } of MODELS) {
    const seen = actions.flatMap(({ guard, where, next }) => [
      ...[...guard, ...where.map(({ body }) => body)],
      ...next
        .filter(({ variable }) => !ghosts.has(variable.name))
        .flatMap(({ args, value }) => [...args, value]),
    ])
    const names = new Set(seen.flatMap((term) => [...namesIn(term)]))
    for (const name of names) {
      const definition = definitions.find((each) => each.name === name)
      if (definition) for (const inner of namesIn(definition.body)) names.add(inner)
    }
    expect([...names].filter((name) => ghosts.has(name))).toEqual([])
  }
})

describe('a proof fails', () => {
  const manifest = { 'one thing': 'unsat', another: 'unsat' }
  const good = { name: 'another', verdict: 'unsat' }

  it.each(['sat', 'unknown: timeout', 'error: line 1', 'unsat\n(error)'])('if an answer is %s', (verdict) => {
    const [failure] = judge([{ name: 'one thing', verdict }, good], manifest)
    expect(failure?.sentence).toBe(`one thing: ${verdict}, expected: unsat`)
  })

  it('if a query of the manifest is not asked', () => {
    expect(judge([good], manifest)).toEqual([
      { name: 'one thing', sentence: 'one thing: is no longer asked' },
    ])
  })

  it('if a query is new', () => {
    const [failure] = judge(
      [good, { name: 'one thing', verdict: 'unsat' }, { name: 'new', verdict: 'unsat' }],
      manifest,
    )
    expect(failure?.sentence).toBe('new: unsat, expected: nothing, for it is not in the manifest')
  })
})

describe('the solver', () => {
  const text = '(declare-const x Int)\n(assert (> x 3))\n(assert (< x 4))'

  it('decides the text it is given, and reports text that it cannot read', async () => {
    const solver = await Solver.open()
    try {
      expect(await solver.ask({ name: 'a', text })).toMatchObject({ verdict: 'unsat' })
      expect(await solver.ask({ name: 'a', text: text.replace('4', '9') })).toMatchObject({ verdict: 'sat' })
      expect((await solver.ask({ name: 'a', text: text.replace('> x', '> y') })).verdict).toMatch(/^error: /)
      expect((await solver.ask({ name: 'a', text: `${text}\n(exit)\n(assert false)` })).verdict).toMatch(
        /^error: /,
      )
    } finally {
      await solver.close()
    }
  })

  it('finds the counterexamples of a cached gate and of too many claims', async () => {
    const solver = await Solver.open()
    try {
      const wanted = wordQueries().filter(({ name }) => WORD_LEMMAS[name.slice(7)]?.expected === 'sat')
      expect(wanted.map(({ name }) => name)).toEqual([
        'words: CachedGateOverwrites',
        'words: TooManyOutstanding',
      ])
      for (const query of wanted)
        expect((await solver.ask(query, true)).found).toMatch(/gate[^#]*#x[\da-f]{16}/)
    } finally {
      await solver.close()
    }
  })
})
