import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { excuseOf, mutantsOf, mutatedFiles } from '../model-tests/mutants/made.ts'
import { MUTANTS } from '../model-tests/mutants/table.ts'
import { readTour, SPEC } from '../model-tests/tour/files.ts'
import { parseHead } from '../model-tests/tour/format.ts'
import { readModels, tierOf } from '../spec/tlc/models.ts'

const root = join(import.meta.dirname, '..')
const readme = await readFile(join(root, 'README.md'), 'utf8')

/** Each example is a file by its first line, `// name.mjs`, and what it prints stands in the block behind it. */
const examples = [
  ...readme.matchAll(/```js\n(\/\/ (\w+\.mjs)\n[\s\S]*?)```\n+```\n\$ node \2\n([\s\S]*?)```/g),
].map(([, code = '', name = '', output = '']) => ({ name, code, output }))

test('there is one', () => {
  expect(examples.length).toBeGreaterThan(0)
})

test.each(examples)(
  '$name prints what stands behind it, with the package as it is shipped',
  async ({ name, code, output }) => {
    const folder = await mkdtemp(join(tmpdir(), 'ringproof-'))
    try {
      await mkdir(join(folder, 'node_modules'))
      await symlink(root, join(folder, 'node_modules/ringproof'), 'dir')
      await writeFile(join(folder, name), code)
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [name], {
        cwd: folder,
        timeout: 30_000,
      })
      expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)

test('what it counts is what there is', async () => {
  const models = await readModels(SPEC)
  const passing = models.filter(({ expected }) => expected === 'passes').length
  const toured = models.filter(({ tour }) => tour)
  const tours = await Promise.all(toured.map(({ name }) => readTour(name)))
  const edges = tours.reduce((sum, tour) => sum + parseHead(tour ?? '').edges, 0)
  expect(readme).toContain(`${passing} models that pass`)
  expect(readme).toContain(`${models.length - passing} more models are broken on purpose`)
  expect(readme).toContain(`${edges.toLocaleString('en')}, is taken by the source that ships`)
  expect(readme).toContain(`of the ${models.filter((model) => tierOf(model) === 'large').length} large ones`)
})

test('what verify leaves out is large, and is checked by another command', async () => {
  const large = (await readModels(SPEC)).filter((model) => tierOf(model) === 'large')
  expect(readme).toContain(`checks ${large.length} large models`)
})

test('the mutants that it counts are those that there are', async () => {
  const made = (await Promise.all((await mutatedFiles()).map(mutantsOf))).flat()
  const harmless = made.filter((mutant) => excuseOf(mutant) !== null)
  expect(readme).toContain(`${MUTANTS.length} mutants of the source`)
  expect(readme).toContain(`${made.length.toLocaleString('en')}: each access dropped`)
  expect(readme).toContain(`but for ${harmless.length} that change nothing`)
})

test('every command that it names is there', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const named = [...readme.matchAll(/npm (?:run )?(test|(?<=run )[\w:-]+)/g)].map(([, script = '']) => script)
  expect(named.length).toBeGreaterThan(4)
  for (const script of named) expect(scripts).toHaveProperty(script)
})
