import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { sourceNames, sourcePath } from '../load.ts'
import { MODELS } from './prove.ts'
import { SITES } from './ranges.ts'
import { WORD_LEMMAS } from './words.ts'

/** The calls that rebuild or compare sequences, with their arguments, except where these functions are defined. */
function callsIn(source: string): string[] {
  const starts = source.matchAll(/(?<![\w.])(?<!function )(?:unwrap|ahead|after|sequenceAt)\(/g)
  return [...starts].map(({ index, 0: head }) => {
    let at = index + head.length
    for (let open = 1; open > 0 && at < source.length; at++)
      open += Number(source[at] === '(') - Number(source[at] === ')')
    return source.slice(index, at).replace(/\s+/g, ' ')
  })
}

async function sites(): Promise<string[]> {
  const files = (await sourceNames()).filter((file) => file !== 'Sequence.ts')
  const calls = files.map(async (file) => {
    const source = await readFile(sourcePath(file), 'utf8')
    return callsIn(source).map((call) => `${file.slice(0, -'.ts'.length)}: ${call}`)
  })
  return (await Promise.all(calls)).flat()
}

const listed = SITES.map(({ file, call }) => `${file}: ${call}`)

test('the table lists exactly the places of the source', async () => {
  expect((await sites()).toSorted()).toEqual(listed.toSorted())
})

test('a new place is found', () => {
  const source =
    'const a = unwrap(near, words[0])\nif (this.after(b) || ahead(wrap(c), (d)) > 0) export function ahead(e) {}'
  expect(callsIn(source)).toEqual(['unwrap(near, words[0])', 'ahead(wrap(c), (d))'])
})

test.each(SITES.map((site) => [`${site.file}: ${site.call}`, site] as const))(
  '%s',
  (_, { lemmas, by, why }) => {
    expect(lemmas.map((name) => WORD_LEMMAS[name]?.expected)).toEqual(lemmas.map(() => 'unsat'))
    const proved = MODELS.flatMap(({ name, properties, lemmas: also }) =>
      [...properties.keys(), ...also.map((lemma) => lemma.name)].map((each) => `${name}: ${each}`),
    )
    expect(proved).toEqual(expect.arrayContaining([...by]))
    // A place that nothing proves near has a reason.
    expect(by.length > 0 || (why ?? '').length > 20).toBe(true)
  },
)
