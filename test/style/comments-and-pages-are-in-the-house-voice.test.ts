import { readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from '../docs/pages.ts'
import { refusedIn } from './refused.ts'

/** Files and folders that are clean, and stay so. */
const CLEAN = [
  '.ci',
  '.github',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
  'bench',
  'docs',
  'examples',
  'model-tests',
  'spec',
  'src',
  'test',
]

/** A page that is made from spec/models.json, and the patterns themselves. */
const NOT_READ = ['docs/verification.md', 'test/style']

const TEXTS = /\.(?:[cm]?ts|mjs|md|tla|eta|yml)$/

async function filesOf(path: string): Promise<readonly string[]> {
  const full = join(ROOT, path)
  const files = (await stat(full)).isDirectory() ? await filesIn(full) : [full]
  const named = files.map((file) => relative(ROOT, file).split(sep).join('/'))
  return named.filter((file) => TEXTS.test(file) && !NOT_READ.some((path) => file.startsWith(path)))
}

test.each(CLEAN)('%s', async (path) => {
  const files = await filesOf(path)
  expect(files.length).toBeGreaterThan(0)
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')))
  expect(files.flatMap((file, f) => refusedIn(file, texts[f] ?? ''))).toEqual([])
})

test.each([
  ['a.ts', '// Who parks has to know the word.\n'],
  ['a.ts', '/** Bounded. Who waits looks again. */\n'],
  ['a.ts', '// The slot is free:\n// who reads it is\n// one of several.\n'],
  ['a.ts', "throw new Error('whoever comes is refused')\n"],
  ['a.ts', `// ${'x'.repeat(121)}\n`],
  ['a.md', 'It holds\nso many events.\n'],
  ['a.md', '| a | Who waits sleeps |\n'],
  ['a.tla', '\\* Who parks has to know the word.\nx == 1\n'],
  ['a.tla', '(* All there is    *)\n(* are four accesses *)\n'],
  ['a.yml', '# It is told.\n'],
])('%s is refused: %j', (path, text) => {
  expect(refusedIn(path, text)).toHaveLength(1)
})

test.each([
  ['a.ts', '// Who has the role? Its owner.\nconst whoever = 1\n'],
  ['a.ts', '// The thread that waits looks again, as the one who parks.\n'],
  ['a.md', 'Not "Who parks has to know" but "A thread that parks".\n\n```\nso many\n```\n'],
  ['a.md', `| ${'x'.repeat(130)} |\n`],
])('%s is not refused: %j', (path, text) => {
  expect(refusedIn(path, text)).toEqual([])
})
