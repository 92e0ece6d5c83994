import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readModels, TIERS } from '../../spec/tlc/models.ts'

const root = join(import.meta.dirname, '../..')
const run = await readFile(join(root, '.ci/run'), 'utf8')
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const models = await readModels(join(root, 'spec'))

test('.ci/run verifies everything', () => {
  expect(scripts['verify']).toBe('tsx model-tests/main.ts verify')
  expect(run).toMatch(/^part '.*' npm run verify -- --all$/m)
})

test('every model is in a tier, and no script names one', () => {
  expect(models.length).toBeGreaterThan(100)
  for (const { tier } of models) expect(TIERS).toContain(tier)
  const named = models.filter(({ name }) =>
    Object.values(scripts).some((script) => script.split(' ').includes(name)),
  )
  expect(named).toEqual([])
})

/** The most seconds that a quick model takes on an idle core: `npm run verify` waits for all of them. */
const QUICK = 5

test('the pinned seconds of a quick model are few', () => {
  expect(models.filter(({ tier, seconds }) => tier === 'quick' && seconds > QUICK)).toEqual([])
})

test('there are ten scripts beside those that npm calls by itself', () => {
  const own = Object.keys(scripts).filter((name) => name !== 'prepare')
  expect(own).toEqual([
    'build',
    'test',
    'verify',
    'check',
    'conform',
    'tlc',
    'bench',
    'coverage',
    'lint',
    'docs',
  ])
})
