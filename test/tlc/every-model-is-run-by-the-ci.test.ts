import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Model, readModels, TIERS, type Tier, tierOf } from '../../spec/tlc/models.ts'

const root = join(import.meta.dirname, '../..')
const run = await readFile(join(root, '.ci/run'), 'utf8')
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
const models = await readModels(join(root, 'spec'))

/** `verify` takes the tier `main` by default; any other arguments leave models out. */
function tierIn(script = ''): Tier[] {
  const [, tier = 'main'] = /^tsx model-tests\/verify\/main\.ts(?: --tier (\w+))?$/.exec(script) ?? ['', '']
  return TIERS.filter((each) => each === tier)
}

/** The models that no script run by the CI covers. */
function unrun(ci: string, all: readonly Model[]): string[] {
  const named = [...ci.matchAll(/^[^#\n]*\bnpm run ([\w:-]+)$/gm)].map(([, name = '']) => name)
  const tiers = new Set(named.flatMap((name) => tierIn(scripts[name])))
  return all.filter((model) => !tiers.has(tierOf(model))).map(({ name }) => name)
}

test('every model is in a tier that .ci/run runs', () => {
  expect(models.length).toBeGreaterThan(100)
  expect(unrun(run, models)).toEqual([])
})

test.each([
  ['verify:large', 'large'],
  ['verify', 'main'],
] as const)('without %s the models of tier %s would not be run', (script, tier) => {
  const names = models.filter((model) => tierOf(model) === tier).map(({ name }) => name)
  const without = run.replace(new RegExp(`npm run ${script}$`, 'gm'), 'true')
  expect(unrun(without, models)).toEqual(names)
})

test('a script with names, or with an unknown tier, runs no tier', () => {
  expect(tierIn('tsx model-tests/verify/main.ts --only SingleProducer')).toEqual([])
  expect(tierIn('tsx model-tests/verify/main.ts --tier huge')).toEqual([])
  expect(tierIn('tsx spec/tlc/main.ts')).toEqual([])
})
