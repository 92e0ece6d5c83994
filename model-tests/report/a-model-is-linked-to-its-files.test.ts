import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readModels } from '../../spec/tlc/models.ts'
import { readLinks } from './links.ts'
import { edges, run, table } from './made-up.ts'
import { runPage } from './page.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'coverage')

const links = await readLinks(ROOT, FOLDER)

it('every model to its spec, module, config and source, and to its tour if one is kept', async () => {
  for (const { name, tour } of await readModels(join(ROOT, 'spec'))) {
    const whats = ['spec', 'model', 'config', 'source', ...(tour ? ['tour'] : [])]
    expect([name, links.get(name)?.map(({ what }) => what)]).toEqual([name, whats])
  }
})

it('every link leads to a file, from the folder of the page', async () => {
  const files = new Set([...links.values()].flatMap((each) => each.map(({ href }) => href)))
  for (const href of files) await expect(access(join(FOLDER, href))).resolves.toBeUndefined()
  expect([...files].every((href) => /^\.\.\/(spec|src)\//.test(href))).toBe(true)
})

it.each([
  ['SingleProducer', 'SingleProducer'],
  ['MultiProducerCached', 'MultiProducer'],
  ['WorkPoolMultiProducer', 'WorkPool'],
  ['SignalTimed', 'Signal'],
  ['LifecycleStored', 'Lifecycle'],
  ['RolesMissed', 'Roles'],
])('%s to the source of what it is about', (name, twin) => {
  expect(links.get(name)?.find(({ what }) => what === 'source')?.href).toMatch(new RegExp(`/${twin}\\.ts$`))
})

it('in every row of a model', () => {
  const tables = [table([{ kind: 'model', name: 'WorkPool', says: '' }])]
  const page = runPage(run(edges({ tables }), edges({ tables })), { links })
  for (const { what, href } of links.get('WorkPool') ?? [])
    expect(page.split(`<a class="file" href="${href}">${what}</a>`)).toHaveLength(3)
})
