import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { allPages, ROOT } from './pages.ts'

const EXAMPLES = join(ROOT, 'examples')

/** An example on a page is its file, from the first line `// name.mjs` on; the next block says what it prints. */
const SHOWN = /```js\n(\/\/ (\w+\.mjs)\n[\s\S]*?)```\n+```\n\$ node \2\n([\s\S]*?)```/g

const shown = (await allPages()).flatMap(({ path, text }) =>
  [...text.matchAll(SHOWN)].map(([, code = '', name = '', output = '']) => ({ path, name, code, output })),
)

async function outputOf(name: string): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
  try {
    await mkdir(join(folder, 'node_modules'))
    await symlink(ROOT, join(folder, 'node_modules/ringproof'), 'dir')
    await copyFile(join(EXAMPLES, name), join(folder, name))
    const options = { cwd: folder, timeout: 60_000 }
    return await promisify(execFile)(process.execPath, [name], options)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('the README shows one', () => {
  expect(shown.filter(({ path }) => path === 'README.md').map(({ name }) => name)).toEqual(['sum.mjs'])
})

test('each file is shown on a page', async () => {
  const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.mjs'))
  expect([...new Set(shown.map(({ name }) => name))].sort()).toEqual(files.sort())
})

describe.each(shown)('$name on $path', ({ name, code, output }) => {
  test('is the file', async () => {
    expect(code).toBe(await readFile(join(EXAMPLES, name), 'utf8'))
  })

  test('prints what stands behind it, with the package as it is shipped', async () => {
    expect(await outputOf(name)).toEqual({ stdout: output, stderr: '' })
  })
})
