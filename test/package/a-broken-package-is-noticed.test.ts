import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { pack, publishing, size, types } from './checks.ts'

const folders: string[] = []

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

/** A package of one module and its types, with this entry. */
async function packed(entry: object): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  folders.push(folder)
  const described = { name: 'toy', version: '1.0.0', type: 'module', exports: { '.': entry } }
  const toy = { ...described, license: 'Apache-2.0', files: ['index.js', 'index.d.ts'], sideEffects: false }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...toy, engines: { node: '>=20' } }))
  await writeFile(join(folder, 'index.js'), 'export const one = 1\n')
  await writeFile(join(folder, 'index.d.ts'), 'export declare const one: 1\n')
  return await pack(folder)
}

test('neither check has anything to say of one that is right', async () => {
  const tarball = await packed({ types: './index.d.ts', default: './index.js' })
  expect([...(await publishing(tarball)), ...(await types(tarball))]).toEqual([])
})

test('publint notices a file that is not there', async () => {
  const tarball = await packed({ types: './index.d.ts', default: './main.js' })
  expect((await publishing(tarball)).join()).toMatch(/main\.js.*does not exist/)
})

test('attw notices types that are not found', async () => {
  const tarball = await packed({ types: './types.d.ts', default: './index.js' })
  expect((await types(tarball)).join()).toMatch(/attw/)
})

test('a package over its budget says by how much', async () => {
  expect(await size(1000)).toEqual([expect.stringMatching(/^size: \d{5} bytes.*the budget is 1000$/)])
})
