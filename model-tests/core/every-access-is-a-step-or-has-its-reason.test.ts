import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXEMPT, REASONS } from './exempt.ts'
import { SPEC } from './files.ts'
import { sourceNames, sourcePath } from './load.ts'

/** An access without an action's name, or a plain write to the words. */
const EXEMPTED = /\bAtomics\.\w+\(.*\/\/ setup$|\bwords\[[^\]]+\] [-+]?= |\bwords\.(?:set|fill)\(/

const files = await sourceNames()

async function exemptedIn(file: string): Promise<string[]> {
  const lines = (await readFile(sourcePath(file), 'utf8')).split('\n')
  return lines.map((line) => line.trim()).filter((line) => EXEMPTED.test(line))
}

test.each(files)(
  '%s: every access without an action has a reason, and every reason an access',
  async (file) => {
    const left = [...(EXEMPT[file] ?? [])]
    const lost = (await exemptedIn(file)).filter((line) => {
      // The longest piece that fits, so that each entry covers one line.
      const fits = left.filter(([piece]) => line.includes(piece)).sort(([a], [b]) => b.length - a.length)[0]
      if (fits) left.splice(left.indexOf(fits), 1)
      return fits === undefined
    })
    expect(lost, `without a reason in ${file}`).toEqual([])
    expect(
      left.map(([piece]) => piece),
      `reasons without an access in ${file}`,
    ).toEqual([])
  },
)

test('every reason is used, and no other', () => {
  const given = new Set(Object.values(EXEMPT).flatMap((entries) => entries.map(([, reason]) => reason)))
  expect([...given].sort()).toEqual(Object.keys(REASONS).sort())
})

test('the accesses of Roles.ts are actions of Roles.tla, under the same names', async () => {
  const [source, spec] = await Promise.all([
    readFile(sourcePath('Roles.ts'), 'utf8'),
    readFile(join(SPEC, 'core/Roles.tla'), 'utf8'),
  ])
  const named = [...source.matchAll(/Atomics\.\w+\(.*\/\/ ([A-Z]\w*)$/gm)].map(([, action = '']) => action)
  expect(named.length).toBeGreaterThan(4)
  const actions = new Set([...spec.matchAll(/^([A-Z]\w*)\(t\) ==/gm)].map(([, action]) => action))
  expect(named.filter((action) => !actions.has(action))).toEqual([])
})
