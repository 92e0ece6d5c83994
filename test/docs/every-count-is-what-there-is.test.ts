import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countedModels, countsOf, mutantCounts } from '../../docs/counts.ts'
import { PAGES, withCounts } from '../../docs/phrases.ts'
import { PAGE, verificationPage } from '../../docs/verification.ts'
import { CHECKS } from '../../model-tests/checks/list.ts'
import { allPages, pageOf, ROOT } from './pages.ts'

const { text: readme } = await pageOf('README.md')
const verification = await readFile(PAGE, 'utf8')

test('docs/verification.md is what npm run docs makes of the template and the pins', async () => {
  expect(verification).toBe(await verificationPage())
})

test('the README counts the models, their edges and the queries that there are', async () => {
  const counts = await countsOf(await countedModels())
  expect(readme).toContain(`${counts.passing} models, every interleaving`)
  expect(readme).toContain(`${counts.broken} broken ones fail`)
  expect(readme).toContain(`all ${counts.edges} edges of ${counts.toured} models`)
  expect(readme).toContain(`${counts.queries} queries`)
})

test.each(PAGES)('%s has the counts that npm run docs writes', async (path) => {
  const { text } = await pageOf(path)
  expect(text).toBe(await withCounts(path, text))
})

test('a phrase that is no longer on its page is noticed', async () => {
  await expect(withCounts('README.md', 'no phrase')).rejects.toThrow('has no phrase like')
})

test('the README counts the mutants that there are', async () => {
  const { mutants, made, harmless } = await mutantCounts()
  expect(readme).toContain(`${mutants} mutants by hand, ${made} by rule; ${harmless} survive`)
})

test('verification.md counts models, edges, slow models and mutants', async () => {
  const [counts, { mutants, made, harmless }] = [await countsOf(await countedModels()), await mutantCounts()]
  expect(verification).toContain(`${counts.passing} models that pass`)
  expect(verification).toContain(`${counts.broken} more models are broken on purpose`)
  expect(verification).toContain(`${counts.edges}, is taken by the source that ships`)
  expect(verification).toContain(`${counts.slow} slow ones`)
  expect(verification).toContain(`${mutants} mutants of the source`)
  expect(verification).toContain(`${made}: each access dropped`)
  expect(verification).toContain(`but for ${harmless} that change nothing`)
})

test('every command that a page names is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const texts = (await allPages()).map(({ text }) => text).join('\n')
  const named = [...texts.matchAll(/npm (?:run )?(test|(?<=run )[\w:-]+)/g)].map(([, script = '']) => script)
  expect(named.length).toBeGreaterThan(20)
  for (const script of named) expect(scripts).toHaveProperty(script)
})

test('every check that a page names is there', async () => {
  const names = CHECKS.map(({ name }) => name)
  const texts = (await allPages()).map(({ text }) => text).join('\n')
  const named = [...texts.matchAll(/npm run check -- ([a-z][a-z-]*)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(names).toContain(name)
})

test('every model that a page names is in spec/models.json', async () => {
  const names = (await countedModels()).map(({ name }) => name)
  const texts = (await allPages()).map(({ text }) => text).join('\n')
  const commands = [...texts.matchAll(/npm run tlc -- (\w+)/g)].map(([, name = '']) => name)
  expect(commands.length).toBeGreaterThan(4)
  expect(commands.filter((name) => name !== 'NAME' && !names.includes(name))).toEqual([])
})

test('the page of errors has every code', async () => {
  const source = await readFile(join(ROOT, 'src/core/errors.ts'), 'utf8')
  const [, union = ''] = /export type ErrorCode =\n((?: {2}\| '\w+'\n)+)/.exec(source) ?? []
  const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code)
  const { text } = await pageOf('docs/reference/errors.md')
  expect(codes.length).toBeGreaterThan(10)
  expect([...text.matchAll(/^\| `((?:ERR_|ABORT_)\w+)`/gm)].map(([, code]) => code).sort()).toEqual(
    codes.sort(),
  )
})

test('the README is at most 130 lines and 1,100 words', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(130)
  expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1100)
})
