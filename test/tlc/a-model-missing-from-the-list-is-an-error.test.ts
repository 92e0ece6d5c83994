import { expect, it } from 'vitest'
import { type Model, readModels, selectModels } from '../../spec/tlc/models.ts'
import { type Files, folderWith } from './folders.ts'
import { model, SPECS } from './specs.ts'

const NAMES = ['Passes', 'Small', 'Never', 'Stuck']
const MODELS = NAMES.map((name) => model(name))

it('a list that names every config is read', async () => {
  expect(await readModels(await specs(MODELS))).toEqual(MODELS)
})

it('every verdict that TLC can come to may be expected', async () => {
  const expected = [
    'violates Small',
    'violates Inner!TypeOK',
    'deadlocks',
    'violates a temporal property',
    'does not parse',
  ]
  const models = expected.map((verdict, index) => ({
    ...model(`M${index}`, { config: MODELS[index % MODELS.length]?.config ?? '' }),
    expected: verdict,
  }))
  expect(await readModels(await specs(models))).toEqual(models)
})

it('a config that no entry lists', async () => {
  const folder = await specs(MODELS.slice(2))
  await expect(readModels(folder)).rejects.toMatchObject({
    code: 'UNLISTED_CONFIG',
    configs: ['core/Passes.cfg', 'core/Small.cfg'],
  })
  await expect(readModels(folder)).rejects.toThrow('does not list spec/core/Passes.cfg, spec/core/Small.cfg')
})

it('a name that no model has, with similar names', () => {
  const error = thrown(() => selectModels(MODELS, ['Passes', 'smal']))
  expect(error).toMatchObject({ code: 'UNKNOWN_MODEL', given: 'smal', near: ['Small'] })
  expect(error.message).toBe('no model is called "smal"; did you mean Small?')
})

it('a name like no other, with all names', () => {
  const error = thrown(() => selectModels(MODELS, ['Zzz']))
  expect(error.message).toBe(`no model is called "Zzz"; known: ${NAMES.join(', ')}`)
})

it('models are picked in the order of the names, each once, and all without names', () => {
  expect(selectModels(MODELS, ['Small', 'Passes', 'Small']).map(({ name }) => name)).toEqual([
    'Small',
    'Passes',
  ])
  expect(selectModels(MODELS, [])).toEqual(MODELS)
})

it('an entry whose files do not exist', async () => {
  const folder = await specs([...MODELS, model('Gone', { module: 'core/Gone.tla' })])
  await expect(readModels(folder)).rejects.toMatchObject({
    code: 'MISSING_FILE',
    files: ['core/Gone.tla', 'core/Gone.cfg'],
  })
  await expect(readModels(folder)).rejects.toThrow('spec/core/Gone.tla (Gone), spec/core/Gone.cfg (Gone)')
})

it('two entries with the same name', async () => {
  const folder = await specs([...MODELS, model('Small')])
  await expect(readModels(folder)).rejects.toMatchObject({ code: 'DOUBLED_MODEL', names: ['Small'] })
})

it.each<[string, unknown]>([
  ['name', 'Has a space'],
  ['name', 7],
  ['module', 'core/Counter'],
  ['module', '../Counter.tla'],
  ['module', '/core/Counter.tla'],
  ['config', 'core\\Passes.cfg'],
  ['expected', 'passed'],
  ['expected', 'broke'],
  ['expected', 'violates'],
  ['distinct', 0],
  ['distinct', 2.5],
  ['distinct', undefined],
  ['depth', '4'],
  ['tour', 'yes'],
  ['says', ' '],
  ['toor', true],
])('an entry whose field %s is %j', async (field, given) => {
  const folder = await specs([{ ...model('Passes'), [field]: given }, ...MODELS.slice(1)])
  await expect(readModels(folder)).rejects.toMatchObject({ code: 'MALFORMED_MODEL', field, given })
  const shown = given === undefined ? 'missing' : JSON.stringify(given)
  await expect(readModels(folder)).rejects.toThrow(new RegExp(`entry 1.*"${field}" is .*allowed: `))
  await expect(readModels(folder)).rejects.toThrow(`"${field}" is ${shown}`)
})

it('an entry that is not an object', async () => {
  await expect(readModels(await specs([3]))).rejects.toMatchObject({ code: 'MALFORMED_MODEL' })
})

it.each<[string, Files]>([
  ['is missing', {}],
  ['is not JSON', { 'models.json': '[' }],
  ['is not an array', { 'models.json': '{}' }],
])('a list that %s', async (_, files) => {
  await expect(readModels(await folderWith(files))).rejects.toMatchObject({ code: 'MALFORMED_LIST' })
})

async function specs(models: readonly unknown[]): Promise<string> {
  return await folderWith({ ...SPECS, 'models.json': JSON.stringify(models) })
}

function thrown(work: () => Model[]): Error {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing was thrown')
}
