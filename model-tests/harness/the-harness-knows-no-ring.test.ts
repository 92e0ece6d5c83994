import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** What the harness may use: itself, the runner of TLC, and packages. */
const OF_THE_HARNESS = /^(?:model-tests\/harness|spec\/tlc)\//
/** What `model-tests` may use: everything but the tests that are built on it. */
const OF_MODEL_TESTS = /^(?!test\/)/

/**
 * Strings that begin with `./` or `../`, whether they are imported, resolved as a URL or joined to a folder; and those
 * joined to the folder of the file without a `./`.
 */
const PATHS = /(['"`])(\.{1,2}\/[^'"`\n]*|\.\.)\1|import\.meta\.dirname, (['"`])([^'"`\n]*)\3/g

/** The paths from the root that a file mentions and that are not allowed: `harness/a.ts: src/index.ts`. */
function outsideOf(file: string, text: string, allowed: RegExp): string[] {
  const mentioned = [...text.matchAll(PATHS)].map(([, , path, , joined]) => path ?? joined ?? '')
  const paths = mentioned.map((path) => join(file, '..', path).split(sep).join('/'))
  return paths.filter((path) => !allowed.test(`${path}/`)).map((path) => `${file}: ${path}`)
}

async function outsideOfAll(folder: string, allowed: RegExp): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name))
  expect(files.length).toBeGreaterThan(40)
  const outside = files.map(async ({ parentPath, name }) => {
    const file = relative(ROOT, join(parentPath, name)).split(sep).join('/')
    return file === relative(ROOT, import.meta.filename)
      ? []
      : outsideOf(file, await readFile(join(ROOT, file), 'utf8'), allowed)
  })
  return (await Promise.all(outside)).flat()
}

it('the harness knows no ring: it uses itself, spec/tlc and packages', async () => {
  expect(await outsideOfAll('model-tests/harness', OF_THE_HARNESS)).toEqual([])
})

it('model-tests does not need test/, which is built on it', async () => {
  expect(await outsideOfAll('model-tests', OF_MODEL_TESTS)).toEqual([])
})

describe('an arrow upwards is noticed:', () => {
  const FILE = 'model-tests/harness/stepper/machine.ts'
  it.each([
    ["import { createRing } from '../../../src/index.ts'", 'src/index.ts'],
    ["import type * as core from '../../../src/core/index.ts'", 'src/core/index.ts'],
    ["export { Chance } from '../../core/walks/index.ts'", 'model-tests/core/walks/index.ts'],
    ["import '../../../test/setup.ts'", 'test/setup.ts'],
    ["await import('../../ring/stage.ts')", 'model-tests/ring/stage.ts'],
    ["new URL('../../../src/', import.meta.url)", 'src/'],
    ["join(import.meta.dirname, '../../..', 'spec')", ''],
    ["import { spec } from '../../../spec/core/models/models.ts'", 'spec/core/models/models.ts'],
  ])('%s', (text, path) => {
    const [found] = outsideOf(FILE, text, OF_THE_HARNESS)
    expect(found).toBe(`${FILE}: ${path || '.'}`)
  })

  it('and one to the tests from anywhere', () => {
    const text = "import { misuses } from '../../../test/core/misuse.ts'"
    const file = 'model-tests/core/mutants/check.ts'
    expect(outsideOf(file, text, OF_MODEL_TESTS)).toEqual([`${file}: test/core/misuse.ts`])
    expect(outsideOf(file, "import { load } from '../load.ts'", OF_MODEL_TESTS)).toEqual([])
  })
})
