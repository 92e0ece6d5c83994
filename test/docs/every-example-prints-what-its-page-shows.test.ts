import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { allPages, filesIn, ROOT } from './pages.ts'

const EXAMPLES = join(ROOT, 'examples')

/**
 * An example on a page is its file, from the first line `// name.mjs` on; the next block says what it prints. A file
 * without one is a part of another example, which its thread runs.
 */
const SHOWN = /```js\n(\/\/ ([\w/-]+\.mjs)\n[\s\S]*?)```\n(?:\n*```\n\$ node \2\n([\s\S]*?)```)?/g

const pages = await allPages()
const shown = pages.flatMap(({ path, text }) =>
  [...text.matchAll(SHOWN)].map(([, code = '', name = '', output]) => ({ path, name, code, output })),
)
const run = shown.flatMap((each) => (each.output === undefined ? [] : [{ ...each, output: each.output }]))

async function outputOf(name: string): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    await mkdir(join(folder, 'node_modules'))
    await symlink(ROOT, join(folder, 'node_modules/ringproof'), 'dir')
    await cp(EXAMPLES, folder, { recursive: true })
    const options = { cwd: folder, timeout: 60_000 }
    return await promisify(execFile)(process.execPath, [name], options)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('the README shows one', () => {
  expect(shown.filter(({ path }) => path === 'README.md').map(({ name }) => name)).toEqual(['ticks.mjs'])
})

test('each file is shown on a page, or a page has a link to it', async () => {
  const files = (await filesIn(EXAMPLES)).map((file) => relative(EXAMPLES, file).split(sep).join('/'))
  const names = files.filter((file) => file.endsWith('.mjs'))
  const linked = pages.flatMap(({ text }) => [...text.matchAll(/\/examples\/([\w/-]+\.mjs)\)/g)])
  const found = new Set([...shown.map(({ name }) => name), ...linked.map(([, name]) => name)])
  expect(names.filter((name) => !found.has(name))).toEqual([])
})

test('a file that is not run by itself is a part of a folder with one that is', () => {
  const folders = new Set(run.map(({ name }) => name.split('/')[0]))
  const parts = shown.filter(({ output }) => output === undefined).map(({ name }) => name)
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.filter((name) => !name.includes('/') || !folders.has(name.split('/')[0]))).toEqual([])
})

test.each(shown)('$name on $path is the file', async ({ name, code }) => {
  expect(code).toBe(await readFile(join(EXAMPLES, name), 'utf8'))
})

test.each(run)(
  '$name prints what stands behind it on $path, with the package as it is shipped',
  async (each) => {
    expect(await outputOf(each.name)).toEqual({ stdout: each.output, stderr: '' })
  },
)
